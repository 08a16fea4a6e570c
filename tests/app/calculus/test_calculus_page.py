"""The Calculus workspace in the window: opened from formulas, typed in, and left for Descent."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import gdsim as gd
from gdsim.app.calculus.head import VIEWS
from gdsim.app.calculus.subject import EXAMPLES
from gdsim.app.rail import keys_of
from gdsim.learn.steps.run_steps import RunSteps
from tests.app.by_hand import enter, fill
from tests.app.calculus.conftest import shown_text
from tests.app.test_accessible import nameless


def test_a_text_is_typed_and_a_bad_one_gets_its_sentence_below(page, qtbot):
    fill(qtbot, page.head.text, "x**3 - x")
    qtbot.waitUntil(lambda: shown_text(page) == "x**3 - x")
    assert page.subject.point == (1.0,)  # the same x
    fill(qtbot, page.head.text, "sin(x")
    qtbot.waitUntil(lambda: page.head.error.text() == "column 4: this bracket is never closed")
    assert shown_text(page) == "x**3 - x" and page.head.text.property("wrong")
    for view in ("keys", "derivative"):  # in another view it is no better
        qtbot.mouseClick(page.head.views[view], Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: "never closed" in page.head.error.text())
    fill(qtbot, page.head.text, "sin(x)")
    qtbot.waitUntil(lambda: shown_text(page) == "sin(x)")
    assert page.head.error.isHidden() and not page.head.text.property("wrong")


def test_a_coordinate_is_typed(page, qtbot):
    enter(qtbot, page.head.fields["x"], "-2.5")
    assert page.subject.point == (-2.5,)
    assert "= 4·(2·(−2.5) + 3) = −8" in page.derivative.worked.text


def test_views_are_chosen_and_examples_are_opened_in_theirs(page, qtbot):
    for name in VIEWS:
        qtbot.mouseClick(page.head.views[name], Qt.MouseButton.LeftButton)
        assert page.shown == name and getattr(page, name).isVisible()
    for example, action in zip(EXAMPLES, page.head.examples.menu().actions(), strict=True):
        action.trigger()
        assert page.shown == example.view and page.subject.text == example.subject.text
        assert page.subject.coordinates == dict(example.at)
    assert nameless(page) == []


def test_it_is_descended_on_from_the_point(page, qtbot):
    fill(qtbot, page.head.text, "x**4 - 3*x**2")
    qtbot.waitUntil(lambda: page.subject.text == "x**4 - 3*x**2")
    page.move_to((1.7,))
    qtbot.mouseClick(page.head.descend, Qt.MouseButton.LeftButton)
    experiment = page.window_given.workbench.experiment
    assert experiment.objective.text == "x**4 - 3*x**2" and experiment.start.coordinates == (1.7,)
    assert page.window_given.gone_to == ["descent"]


def test_it_follows_the_experiment_until_another_function_is_looked_at(page, qtbot):
    workbench = page.window_given.workbench
    workbench.set_objective(lambda: gd.Function("x**2"))
    page.show_experiment()
    assert page.subject.text == "x**2"
    fill(qtbot, page.head.text, "exp(x)")
    qtbot.waitUntil(lambda: page.subject.text == "exp(x)")
    workbench.set_objective(lambda: gd.Function("x**6"))
    page.show_experiment()
    assert page.subject.text == "exp(x)"
    qtbot.mouseClick(page.head.own, Qt.MouseButton.LeftButton)
    assert page.subject.text == "x**6"


def test_a_network_has_no_formula_and_an_example_is_shown(page, network):
    page.window_given.workbench.start_over(gd.Experiment(network(), ["sgd"]))
    page.subject = None
    page.show_experiment()
    assert page.subject.text == EXAMPLES[0].text and not page.head.own.isEnabled()


def test_from_a_network_it_goes_to_a_function(page, network, qtbot):
    workbench = page.window_given.workbench
    workbench.start_over(gd.Experiment(network(), ["sgd"]))
    page.show_experiment()
    assert page.subject.text == "(2*x + 3)**2"  # which was shown before
    qtbot.mouseClick(page.head.descend, Qt.MouseButton.LeftButton)
    assert workbench.kind == "function"
    assert workbench.experiment.objective.text == "(2*x + 3)**2"


def test_the_formula_of_the_panel_leads_there_and_back(shared_window, qtbot):
    window = shared_window
    formula = window.panel.objective.formula
    assert "Calculus" in formula.toolTip()
    qtbot.mouseClick(formula, Qt.MouseButton.LeftButton)
    assert window.pages.shown == "calculus" and window.rail.buttons["calculus"].isChecked()
    page = window.pages["calculus"]
    qtbot.waitUntil(lambda: page.shown == "gradient" and page.gradient.compass is not None)
    assert page.subject.function == window.workbench.experiment.objective
    assert page.subject.point == (-1.1, 0.7)
    qtbot.waitUntil(page.view.hasFocus)
    qtbot.mouseClick(page.head.descend, Qt.MouseButton.LeftButton)
    assert window.pages.shown == "" and window.panel.isVisible()
    QTest.keySequence(window, keys_of("calculus"))
    assert page.isVisible()
    window.go_to("descent")


def test_the_formula_of_an_optimizer_leads_to_the_graph_of_its_update(shared_window, qtbot):
    window = shared_window
    row = window.panel.optimizers.rows[0]
    row.unfold(True)
    formula = next(
        each for each in row.settings.children() if hasattr(each, "lead") and each.toolTip()
    )
    formula.setFocus()
    qtbot.keyClick(formula, Qt.Key.Key_Return)
    page = window.pages["calculus"]
    qtbot.waitUntil(lambda: page.shown == "chain" and page.chain.explanation is not None)
    experiment = window.workbench.experiment
    wanted = RunSteps(experiment, 0).explained(0).steps[-1]
    qtbot.waitUntil(lambda: page.chain.explanation.data["quantities"][-1]["value"]
                    == pytest.approx(wanted.value[0]))  # fmt: skip
    window.go_to("descent")
