"""Exports by keys and clicks: maps in the background, at any size, given up without a trace."""

import os
import threading

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import gdsim as gd
from gdsim.app.made import made
from gdsim.app.model.grid import Grid
from gdsim.app.rail import keys_of
from gdsim.app.views.plane_layer import area_of
from gdsim.app.worker.map_export import bands
from tests.app.by_hand import enter, fill, pixels_of

LEFT = Qt.MouseButton.LeftButton
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(open_window):
    adam = gd.Adam(lr=0.3, beta1=0.7)
    return open_window(gd.Experiment("himmelblau", [adam], start=(-1.0, 2.0), steps=60))


def press(qtbot, window, key=Qt.Key.Key_E, keys=CONTROL | SHIFT):
    """Press a key in the window, which has the focus once its dialog is closed."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, key, keys)


def asked(qtbot, window):
    """The dialog that exports the map."""
    press(qtbot, window)
    dialog = window.exports.dialog
    dialog.activateWindow()
    qtbot.waitUntil(dialog.kind.hasFocus)
    return dialog


def on_map(qtbot, window):
    QTest.keySequence(window, keys_of("map"))
    layer = window.map_page.view.layer
    qtbot.waitUntil(lambda: layer.picture is not None and layer.picture.complete, timeout=60_000)
    return layer


def test_a_map_is_exported_as_a_picture_and_as_a_sweep_or_given_up(qtbot, window, tmp_path):
    qtbot.keyClick(window, Qt.Key.Key_E, CONTROL | SHIFT)
    assert window.exports.dialog is None and "no map" in window.stage.chip.text()
    window.exports.copy_picture()
    window.bookmarks.keep()
    assert made(window, "map_page", "sweep_page") == []  # none is needed to say so
    layer, line = on_map(qtbot, window), window.exports.line

    # a result whose runs are not there yet
    quantity = window.map_page.pane.quantity
    quantity.setCurrentIndex(quantity.findData("trainability"))
    quantity.activated.emit(quantity.currentIndex())
    qtbot.keyClick(window, Qt.Key.Key_E, CONTROL | SHIFT)
    assert window.exports.dialog is None and "being computed" in window.stage.chip.text()
    qtbot.waitUntil(lambda: layer.shown is not None and layer.shown.complete)
    grid = Grid.of(layer.plane, area_of(window.map_page.view), 40, 30)

    # by keys alone: a size, the axes, a name
    dialog = asked(qtbot, window)
    assert dialog.go.isEnabled()
    fill(qtbot, dialog.across, "0")
    assert not dialog.go.isEnabled() and "whole numbers from 1 to 8,192" in dialog.about.text()
    fill(qtbot, dialog.across, "40")
    fill(qtbot, dialog.upwards, "30")
    assert dialog.about.text().startswith("1,200 runs")
    dialog.framed.setFocus()
    qtbot.keyClick(dialog.framed, Qt.Key.Key_Space)
    enter(qtbot, dialog.place, str(tmp_path / "no folder" / "map.png"))
    assert dialog.isVisible() and "there is no folder" in dialog.error.text()
    fill(qtbot, dialog.place, str(tmp_path / "map.png"))
    assert not dialog.error.text()
    qtbot.keyClick(dialog.place, Qt.Key.Key_Return)
    assert line.isVisible() and line.words.text().startswith("Exporting map.png: ")
    qtbot.waitUntil(lambda: not line.is_running)
    assert not window.statusBar().isVisible() and "Exported map.png" in window.stage.chip.text()
    colours = np.concatenate([
        layer.look.paint(picture, layer.look.scale(layer.picture)).colours[::-1]
        for _, picture in bands(grid, lambda: True)
    ])  # fmt: skip
    assert grid.shape == (30, 40)  # every setting that is seen is allowed
    np.testing.assert_array_equal(pixels_of(tmp_path / "map.png"), colours)

    # with axes: the same pixels within them
    dialog = asked(qtbot, window)
    assert dialog.path.parent == tmp_path  # of the last one
    fill(qtbot, dialog.across, "40")
    fill(qtbot, dialog.upwards, "30")
    fill(qtbot, dialog.place, "framed.png")
    QTest.mouseClick(dialog.go, LEFT)
    qtbot.waitUntil(lambda: not line.is_running)
    framed = pixels_of(tmp_path / "framed.png")
    rows, columns = (np.array(framed.shape[:2]) - (30, 40)) + 1
    places = [
        (y, x) for y in range(rows) for x in range(columns)
        if (framed[y, x] == colours[0, 0]).all()
        and (framed[y : y + 30, x : x + 40] == colours).all()
    ]  # fmt: skip
    assert len(places) == 1 and places[0][0] > 20 and places[0][1] > 20
    assert len(np.unique(framed[:, : places[0][1]].reshape(-1, 4), axis=0)) > 10  # numbers

    # as a sweep, which opens again as a map and in Python
    dialog = asked(qtbot, window)
    qtbot.keyClick(dialog.kind, Qt.Key.Key_Down)
    assert dialog.path.suffix == ".zarr" and not dialog.framed.isEnabled()
    fill(qtbot, dialog.across, "40")
    fill(qtbot, dialog.upwards, "30")
    enter(qtbot, dialog.place, "map.zarr")
    qtbot.waitUntil(lambda: not line.is_running)
    left = set(os.listdir(tmp_path)) - {"settings.ini"}
    assert left == {"framed.png", "map.png", "map.zarr"}
    stored, run = gd.load(tmp_path / "map.zarr"), grid.experiment.run()
    for name in ("loss", "steps", "verdict"):
        np.testing.assert_array_equal(stored[name].values, run[name].values)
    assert window.files.recent.paths[0] == tmp_path / "map.zarr"
    window.files.open(tmp_path / "map.zarr")
    qtbot.waitUntil(lambda: window.sweep_page.view.picture is not None)
    assert window.sweep_page.stored.runs == 1200 and window.sweep_page.stored.missing == 0
    press(qtbot, window)
    assert "has its runs already" in window.stage.chip.text()
    press(qtbot, window, keys=CONTROL)
    assert window.exports.dialog.what.currentText() == "Map"
    window.exports.dialog.reject()

    # stopped by its button, and by closing the window
    window.sweep_page.leave()
    window.workbench.replace(steps=200_000, tolerance=0.0)  # much longer than this test
    qtbot.waitUntil(lambda: layer.picture is not None and layer.picture.plane == layer.plane)

    def begin(name):
        dialog = asked(qtbot, window)
        fill(qtbot, dialog.across, "8192")
        fill(qtbot, dialog.upwards, "8192")
        fill(qtbot, dialog.place, str(tmp_path / "out" / name))
        QTest.mouseClick(dialog.go, LEFT)
        assert line.is_running

    (tmp_path / "out").mkdir()
    begin("big.png")
    press(qtbot, window)
    assert "is running" in window.stage.chip.text()
    QTest.mouseClick(line.button, LEFT)
    assert not line.isVisible() and "big.png was not exported" in window.stage.chip.text()
    qtbot.waitUntil(lambda: os.listdir(tmp_path / "out") == [])
    begin("big.png")
    questions, answers = [], [False, True]
    line.ask = lambda: questions.append(1) or answers.pop(0)
    assert not window.close() and line.is_running and window.isVisible()
    assert window.close() and len(questions) == 2
    assert os.listdir(tmp_path / "out") == []
    QApplication.processEvents()
    assert not [t for t in threading.enumerate() if t.name.startswith("gdsim-shard")]
