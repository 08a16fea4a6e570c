"""Bookmarks of the map: kept by a key, listed in a menu, gone to, removed, and in the file."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import gdsim as gd
from gdsim.app.rail import keys_of, words_of_keys
from gdsim.app.views.plane_layer import area_of

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(open_window):
    momentum = gd.Momentum(lr=0.004, momentum=0.7)
    return open_window(gd.Experiment("himmelblau", [momentum, gd.Adam(lr=0.3)], steps=60))


def entries(menu):
    menu.aboutToShow.emit()
    return {action.text(): action for action in menu.actions() if not action.isSeparator()}


def near(area, other):
    sides = [(one.low, one.high) for each in (area, other) for one in (each.x, each.y)]
    return sides[:2] == [pytest.approx(each, rel=1e-12) for each in sides[2:]]


def test_views_are_kept_gone_to_left_again_and_removed(qtbot, window, tmp_path):
    workbench, page, menu = window.workbench, window.map_page, window.bookmarks.button.menu()
    qtbot.keyClick(window, Qt.Key.Key_D, CONTROL)
    assert workbench.document.views == () and words_of_keys("map") in window.stage.chip.text()
    QTest.keySequence(window, keys_of("map"))
    home = page.view.layer.plane.home
    qtbot.keyClick(window, Qt.Key.Key_D, CONTROL)
    (first,) = workbench.document.views
    assert first.name == "learning rate 4e−6 to 4, momentum 0 to 1"
    assert (first.x.setting, first.y.setting) == ("optimizer.lr", "optimizer.momentum")
    qtbot.keyClick(window, Qt.Key.Key_D, CONTROL)
    assert workbench.document.views == (first,)  # once
    page.pane.quantity.setFocus()
    qtbot.keyClick(page.pane.quantity, Qt.Key.Key_Down)
    qtbot.keyClick(window, Qt.Key.Key_D, CONTROL)
    assert workbench.document.views[1].name == f"{first.name}, best loss, Momentum"

    # another optimizer, other axes
    page.pane.optimizer.setFocus()
    qtbot.keyClick(page.pane.optimizer, Qt.Key.Key_End)
    assert page.axes.put("start.x", is_across=False)
    elsewhere = page.view.layer.plane
    assert elsewhere.y.key == "start.x" and elsewhere.experiment.optimizers == (gd.Adam(lr=0.3),)
    area = area_of(page.view)
    QTest.keySequence(window, keys_of("descent"))
    assert list(entries(menu)) == [
        "&Keep This View", *(view.name for view in workbench.document.views), "&Remove",
    ]  # fmt: skip
    entries(menu)[first.name].trigger()
    assert page.isVisible() and page.pane.quantity.currentData() == "loss"
    assert page.view.layer.plane.y.key == "optimizer.momentum"
    assert page.view.layer.plane.experiment.optimizers[0].name == "momentum"
    assert near(area_of(page.view), home)
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_Backspace)  # back to other axes of another optimizer
    assert page.view.layer.plane == elsewhere and near(area_of(page.view), area)

    # of the file, and of the history of edits
    workbench.save(tmp_path / "mine.toml")
    entries(entries(menu)["&Remove"].menu())[first.name].trigger()
    assert len(workbench.document.views) == 1 and window.isWindowModified()
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert first in workbench.document.views and not window.isWindowModified()
    window.files.new()
    assert list(entries(menu)) == ["&Keep This View"]
    window.files.open(tmp_path / "mine.toml")
    assert first.name in entries(menu)

    # of a setting that is gone
    workbench.exchange_optimizer(0, gd.SGD())
    entries(menu)[first.name].trigger()
    assert "no setting 'optimizer.momentum'" in window.panel.trouble.text()
    assert page.axes.keys != ("optimizer.lr", "optimizer.momentum")


def test_backspace_passes_views_of_optimizers_that_are_gone(qtbot, window):
    QTest.keySequence(window, keys_of("map"))
    page, workbench = window.map_page, window.workbench
    home = page.seen()
    for colour in (1, 0):
        page.pane.optimizer.setFocus()
        key = Qt.Key.Key_End if colour else Qt.Key.Key_Home
        qtbot.keyClick(page.pane.optimizer, key)
    assert page.seen().optimizer == home.optimizer
    page.view.centre_on(-2.0, 0.5)
    workbench.remove_optimizers([1])
    page.view.setFocus()
    seen = []
    while page.visits.back.isEnabled():
        qtbot.keyClick(page.view, Qt.Key.Key_Backspace)
        assert len(seen) < 3 and not window.panel.trouble.text()
        seen.append(page.seen())
    assert near(area_of(page.view), page.view.layer.plane.home)
    while page.visits.forward.isEnabled():
        seen.pop()
        qtbot.keyClick(page.view, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ShiftModifier)
    assert not seen


def test_another_function_is_seen_as_far_as_its_own_domain(qtbot, window):
    QTest.keySequence(window, keys_of("map"))
    page, rate = window.map_page, window.map_page.axes.keys[0]
    assert page.axes.put("start.x", is_across=True)
    page.axes.chosen.emit()
    assert area_of(page.view).x.high < 10
    assert page.axes.put(rate, is_across=True)
    page.axes.chosen.emit()
    window.workbench.set_objective(lambda: gd.Function("x**2 + y**2", domain=[(-500, 500)] * 2))
    assert page.axes.put("start.x", is_across=True)
    page.axes.chosen.emit()
    seen, home = area_of(page.view), page.view.layer.plane.home
    assert near(seen, home) and home.x.high >= 500
