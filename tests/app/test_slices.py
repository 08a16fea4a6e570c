"""Slices of functions of more than two variables, by real clicks and drags."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

import gdsim as gd
from gdsim.app.model.cut import Oblique, Pair
from gdsim.app.slicing import WAITING, sentence
from gdsim.app.views.landscape import SIDE, landscape
from gdsim.results.geometry.movement import principal_axes, share_outside
from tests.app.test_workspaces import drag, place, settled

TEXT = "(1-x1)**2 + 5*(x2-x1**2)**2 + (1-x2)**2 + 5*(x3-x2**2)**2 + 0.5*(x4-x3)**2"
START = (-1.2, 1.0, -0.8, 1.5)


@pytest.fixture
def four():
    objective = gd.Function(TEXT, domain=[(-2, 2)] * 4)
    return gd.Experiment(objective, [gd.SGD(lr=5e-3), gd.Adam(lr=0.05)], start=START, steps=200)


def choose(slicing, words):
    """Choose a plane from the list by its name, with the keys."""
    box = slicing.choice
    row = box.findText(words)
    assert row >= 0, [box.itemText(i) for i in range(box.count())]
    box.setFocus()
    while box.currentIndex() != row:
        QTest.keyClick(box, Qt.Key.Key_Down if box.currentIndex() < row else Qt.Key.Key_Up)


def paths_of(experiment):
    """The paths of a headless run."""
    return experiment.replace(record="params").run()["trace_params"].values.astype(float)


def is_drawn(window):
    """Whether the complete paths of the present experiment are drawn in the plane of the map."""
    scene, map_ = window.frame.scene, window.stage.map
    if scene is None or scene.ahead is None or not settled(map_):
        return False
    if scene.experiment.starts != window.workbench.experiment.starts:
        return False
    return map_.trails.drawn is not None and np.array_equal(
        map_.trails.drawn.ahead, map_.cut.project(scene.ahead.path), equal_nan=True
    )


def test_four_variables_have_a_map_whose_planes_are_chosen(open_window, qtbot, four):
    window = open_window(four)
    stage, map_, slicing = window.stage, window.stage.map, window.stage.slicing
    assert stage.pages.currentWidget() is map_ and slicing.choice.isVisible()
    names = [slicing.choice.itemText(row) for row in range(slicing.choice.count())]
    assert names[:6] == ["x1, x2", "x1, x3", "x1, x4", "x2, x3", "x2, x4", "x3, x4"]
    assert names[6:8] == ["Start and lowest", "PCA of the runs"] and len(names) == 14
    headless = paths_of(four)
    qtbot.waitUntil(lambda: is_drawn(window), timeout=20_000)
    # two variables: the paths are those of the headless run, the landscape the library's values
    np.testing.assert_array_equal(map_.trails.drawn.ahead[:, 0], headless[..., :2])
    assert map_.cut == Pair(four.objective.variables, START, 0, 1)
    left, right, bottom, top = map_.landscape.box
    lines = np.linspace(left, right, SIDE), np.linspace(bottom, top, SIDE)
    points = np.empty((SIDE * SIDE, 4))
    points[:] = START
    points[:, :2] = np.stack(np.meshgrid(*lines), axis=-1).reshape(-1, 2)
    values = four.objective.evaluate(points).reshape(SIDE, SIDE)
    order = np.argsort(values, axis=None)
    assert (np.diff(map_.landscape.ranks.ravel()[order].astype(int)) >= 0).all()
    share = share_outside(headless, np.eye(4)[:2])
    qtbot.waitUntil(lambda: slicing.about.whole == sentence(share))
    assert slicing.about.whole.endswith("% of the movement is outside this plane")
    # the third and the fourth, by the keys of the list
    choose(slicing, "x3, x4")
    qtbot.waitUntil(lambda: is_drawn(window))
    np.testing.assert_array_equal(map_.trails.drawn.ahead[:, 0], headless[..., 2:])
    assert map_.names == {"bottom": "x3", "left": "x4"}
    # through the start and the lowest point of the runs, and another one when it is chosen again
    choose(slicing, "Start and lowest")
    qtbot.waitUntil(lambda: isinstance(map_.cut, Oblique))
    first = map_.cut
    ends = four.objective.evaluate(headless.reshape(-1, 4))
    lowest = tuple(headless.reshape(-1, 4)[np.argmin(ends)].tolist())
    assert first.holds(START) and first.holds(lowest)
    slicing.choice.activated.emit(slicing.choice.currentIndex())
    qtbot.waitUntil(lambda: map_.cut != first)
    assert map_.cut.holds(START) and map_.cut.holds(lowest)
    assert stage.ground.isHidden()  # a plane aslant has no basins over its variables
    # the plane of the runs: that of the singular value decomposition
    choose(slicing, "PCA of the runs")
    assert slicing.about.whole == WAITING and map_.names["bottom"] != "first principal direction"
    qtbot.waitUntil(lambda: map_.names["bottom"] == "first principal direction")
    np.testing.assert_allclose(map_.cut.directions, principal_axes(headless), atol=1e-9)
    best = share_outside(headless, principal_axes(headless))
    qtbot.waitUntil(lambda: slicing.about.whole == sentence(best))
    assert best < share
    # two variables again: no choice of planes
    window.workbench.set_objective(lambda: gd.Function("x**2 + y**2"))
    assert slicing.choice.isHidden() and slicing.about.isHidden()
    assert map_.cut.variables == ("x", "y")


def test_the_start_moves_within_the_plane_by_a_drag_and_by_a_click(open_window, qtbot, four):
    window = open_window(four)
    map_, slicing, bench = window.stage.map, window.stage.slicing, window.workbench
    choose(slicing, "x1, x3")
    qtbot.waitUntil(lambda: is_drawn(window), timeout=20_000)
    cut = map_.cut
    drag(map_, [(-1.2, -0.8), (-0.5, 0.0), (0.5, 1.0)])
    x1, x2, x3, x4 = bench.experiment.starts.coordinates
    assert (x1, x3) == pytest.approx((0.5, 1.0), abs=0.05) and (x2, x4) == (1.0, 1.5)
    assert map_.cut == cut
    qtbot.waitUntil(lambda: is_drawn(window))
    expected = paths_of(bench.experiment)[..., [0, 2]]
    np.testing.assert_array_equal(map_.trails.drawn.ahead[:, 0], expected)
    # another value of a variable that is not drawn lays the plane there
    bench.replace(start=(x1, -0.5, x3, x4))
    assert map_.cut.origin == (x1, -0.5, x3, x4)
    # aslant: all variables change, and the plane stays
    choose(slicing, "PCA of the runs")
    qtbot.waitUntil(lambda: isinstance(map_.cut, Oblique) and is_drawn(window))
    cut = map_.cut
    (left, right), (bottom, top) = map_.box.viewRange()
    target = left + 0.3 * (right - left), bottom + 0.7 * (top - bottom)
    QTest.mouseClick(map_.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place(map_, *target)))
    moved = bench.experiment.starts.coordinates
    assert cut.holds(moved) and map_.cut == cut
    pixel = np.abs(map_.box.viewPixelSize())
    assert (np.abs(cut.project(np.array(moved)) - target) < 2 * pixel).all()
    qtbot.waitUntil(lambda: is_drawn(window))
    np.testing.assert_array_equal(
        map_.trails.drawn.ahead[:, 0], cut.project(paths_of(bench.experiment))
    )
    # what is read there: all coordinates, and the value
    words = map_.read(*cut.project(np.array(moved)))
    value = bench.experiment.objective.value(moved)
    assert all(f"{name} " in words for name in ("x1", "x2", "x3", "x4"))
    assert f"f {value:.4g}" in words
    assert len(map_.starts.data) == 1  # all optimizers start at one place


def test_a_start_beside_the_plane_keeps_what_the_plane_does_not_show(open_window, qtbot, four):
    beside = (1.0, -1.0, 1.75, -0.3)
    window = open_window(four.replace(start=[START, beside]))
    map_, slicing, bench = window.stage.map, window.stage.slicing, window.workbench
    choose(slicing, "x2, x3")
    qtbot.waitUntil(lambda: is_drawn(window), timeout=20_000)
    cut = map_.cut
    drag(map_, [beside[1:3], (-0.5, 1.0), (0.5, 0.5)])
    first, second = bench.experiment.starts.given.tolist()
    assert tuple(first) == START and map_.cut == cut
    assert (second[0], second[3]) == (1.0, -0.3)
    assert second[1:3] == pytest.approx([0.5, 0.5], abs=0.05)
    qtbot.waitUntil(lambda: is_drawn(window))
    np.testing.assert_array_equal(map_.trails.drawn.ahead, paths_of(bench.experiment)[..., [1, 2]])
    # a new one lies in the plane
    spot = QPoint(place(map_, -1.5, -1.5))
    keys = Qt.KeyboardModifier.ShiftModifier
    QTest.mouseClick(map_.viewport(), Qt.MouseButton.LeftButton, keys, spot)
    assert cut.holds(tuple(bench.experiment.starts.given[2].tolist()))


def test_basins_of_a_plane_are_runs_from_its_points(open_window, qtbot, four):
    window = open_window(four)
    stage, layer = window.stage, window.stage.map.basins
    choose(stage.slicing, "x2, x4")
    qtbot.waitUntil(lambda: is_drawn(window), timeout=20_000)
    stage.ground.setFocus()
    QTest.keyClick(stage.ground, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: layer.picture is not None and layer.picture.known.any(), timeout=60_000)
    plane = layer.picture.plane
    assert (plane.x.key, plane.y.key) == ("start.x2", "start.x4")
    first, second, third, fourth = plane.experiment.starts.coordinates
    assert (first, third) == (START[0], START[2])
    window.workbench.replace(start=(START[0], second + 0.1, START[2], fourth - 0.1))
    assert layer.plane == plane  # a start that stays in the plane has the same basins
    window.workbench.replace(start=(START[0] + 0.5, *START[1:]))
    assert layer.plane.experiment.starts.coordinates[0] == START[0] + 0.5


def test_the_sentence_says_the_share_in_whole_per_cent():
    assert sentence(0.0812) == "8 % of the movement is outside this plane"
    assert sentence(0.002) == "Less than 1 % of the movement is outside this plane"
    assert sentence(0.0) == "All movement is inside this plane"
    assert sentence(0.9999) == "More than 99 % of the movement is outside this plane"
    assert sentence(float("nan")) == ""


def test_a_plane_of_eight_variables_is_that_of_two_with_the_others_fixed():
    eight = gd.Function("+".join(f"{k}*x{k}**2" for k in range(1, 9)))
    box = (-1.0, 1.0, -1.0, 1.0)
    cut = Pair(eight.variables, (0.0,) * 8, 3, 6)
    drawn = landscape(eight, box, cut)
    same = landscape(gd.Function("4*x**2 + 7*y**2"), box)
    assert np.abs(drawn.ranks.astype(int) - same.ranks).max() <= 1
