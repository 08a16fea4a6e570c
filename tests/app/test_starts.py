"""Where runs start, by real clicks, drags and keys: points on the map, a grid and a cloud."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

import gdsim as gd
from gdsim.app.model.given_points import given_points
from tests.app.test_workspaces import drag, place, settled

LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def hills():
    return gd.Experiment(
        "himmelblau",
        [gd.Momentum(lr=0.004, momentum=0.7), gd.Adam(lr=0.3)],
        start=(-1.0, 2.0),
        steps=120,
    )


def click(view, at, keys=Qt.KeyboardModifier.NoModifier):
    """Click a place of a view."""
    QTest.mouseClick(view.viewport(), LEFT, keys, QPoint(place(view, *at)))


def type_in(field, text):
    """Type a text over that of a field, and use it."""
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def points_of(window):
    """The given starts of the experiment, as an array."""
    return given_points(window.workbench.experiment.starts)


def wait_until_drawn(qtbot, window):
    """Wait until the complete paths on the map are those of a headless run, to the bit."""
    experiment, trails = window.workbench.experiment, window.stage.map.trails
    headless = experiment.replace(record="params").run()["trace_params"].values.astype(float)
    headless = headless.reshape(len(experiment.optimizers), -1, *headless.shape[-2:])

    def is_drawn():
        ahead = None if trails.drawn is None else trails.drawn.ahead
        return ahead is not None and np.array_equal(ahead, headless, equal_nan=True)

    qtbot.waitUntil(is_drawn, timeout=20_000)


def rings(view):
    """The marks of given starts, in order."""
    return np.transpose(view.starts.getData())


def test_points_are_added_chosen_dragged_and_removed_one_by_one(open_window, qtbot, hills):
    window = open_window(hills)
    map_, control, bench = window.stage.map, window.panel.start, window.workbench
    control.unfold(True)
    page = control.points
    qtbot.waitUntil(lambda: settled(map_))
    assert page.list.isHidden() and "Shift+click to add one" in page.hint.text()
    click(map_, (3.0, -1.0), SHIFT)
    click(map_, (-3.0, -2.0), SHIFT)
    assert points_of(window)[0].tolist() == [-1.0, 2.0]
    np.testing.assert_allclose(points_of(window)[1:], [(3, -1), (-3, -2)], atol=0.05)
    assert control.summary.whole == "3 points" and page.list.isVisible()
    wait_until_drawn(qtbot, window)
    np.testing.assert_array_equal(rings(map_), points_of(window))
    # the newest is chosen: its coordinates are shown, and its ring stands out
    assert page.chosen == 2 and page.list.currentIndex().row() == 2
    assert [field.value for field in page.coordinates] == points_of(window)[2].tolist()
    widths = [spot.pen().widthF() for spot in map_.starts.points()]
    assert widths[2] > widths[0] == widths[1]
    # a drag moves the point that it began on
    before = points_of(window)
    drag(map_, [tuple(before[1]), (2.0, 0.0), (1.0, 1.5)])
    after = points_of(window)
    assert after[1] == pytest.approx((1.0, 1.5), abs=0.05) and page.chosen == 1
    np.testing.assert_array_equal(after[[0, 2]], before[[0, 2]])
    wait_until_drawn(qtbot, window)
    # a click on a mark chooses it, and one elsewhere moves it there
    click(map_, (-1.0, 2.0))
    assert page.chosen == 0 and np.array_equal(points_of(window), after)
    click(map_, (-2.0, 3.5))
    assert points_of(window)[0] == pytest.approx((-2.0, 3.5), abs=0.05)
    # Delete removes the point under the mouse, and no optimizer, at which the mouse points too
    wait_until_drawn(qtbot, window)
    before = points_of(window)
    spot = place(map_, *before[2])
    for nudge in (QPoint(9, 9), QPoint(0, 0)):
        QTest.mouseMove(map_.viewport(), spot + nudge)
        QTest.qWait(20)
    assert window.stage.pointed_start == 2
    QTest.keyClick(window, Qt.Key.Key_Delete)
    page.take(2)  # as a second press does while the point is still drawn
    np.testing.assert_array_equal(points_of(window), before[:2])
    assert len(bench.experiment.optimizers) == 2
    bench.undo()
    wait_until_drawn(qtbot, window)
    # by a field
    type_in(page.coordinates[1], "-4.5")
    assert points_of(window)[0, 1] == -4.5
    wait_until_drawn(qtbot, window)
    # the list: a click chooses, Delete removes a point, and no optimizer
    row = page.list.visualRect(page.list.model().index(2)).center()
    QTest.mouseClick(page.list.viewport(), LEFT, pos=row)
    assert page.chosen == 2
    QTest.keyClick(page.list, Qt.Key.Key_Delete)
    assert len(points_of(window)) == 2 and len(bench.experiment.optimizers) == 2
    QTest.mouseClick(page.more, LEFT)
    assert len(points_of(window)) == 3 and page.chosen == 2
    assert (np.abs(points_of(window)) <= 6).all()  # in the domain
    QTest.mouseClick(page.less, LEFT)
    QTest.keyClick(page.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.mouseClick(page.less, LEFT)  # of all points, the chosen one stays
    assert len(points_of(window)) == 1 and bench.experiment.layout.runs == 1
    wait_until_drawn(qtbot, window)
    assert len(rings(map_)) == 1
    # everything is undone, edit by edit
    counts = []
    while bench.can_undo:
        bench.undo()
        counts.append(len(points_of(window)))
    assert counts == [2, 3, 2, 3, 3, 3, 3, 2, 1] and bench.experiment == hills


def test_a_grid_and_a_cloud_are_edited_and_are_those_of_a_headless_run(open_window, qtbot, hills):
    window = open_window(hills)
    control, bench = window.panel.start, window.workbench
    control.unfold(True)
    QTest.mouseClick(control.grid, LEFT)
    assert bench.experiment.start == gd.grid(12, 12)
    assert control.summary.whole == "12 × 12 = 144 runs" and control.points.isHidden()
    type_in(control.lines.counts[1], "5")
    type_in(control.lines.sides[0], "-1, 2.5")
    box = ((-1.0, 2.5), tuple(bench.experiment.objective.domain[1]))
    assert bench.experiment.start == gd.grid(12, 5, domain=box)
    assert control.lines.total.text() == "12 × 5 = 60 runs of each optimizer"
    wait_until_drawn(qtbot, window)
    assert len(rings(window.stage.map)) == 60 and not window.stage.map.starts.are_several
    type_in(control.lines.sides[0], "1")
    assert "two bounds" in control.error.text() and control.lines.sides[0].property("wrong")
    type_in(control.lines.sides[0], "domain")
    assert bench.experiment.start == gd.grid(12, 5) and not control.error.text()
    QTest.mouseClick(control.cloud, LEFT)
    type_in(control.draws.count, "70")
    QTest.mouseClick(control.draws.dice, LEFT)
    type_in(control.draws.sides[1], "0, 1")
    box = tuple(bench.experiment.objective.domain[0]), (0.0, 1.0)
    assert bench.experiment.start == gd.uniform(70, seed=1, domain=box)
    assert control.summary.whole == "70 runs, seed 1"
    wait_until_drawn(qtbot, window)
    # Shift+click begins a list of points
    click(window.stage.map, (0.5, 0.5), SHIFT)
    assert len(points_of(window)) == 1 and control.point.isChecked()
    kinds = []
    while bench.can_undo:
        bench.undo()
        kinds.append(type(bench.experiment.start).__name__)
    assert list(dict.fromkeys(kinds)) == ["Uniform", "Grid", "Point"] and len(kinds) >= 7
    assert bench.experiment == hills


def test_points_of_one_variable_lie_on_the_curve(open_window, qtbot):
    curve = gd.Function("x**4 - 3*x**2 + x", domain=[(-2, 2)])
    window = open_window(gd.Experiment(curve, ["sgd", "adam"], start=-1.5, steps=60))
    view = window.stage.curve
    qtbot.waitUntil(lambda: len(rings(view)) == 1 and view.cost > 0)
    QTest.qWait(20)
    click(view, (0.5, 3.0), SHIFT)
    assert points_of(window)[:, 0] == pytest.approx((-1.5, 0.5), abs=0.02)
    qtbot.waitUntil(lambda: len(rings(view)) == 2)
    first, second = rings(view)
    assert second[1] == curve.value((second[0],))
    drag(view, [tuple(second), (1.0, -1.0), (1.5, -1.0)])
    assert points_of(window)[:, 0] == pytest.approx((-1.5, 1.5), abs=0.02)
    qtbot.waitUntil(lambda: rings(view)[1, 0] == points_of(window)[1, 0])
    np.testing.assert_array_equal(rings(view)[0], first)
