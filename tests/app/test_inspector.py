"""Looking at one run closely: its next step in numbers, and advice that is followed."""

import re
import threading

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

import gdsim as gd
from gdsim.app.inspector import move_of
from gdsim.app.look.figures import written
from gdsim.app.model.remedies import Remedy, remedies
from gdsim.app.terms import Terms
from gdsim.learn.steps.run_steps import RunSteps

EXPERIMENT = gd.Experiment(
    "rosenbrock", [gd.SGD(lr=0.05), gd.Adam(lr=0.3, beta2=0.99)], start=(-0.5, 2.5), steps=200
)


@pytest.fixture
def window(open_window, qtbot):
    window = open_window(EXPERIMENT)
    qtbot.waitUntil(lambda: window.frame is not None and window.frame.scene is not None)
    qtbot.wait(50)
    return window


def click_row(window, row):
    table = window.verdicts
    place = table.visualRect(table.model().index(row, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def look_at_terms(window, qtbot):
    """Click formulas of the next step: they open in the Calculus workspace, with their numbers."""
    steps = RunSteps(EXPERIMENT, 1).explained(0).steps[1:]
    for name, view in (("g", "gradient"), ("v", "chain")):
        place = next(i for i, step in enumerate(steps) if step.name == name)
        formula, _ = window.inspector.terms.rows[place]
        assert "Calculus" in formula.toolTip()
        qtbot.mouseClick(formula, Qt.MouseButton.LeftButton)
        page = window.pages["calculus"]
        qtbot.waitUntil(lambda view=view, page=page: page.shown == view)
        if view == "gradient":
            assert page.subject.point == (-0.5, 2.5)
        else:
            term = next(step for step in reversed(steps) if step.name == name)
            value = page.subject.function.value(page.subject.point)
            assert value == pytest.approx(term.value[0])
        window.go_to("descent")


def test_a_click_on_a_row_explains_the_next_step_with_the_numbers_of_the_library(window, qtbot):
    inspector = window.inspector
    assert inspector.isHidden()
    click_row(window, 1)
    qtbot.waitUntil(lambda: inspector.title.text() == "Next step: update 1")
    qtbot.mouseClick(inspector.forward, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: inspector.title.text() == "Next step: update 2")
    wanted = RunSteps(EXPERIMENT, 1).explained(1)
    shown = inspector.terms.values
    assert len(shown) == len(wanted.steps) - 1 > 5
    assert shown[-1] == written(wanted.data["after"]) == "(−1.1, 1.907)"
    move = window.stage.map.step_arrows.move
    np.testing.assert_array_equal(move.place, wanted.data["before"])
    np.testing.assert_allclose(move.place + move.step, wanted.data["after"])
    np.testing.assert_array_equal(move.momentum, -np.array(wanted.data["state_after"]["m"]))
    qtbot.mouseClick(inspector.back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: inspector.title.text() == "Next step: update 1")
    look_at_terms(window, qtbot)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert inspector.isHidden() and window.stage.map.step_arrows.move is None


def test_terms_have_four_figures_and_the_numbers_of_the_typed_formula_are_exact(make, formulas):
    text = "0.765432*x**2/3.7 + 0.123456*x + y**2"
    own = gd.Function(text, domain=((-2, 2), (-2, 2)))
    run = gd.Experiment(own, gd.Adam(lr=1 / 3), start=(1, 1), steps=9, schedule="cosine")
    shown = make(Terms, formulas)
    shown.show_steps(RunSteps(run, 0).explained(1).steps[1:], text)
    terms = "\n".join(formula.toolTip() for formula, _ in shown.rows)
    assert "0.123456" in terms and "0.765432" in terms and "cos(3.142" in terms
    assert not re.search(r"\d\.\d{7,}", terms)


def test_advice_is_a_button_that_makes_the_run_better_and_can_be_undone(window, qtbot):
    click_row(window, 0)
    inspector = window.inspector
    qtbot.waitUntil(lambda: bool(inspector.remedies), timeout=60_000)
    assert inspector.reason.text().startswith("Diverged at step")
    qtbot.mouseClick(inspector.remedies[0], Qt.MouseButton.LeftButton)
    better = window.workbench.experiment
    assert better.optimizers[0].settings["lr"] < 0.01
    assert better.optimizers[1] == EXPERIMENT.optimizers[1]
    assert float(better.run().loss[0]) < 10 < float(EXPERIMENT.run().loss[0])
    window.workbench.undo()
    assert window.workbench.experiment == EXPERIMENT


def test_what_cannot_be_explained_is_said(window, qtbot):
    window.workbench.replace(noise=0.1)
    click_row(window, 1)
    qtbot.waitUntil(lambda: "without noise" in window.inspector.note.text())
    assert window.inspector.terms.values == []


def test_a_run_of_one_variable_has_its_arrows_on_its_curve():
    explanation = RunSteps(gd.Experiment("x**2", gd.SGD(lr=0.1), start=3.0, steps=5)).explained(0)
    move = move_of(explanation, gd.Function("x**2"))
    np.testing.assert_allclose([move.place, move.step], [(3, 9), (-0.6, 2.4**2 - 9)])
    assert move.downhill.tolist() == [-6, 0] and move.momentum is None


def test_advice_is_for_its_optimizer_also_where_all_share_a_rate():
    for shared in (EXPERIMENT.replace(optimizers=["sgd", "adam"]),
                   EXPERIMENT.replace(optimizers=["sgd", "adam"], lr=0.05)):  # fmt: skip
        (remedy,) = remedies(shared, 0, {"lr": 0.001})
        after = remedy.apply(shared)
        assert after.optimizers == (gd.SGD(lr=0.001), gd.Adam()) and after.lr == shared.lr
        assert remedies(after, 0, {"lr": 0.001}) == ()  # it was followed


def test_the_reason_of_another_run_is_not_left_standing(window, qtbot):
    inspector = window.inspector
    click_row(window, 1)
    qtbot.waitUntil(lambda: bool(inspector.reason.text()), timeout=60_000)
    window.workbench.set_setting(1, "lr", 1e-4)
    qtbot.waitUntil(lambda: not inspector.reason.text())
    qtbot.waitUntil(lambda: "still on its way" in inspector.reason.text(), timeout=60_000)


def test_no_numbers_stand_that_are_of_another_run_or_step(window, qtbot, monkeypatch):
    inspector, goes_on, explained = window.inspector, threading.Event(), RunSteps.explained
    click_row(window, 0)
    qtbot.waitUntil(lambda: inspector.title.text() == "Next step: update 1")

    def late(steps, step, is_wanted):
        goes_on.wait(20)
        return explained(steps, step, is_wanted)

    def shown():
        return inspector.title.text(), inspector.note.text(), inspector.terms.values

    monkeypatch.setattr(RunSteps, "explained", late)
    waiting = "Next step", "It is being computed.", []
    inspector.look_at(0)
    click_row(window, 1)
    assert shown() == waiting
    goes_on.set()
    qtbot.waitUntil(lambda: inspector.title.text() == "Next step: update 1")
    goes_on.clear()
    window.worker.step(7)
    qtbot.waitUntil(lambda: shown() == waiting)
    assert window.stage.map.step_arrows.move is None
    goes_on.set()
    qtbot.waitUntil(lambda: inspector.title.text() == "Next step: update 8")
    assert inspector.note.text() == "" and inspector.terms.values


def test_advice_on_an_axis_has_no_button():
    axis = EXPERIMENT.replace(optimizers=["sgd", "adam"], lr=gd.logspace(0.01, 0.1, 3))
    assert remedies(axis, 4, {"lr": 0.1, "steps": 800}) == (Remedy("steps", 800, None),)
    assert remedies(EXPERIMENT, 1, {"lr": 0.1})[0].words == "Learning rate 0.1"
    faded = Remedy("schedule", "cosine", None).apply(EXPERIMENT)
    assert faded.schedules[0].name == "cosine"


MANY = gd.Experiment(
    "himmelblau",
    ["sgd", gd.Adam(lr=0.1)],
    lr=[1e-4, 0.01],
    start=gd.uniform(n=20, seed=4),
    steps=60,
)


def test_any_run_of_a_cloud_is_chosen_by_its_number_or_by_a_click_on_it(open_window, qtbot):
    window = open_window(MANY)
    inspector, view = window.inspector, window.stage.map
    click_row(window, 1)
    number = inspector.choice.number
    qtbot.waitUntil(lambda: inspector.isVisible() and number.isVisible())
    assert inspector.choice.count.text() == "of 40" and number.text() == "1"
    window.worker.step(30)
    qtbot.waitUntil(lambda: window.frame.step == 30)
    qtbot.mouseClick(number, Qt.MouseButton.LeftButton)
    number.selectAll()
    QTest.keyClicks(number, "27")
    QTest.keyClick(number, Qt.Key.Key_Return)
    start = [values.values[6] for values in MANY.start_coordinates.values()]
    place = f"({written(start[0])[:4]}"
    assert inspector.choice.words.whole.startswith(f"lr 0.01   start {place}")
    wanted = RunSteps(MANY, 40 + 26).explained(30)
    qtbot.waitUntil(lambda: inspector.terms.values[-1:] == [written(wanted.data["after"])])
    scene = window.frame.scene
    line = np.stack(view._marked_path.getData(), axis=1)
    np.testing.assert_array_equal(line, scene.ahead.path[1, 26])

    apart = np.abs(scene.heads[0] - scene.heads[0][:, None]).sum(axis=-1) + 99 * np.eye(40)
    run = int(apart.min(axis=1).argmax())  # the head that is farthest from all others
    before = window.workbench.experiment
    pixel = view.mapFromScene(view.box.mapViewToScene(QPointF(*scene.heads[0, run])))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=pixel)
    assert window.panel.optimizers.chosen == 0 and number.text() == f"{run + 1}"
    assert window.workbench.experiment is before  # the starts have stayed where they are
    number.commit()
    QTest.keyClick(number, Qt.Key.Key_Down)
    assert number.text() == f"{run}"
    number.setText("41")
    number.commit()
    assert "runs 1 to 40" in number.toolTip() and number.property("wrong")


def test_a_value_stands_below_its_formula_rather_than_that_the_formula_shrinks(window, qtbot):
    click_row(window, 1)
    terms = window.inspector.terms
    qtbot.waitUntil(lambda: bool(terms.values))
    qtbot.waitUntil(lambda: all(formula._path is not None for formula, _ in terms.rows))
    for width in (320, 900):
        terms.setFixedWidth(width)
        qtbot.waitUntil(lambda: terms.width() == width)  # noqa: B023
        terms.layout().activate()
        below = [value.y() > formula.y() + 8 for formula, value in terms.rows]
        assert any(below) == (width == 320)
        for formula, value in terms.rows:
            assert formula.width() >= min(formula.full_width, width)
            assert value.geometry().right() <= width
