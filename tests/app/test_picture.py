"""The picture of Descent: what is drawn on the map is what the library says, by real clicks."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import gdsim as gd
from gdsim.app.views.labels import MANY, Label
from gdsim.app.views.trails import at_the_edge
from gdsim.app.worker.frame import State
from gdsim.engine.places import counts
from gdsim.objectives.critical_points import SADDLE, critical_points


def _click(widget):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def _places(scatter):
    return np.stack(scatter.getData(), axis=-1)


def test_minima_that_the_function_does_not_state_have_stars_of_their_own(open_window, qtbot):
    window = open_window(gd.Experiment("(x^2 - 1)^2 + x/5 + y^2", "sgd", steps=5))
    map_ = window.stage.map
    qtbot.waitUntil(lambda: len(map_.slopes.minima.data) == 2)
    slopes = map_.slopes.minima.getData()
    for x, y in zip(*slopes, strict=True):
        assert 4 * x * (x**2 - 1) + 0.2 == pytest.approx(0, abs=1e-6)
        assert y == pytest.approx(0, abs=1e-6)
        assert 12 * x**2 > 4
    np.testing.assert_array_equal(map_.marks["found"], np.stack(slopes, axis=-1))


def test_marks_arrows_and_names_lie_over_the_landscape(open_window, qtbot):
    experiment = gd.Experiment("himmelblau", ["sgd", "momentum"], steps=50)
    window = open_window(experiment)
    map_, control = window.stage.map, window.stage.picture
    # marks: the saddles of the library, above the heads
    qtbot.waitUntil(lambda: len(map_.slopes.saddles.data) == 4)
    saddles = [p.place for p in critical_points(experiment.objective) if p.kind == SADDLE]
    np.testing.assert_array_equal(_places(map_.slopes.saddles), saddles)
    assert len(map_.slopes.minima.data) == 0  # all are stated
    marks = (map_.slopes.saddles, map_.slopes.minima, map_._minima, map_.starts)
    assert min(item.zValue() for item in marks) > map_.trails.heads.zValue()
    # arrows: downhill, as many as there is room for, other ones after a zoom
    _click(control.arrows)
    qtbot.waitUntil(lambda: len(map_.slopes.arrows.places) > 50)
    arrows = map_.slopes.arrows
    slopes = experiment.objective.gradient(arrows.places)
    shown = arrows.lengths / np.hypot(*arrows.lengths.T)[:, None]
    np.testing.assert_allclose(shown, -slopes / np.hypot(*slopes.T)[:, None], atol=1e-6)
    steepness = np.hypot(*slopes.T)
    lengths = np.hypot(*arrows.lengths.T)
    assert (np.diff(lengths[np.argsort(steepness)]) > -1e-9).all()
    map_.box.setRange(xRange=(2, 4), yRange=(1, 3), padding=0)
    qtbot.waitUntil(lambda: len(arrows.places) > 0 and np.abs(arrows.places - [3, 2]).max() < 3)
    _click(control.arrows)
    assert len(arrows.places) == 0
    # names: at the heads, in sight, and gone by a click
    map_.fit()
    window.worker.step(40)
    qtbot.waitUntil(lambda: window.frame.scene.step == 40)
    window.drawing.draw()
    assert {label.text for label in map_.labels.labels} == {"SGD", "Momentum"}
    heads = window.frame.scene.heads[:, 0]
    np.testing.assert_array_equal([(n.x, n.y) for n in map_.labels.labels], heads)
    assert map_.labels.boxes
    complete, ends = window.frame.scene.ahead, window.loss.labels
    for index, label in enumerate(ends.labels):  # of curves, where they end
        last = np.flatnonzero(np.isfinite(complete.path_loss[index, 0]))[-1]
        assert (label.text, label.x) == (["SGD", "Momentum"][index], complete.slots[last])
    assert ends.boxes
    _click(control.labels)
    assert not map_.labels.boxes and not ends.boxes


def test_names_never_cover_each_other_and_many_are_left_to_the_mouse(open_window):
    window = open_window(gd.Experiment("elliptic_bowl", ["sgd"], steps=5))
    names, theme = window.stage.map.labels, window.stage.map.theme
    heads = [Label(f"name {i}", i, 0.01 * i, 0.0) for i in range(MANY)]
    names.show_labels(heads, None, theme)
    boxes = list(names.boxes.values())
    assert 0 < len(boxes) < MANY  # the heads are in one spot: not all have room
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[:i])
    names.show_labels([*heads, Label("last", MANY, 0.5, 0.5)], MANY, theme)
    assert list(names.boxes) == ["last"]
    chart = window.loss.labels  # where curves end apart from each other, of many all may be shown
    (left, _), (low, high) = window.loss.box.viewRange()
    rows = np.linspace(low, high, MANY + 4)[1:-1]
    chart.show_labels([Label(f"n{i}", i, left, y) for i, y in enumerate(rows)], None, theme)
    assert len(chart.boxes) == MANY + 2


def test_a_cloud_is_drawn_as_counts_of_all_its_runs(open_window, qtbot):
    start = gd.uniform(n=5000, seed=0)
    window = open_window(gd.Experiment("himmelblau", ["sgd", "adam"], start=start, steps=300))
    map_, scene = window.stage.map, window.frame.scene
    (left, right), (bottom, top) = map_.box.viewRange()
    assert scene.cloud.shape == (2, 5000, 2)
    counted = counts(scene.cloud, (left, right, bottom, top), (40, 30))
    edges = np.linspace(bottom, top, 41), np.linspace(left, right, 31)
    expected = np.histogram2d(*scene.cloud[0].T[::-1].astype(float), bins=edges)[0]
    assert np.abs(counted[0] - expected).sum() <= 4  # float32 places on an edge
    qtbot.waitUntil(lambda: map_.cloud.picture.image is not None)
    picture = map_.cloud.picture.image
    assert (picture[..., 3] > 0).mean() > 0.1
    assert len(map_.trails.heads.data) <= 2 * 13  # a few have paths and heads
    window.worker.step(10)
    qtbot.waitUntil(lambda: window.frame.scene.step == 10)
    final = scene.experiment.replace(steps=10).run()
    params = final.params.values.reshape(2, 5000, 2)
    np.testing.assert_array_equal(window.frame.scene.cloud, params.astype(np.float32))
    assert not window.frame.scene.until(5).cloud.size
    assert window.frame.scene.numbers is None  # at rest there are all runs
    window.playing.play()
    qtbot.waitUntil(lambda: window.frame.scene.numbers is not None)
    assert window.frame.scene.loss.shape[1] < 5000 == window.frame.scene.runs
    window.playing.pause()
    qtbot.waitUntil(lambda: window.frame.state is State.PAUSED)
    here = scene.experiment.replace(steps=window.frame.step).run()
    np.testing.assert_array_equal(window.frame.scene.loss, here.loss.values.reshape(2, 5000))


def test_a_path_that_swings_is_a_band_round_all_its_points_and_its_middle(open_window):
    experiment = gd.Experiment("himmelblau", ["sgd", gd.SignSGD(lr=0.6)], steps=900)
    window = open_window(experiment)
    trails = window.stage.map.trails
    curve = trails._ahead_curves[window.frame.scene.colours[1]]
    band = trails.bands[curve]
    assert band.isVisible()
    assert trails._ahead_curves[window.frame.scene.colours[0]] not in trails.bands
    path = window.frame.scene.ahead.path[1, 0]
    low, high = path.min(axis=0), path.max(axis=0)
    np.testing.assert_allclose(band.polygons.min(axis=(0, 1)), low, atol=0.1)
    np.testing.assert_allclose(band.polygons.max(axis=(0, 1)), high, atol=0.1)


def test_lines_that_leave_the_view_are_apart_from_those_inside():
    line = np.array([[0.5, 0.5], [0.6, 0.6], [2.0, 0.5], [0.4, 0.4], [0.3, 0.3]])
    inside, outside = at_the_edge(line, [(0, 1), (0, 1)])
    assert np.isnan(inside[2]).all() and np.isfinite(inside[[0, 1, 3, 4]]).all()
    np.testing.assert_array_equal(outside[1:4], line[1:4])
    assert np.isnan(outside[[0, 4]]).all()
    assert len(at_the_edge(line[:2], [(0, 1), (0, 1)])[1]) == 0


def test_what_is_beside_the_view_is_not_drawn_but_what_crosses_it_is():
    view = [(0, 1), (0, 1)]
    far = np.array([[0.5, 0.5], [3.0, 0.5], [5.0, 9.0], [7.0, 0.2], [-2.0, 0.4], [-3.0, 0.4]])
    outside = at_the_edge(far, view)[1]
    np.testing.assert_array_equal(outside[[0, 1, 3, 4]], far[[0, 1, 3, 4]])  # in to out, across
    assert np.isnan(outside[[2, 5]]).all()
    inside, outside = at_the_edge(far[1:4], view)
    assert len(outside) == 0 and np.isnan(inside).all()
    draws = np.random.default_rng(3)
    for line in draws.normal(0.5, 2.0, (40, 12, 2)):
        line[5] = np.nan
        inside, outside = at_the_edge(line, view)
        for piece in set(range(11)) - {4, 5}:
            ends = line[piece : piece + 2]
            between = np.linspace(*ends, 400)
            if ((between >= 0) & (between <= 1)).all(axis=1).any():  # seen, so it is in one of both
                drawn = [part[piece : piece + 2] for part in (inside, outside) if len(part)]
                assert any(np.array_equal(each, ends) for each in drawn)


def test_another_pen_leaves_the_points_of_paths_alone(window, monkeypatch):
    trails, colours = window.stage.map.trails, window.frame.scene.colours
    first, *_, last = window.frame.scene.ahead.path[0, 0]
    low, high = first - abs(last - first) / 2, first + abs(last - first) / 2
    map_ = window.stage.map
    map_.box.setRange(xRange=(low[0], high[0]), yRange=(low[1], high[1]), padding=0)
    map_.trails.redraw()
    curve = trails._ahead_curves[colours[0]]
    leaving = trails.leaving[curve]
    monkeypatch.setattr("gdsim.app.views.trails.at_the_edge", None)  # which takes long
    pens = curve.pen().color().alpha(), leaving.pen().color().alpha()
    window.drawing.light(colours[1])
    dim = curve.pen().color().alpha(), leaving.pen().color().alpha()
    assert all(now < before for now, before in zip(dim, pens, strict=True))
    window.drawing.light(None)
    assert (curve.pen().color().alpha(), leaving.pen().color().alpha()) == pens


def test_an_experiment_of_two_long_axes_opens_on_its_map(window):
    stage = window.stage
    rates = gd.logspace(1e-3, 1, 8)
    few = gd.Experiment("sphere", ["sgd"], lr=rates, start=(1.0, 1.0))
    stage.show_objective(few.objective)
    stage.offer_map(few, True)
    assert stage.pages.currentWidget() is stage.map
    stage.offer_map(few.replace(optimizers=[gd.Momentum(momentum=gd.linspace(0, 0.9, 8))]), True)
    assert stage.pages.currentWidget() is stage.runs_map
    stage.offer_map(few, False)  # an edit of the same: there is one axis, which has a map too
    assert stage.switch.second.isChecked()
