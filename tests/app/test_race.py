"""Four optimizers, eight seeds, two initial sizes: any run is seen from map, list and curve."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

import gdsim as gd
from tests.app.test_network_window import advance, click, point_at

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def race(network):
    """The experiment, with the kernels of the other tests of networks."""
    objective = network(init=gd.inits.normal(std=[0.3, 1.0]), init_seed=list(range(8)))
    optimizers = [gd.SGD(lr=0.3), gd.Adam(lr=0.1), gd.SGD(lr=0.03), gd.Adam(lr=0.01)]
    return gd.Experiment(objective, optimizers, steps=60)


def test_any_run_of_a_race_is_looked_at(qtbot, open_window, race):
    window = open_window(race)
    advance(qtbot, window, 60)
    losses = race.run()["test_loss"].values.reshape(4, 16)
    table, runs = window.verdicts, window.stage.runs_map
    focus = lambda: window.frame.scene.focus  # noqa: E731
    for row in range(4):  # from the list: the best run of an optimizer
        place = table.visualRect(table.model().index(row, 0)).center()
        qtbot.mouseClick(table.viewport(), LEFT, pos=place)
        qtbot.waitUntil(lambda row=row: focus().place == (row, int(np.argmin(losses[row]))))
    seen = [focus().run]
    for _ in range(15):  # and from there every other one
        qtbot.mouseClick(window.stage.numbers.on, LEFT)
        after = (3, (seen[-1] + 1) % 16)
        qtbot.waitUntil(lambda after=after: focus().place == after)
        window.drawing.look()
        seen.append(focus().run)
    assert sorted(seen) == list(range(16)) and window.stage.numbers.about.text() == ""
    qtbot.mouseClick(window.stage.numbers.back, LEFT)
    qtbot.waitUntil(lambda: focus().place == (3, seen[-2]))
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    height = float(window.loss._shown.heights[2, 1, 30])
    click(qtbot, window.loss, float(window.loss._shown.curves.slots[30]), height)
    qtbot.waitUntil(lambda: focus().optimizer == 2)
    qtbot.mouseClick(window.stage.switch.second, LEFT)
    qtbot.waitUntil(lambda: runs._pixels is not None)
    axes = {runs.x_axis.itemData(i) for i in range(runs.x_axis.count())}
    assert axes == {"std", "init_seed", "optimizer"}
    shown = runs._pixels.values.shape
    assert sorted(shown) == [2, 8]
    seen = set()
    for y in range(shown[0]):
        for x in range(shown[1]):
            point_at(qtbot, runs.plot, x, y)
            qtbot.waitUntil(lambda x=x, y=y: focus().place == runs.run_at(x, y))
            seen.add(focus().place)
    assert seen == {(0, run) for run in range(16)}
    click(qtbot, runs.plot, 1, 1)
    QApplication.sendEvent(runs.plot, QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(lambda: focus().place == runs.run_at(1, 1))
    window.drawing.look()
    words = window.stage.numbers.title._whole
    assert words.startswith("SGD") and "init seed" in words
