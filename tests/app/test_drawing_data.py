"""Points drawn with the mouse, and samples by a typed formula, as a person makes them."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

import gdsim as gd
from gdsim.app.model import share
from tests.app.by_hand import drag, enter, place

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


@pytest.fixture
def window(shared_window):
    window = shared_window
    window.workbench.switch_to("network")
    tabs = window.stage.network.views.tabs
    tabs.choose("draw")
    yield window
    tabs.choose("outputs")


@pytest.fixture
def page(qtbot, window):
    page = window.stage.network.views.page
    qtbot.mouseClick(page.afresh, LEFT)
    for _ in range(2):  # places hold once axes have the room that their numbers take
        page.plane.grab()
        QApplication.processEvents()
    return page


def data_of(window):
    return window.workbench.experiment.objective.data


def click(qtbot, page, x, y, button=LEFT):
    qtbot.mouseClick(page.plane.viewport(), button, pos=place(page.plane, x, y))


def test_points_are_drawn_dragged_and_removed(qtbot, window, page):
    assert data_of(window).raw_inputs.tolist() == [[-1.5, 0.0], [1.5, 0.0]]
    seen = page.plane.box.viewRect()
    click(qtbot, page, -1.0, 1.0)
    qtbot.keyClick(page.plane, Qt.Key.Key_2)
    click(qtbot, page, 0.5, -1.0)
    pixel = page.plane.pixel.max()
    data = data_of(window)
    np.testing.assert_allclose(data.raw_inputs[2:], [[-1, 1], [0.5, -1]], atol=pixel)
    assert data.targets.tolist() == [0, 1, 0, 1] and page.plane.box.viewRect() == seen
    drag(page.plane, [(0.5, -1.0), (1.0, -1.5), (2.0, -2.0)])
    np.testing.assert_allclose(data_of(window).raw_inputs[3], [2, -2], atol=2 * pixel)
    click(qtbot, page, 2.0, -2.0, RIGHT)
    assert len(data_of(window).inputs) == 3
    qtbot.mouseMove(page.plane.viewport(), place(page.plane, -0.9, 0.9))
    qtbot.mouseMove(page.plane.viewport(), place(page.plane, -1.0, 1.0))
    qtbot.waitUntil(lambda: page.plane.pointed == 2)
    qtbot.keyClick(page.plane, Qt.Key.Key_Delete)
    assert len(data_of(window).inputs) == 2 and len(window.workbench.experiment.optimizers) == 3
    click(qtbot, page, 1.5, 0.0, RIGHT)
    assert page.error.text() == "Points of two classes have to stay; add others first."
    for count in (3, 4, 4, 3, 2):  # each gesture is a step of undo
        window.workbench.undo()
        assert len(data_of(window).inputs) == count
    window.workbench.redo()
    assert len(data_of(window).inputs) == 3


def test_the_brush_draws_clouds_of_a_further_class(qtbot, window, page):
    qtbot.mouseClick(page.marks[2], LEFT)
    qtbot.mouseClick(page.brush, LEFT)
    drag(page.plane, [(-2.0, 2.0), (-1.0, 2.0), (0.0, 2.0)])
    data = data_of(window)
    drawn = data.raw_inputs[2:]
    assert data.classes == ("1", "2", "3") and set(data.targets[2:]) == {2}
    assert len(drawn) == 24 and np.ptp(drawn[:, 0]) > 1.8
    assert np.abs(drawn[:, 1] - 2).max() <= 27 * page.plane.pixel.max()
    assert page.marks[3].isEnabled() and window.workbench.experiment.objective.layers[-1] == 3
    qtbot.mouseClick(page.brush, LEFT)
    window.workbench.undo()
    assert data_of(window).classes == ("1", "2") and not page.marks[3].isEnabled()
    assert page.plane.mark == 2  # as further classes may be begun


def test_a_drawing_is_kept_in_files_and_share_strings(qtbot, window, page, tmp_path):
    for point in ((-1.0, 1.0), (0.3, -2.0)):
        click(qtbot, page, *point)
    experiment = window.workbench.experiment
    experiment.save(tmp_path / "drawn.toml")
    assert gd.Experiment.load(tmp_path / "drawn.toml") == experiment
    assert share.unpacked(share.packed(window.workbench.document)).experiment == experiment


def test_a_formula_gives_classes_and_values(qtbot, window, page):
    enter(qtbot, page.formula, "y > sin(3*x) + 0.2")
    qtbot.waitUntil(lambda: data_of(window).recipe is not None)
    data = data_of(window)
    assert data == gd.datasets.from_formula("y > sin(3*x) + 0.2", test=0.2)
    # It has its room when the line of headings has been laid out again.
    qtbot.waitUntil(lambda: window.stage.title.text() == "y > sin(3*x) + 0.2")
    assert window.panel.data.fields["span"].value == 3.0
    enter(qtbot, window.panel.data.fields["noise"], "0.2")
    assert data_of(window).recipe["noise"] == 0.2
    enter(qtbot, page.formula, "cos(2*x)")
    qtbot.waitUntil(lambda: not data_of(window).classes)
    assert data_of(window).recipe["noise"] == 0.2 and data_of(window).raw_names == ("x",)
    assert page.plane.isHidden() and "begin a new drawing" in page.how.text()
    window.workbench.undo()
    assert page.formula.text() == "y > sin(3*x) + 0.2" and not page.plane.isHidden()


@pytest.mark.parametrize(
    ("formula", "words", "selected"),
    [
        ("y > sn(3*x)", "column 5: unknown function 'sn'; did you mean sin?", "s"),
        ("y > 3 x", "column 7: to multiply, write 3*x", "x"),
        ("y > ", "column 4: expected a number", ">"),
        ("y > 20", "at least two classes are needed", ""),
    ],
)
def test_a_formula_with_a_typo_is_refused_and_kept(qtbot, window, page, formula, words, selected):
    before = window.workbench.experiment
    enter(qtbot, page.formula, formula)
    qtbot.waitUntil(lambda: words in page.error.text())
    assert page.formula.property("wrong") and page.formula.text() == formula
    assert page.formula.selectedText() == selected and window.workbench.experiment is before
