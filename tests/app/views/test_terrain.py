"""Lines laid on heights, what of them is in sight, and the axes of the block."""

from __future__ import annotations

import numpy as np
import pytest

import gdsim as gd
from gdsim.app.views.block_axes import SHORT, axes_of, round_values
from gdsim.app.views.landscape import SIDE, Scale, landscape
from gdsim.app.views.relief import Camera, Colours, painted, relief
from gdsim.app.views.runs import Runs
from gdsim.app.views.sheet import Sheet, laid_on
from gdsim.app.views.sight import Content, Sights, View
from gdsim.app.views.terrain import PIECE, Terrain

BOX = (-3.0, 1.0, 2.0, 10.0)
SHARES = np.linspace(0, 1, 65)
SLOPE = np.broadcast_to(0.2 + 0.5 * SHARES, (65, 65))  # higher to the right
COLOURS = Colours((10, 20, 30), (200, 210, 220), (1, 2, 3), (0, 0, 0), 0.5)


def plain(box=BOX):
    return Terrain(SLOPE.astype(np.float32), box)


def test_places_have_the_heights_below_them_and_none_beside_the_box():
    points = plain().points(np.array([[-3, 2], [1, 10], [-1, 6], [1.1, 6], [np.nan, 6]]))
    np.testing.assert_allclose(points[:, 0], [0, 1, 0.5, 1.025, np.nan])
    np.testing.assert_allclose(points[:, 2], [0.2, 0.7, 0.45, np.nan, np.nan], atol=1e-6)


def test_a_line_is_laid_on_the_heights_in_short_pieces_that_go_on_where_lines_meet():
    line = np.array([[-3.0, 2.0], [1.0, 2.0], [1.0, 10.0], [np.nan] * 2, [-1.0, 6.0], [-1.0, 6.0]])
    points, before = plain().draped(line)
    (gap,) = np.flatnonzero(np.isnan(points[:-1, 0]))
    first = points[:gap]
    assert np.hypot(*np.diff(first[:, :2], axis=0).T).max() <= PIECE + 1e-9
    np.testing.assert_allclose(first[[0, -1], :2], [[0, 0], [1, 1]], atol=1e-9)
    assert (first[:, :2] == [1, 0]).all(axis=1).sum() == 1  # the corner, once
    np.testing.assert_allclose(first[:, 2], 0.2 + 0.5 * first[:, 0], atol=1e-6)
    np.testing.assert_allclose(points[gap + 1 :][:2, :2], [[0.5, 0.5]] * 2)
    assert before[0] == 0 and before[gap] == 1 and set(before[gap + 1 :]) == {4}


@pytest.mark.parametrize("far", [1e30, 50.0])
def test_a_line_that_leaves_the_box_is_laid_up_to_its_edge(far):
    points = plain().draped(np.array([[-1.0, 6.0], [far, 6.0], [-1.0, 9.0]]))[0]
    known = points[np.isfinite(points[:, 0])]
    assert known[:, 0].max() == pytest.approx(1.0)
    assert known[0, :2] == pytest.approx((0.5, 0.5)) and np.isfinite(known[:, 2]).all()
    if far < 1e30:  # comes back; from so far away it comes from the other end of the numbers
        assert known[-1, :2] == pytest.approx((0.5, 0.875))
    assert len(plain().draped(np.array([[5.0, 6.0], [7.0, 9.0]]))[0]) == 0


def test_another_box_has_the_same_heights_and_holes_beside_the_first():
    bowl = landscape(gd.Function("x**2 + y**2"), (-2.0, 2.0, -2.0, 2.0))
    closer = Terrain.of(bowl, (-1.0, 1.0, -1.0, 1.0))
    place = np.array([0.3, -0.4])
    wide = Terrain.of(bowl, (-4.0, 4.0, -2.0, 2.0))
    whole = Terrain.of(bowl, bowl.box).points(place)[2]
    assert closer.points(place)[2] == pytest.approx(whole, abs=0.01)
    assert wide.points(place)[2] == pytest.approx(whole, abs=0.01)
    assert np.isnan(wide.points(np.array([3.0, 0.0]))[2])


def test_a_value_has_the_height_that_the_map_ranks_it_by():
    function = gd.Function("himmelblau")
    seen = landscape(function, (-5.0, 5.0, -5.0, 5.0))
    xs = np.linspace(-5, 5, SIDE)
    values = function.evaluate(np.stack(np.meshgrid(xs, xs), axis=-1).reshape(-1, 2))
    heights = seen.scale.heights(values).reshape(SIDE, SIDE)
    np.testing.assert_array_equal((255 * heights).astype(np.uint8), seen.ranks)
    np.testing.assert_allclose(heights, seen.heights, atol=1e-6)
    order = np.argsort(values)
    assert (np.diff(seen.scale.heights(values[order])) >= 0).all()
    flat = Scale.of(np.full(9, 7.0))
    assert flat.heights(np.array([7.0, np.nan]))[0] == 0.5


def test_a_picture_on_the_surface_has_its_colours_where_it_lies():
    view = relief(np.full((65, 65), 0.5), Camera(0.4, 0.9, 120, 120))
    left_half = np.zeros((2, 4, 4), np.uint8)
    left_half[:, :2] = (250, 0, 0, 255)
    picture = painted(view, COLOURS)
    before = picture.copy()
    laid_on(picture, view, BOX, Sheet(left_half, BOX), COLOURS)
    rows, columns = np.nonzero(~np.isnan(view.depth) & ~view.wall)
    x, _ = view.camera.ground(columns + 0.5, view.depth[rows, columns])
    reds = (picture[rows, columns, 0] > 150) & (picture[rows, columns, 1] == 0)
    np.testing.assert_array_equal(reds, x < 0.5)
    assert (picture[view.wall] == before[view.wall]).all()


def run_of(paths):
    heads, lost = paths[:, :, -1], np.zeros(paths.shape[:2], bool)
    return Runs((0,), frozenset(), None, paths, heads, lost, None, None, np.arange(1))


def test_runs_are_where_the_camera_sees_their_points_and_hidden_where_a_ridge_is_before_them():
    experiment = gd.Experiment("himmelblau", [gd.Adam(lr=0.1)], steps=40, start=(0.5, -3.0))
    path = (
        experiment.replace(record="params")
        .run()["trace_params"]
        .values.astype(float)
        .reshape(1, 1, 41, 2)
    )
    seen = landscape(experiment.objective, (-5.0, 5.0, -5.0, 5.0))
    view = View(seen, seen.box, (1.0, 0.8), 0.7, 0.5, (300, 260), 40_000)
    sight = Sights().look(view, Content(COLOURS, run_of(path)))
    camera = Camera(0.7, 0.5, 300, 260, (1.0, 0.8))
    exact = seen.scale.heights(experiment.objective.evaluate(path.reshape(-1, 2)))
    points = np.concatenate([(path.reshape(-1, 2) + 5) / 10, exact[:, None]], axis=1)
    pixels = camera.project(points)[:, :2]
    line = sight.lines[0]
    drawn = np.where(np.isnan(line.shown), line.pale, line.shown)
    drawn = drawn[np.isfinite(drawn[:, 0])]
    near = np.hypot(*(drawn[:, None] - pixels).transpose(2, 0, 1)).min(axis=0)
    assert near.max() < 1.0  # px
    ridge = np.where(np.abs(SHARES - 0.5) < 0.1, 1.0, 0.1)[:, None] * np.ones(65)
    behind, before = np.array([[[[0.5, 0.6], [0.5, 0.7]]], [[[0.5, 0.1], [0.5, 0.2]]]]) * 4
    wall = type(seen)((0.0, 4.0, 0.0, 4.0), seen.ranks, seen.finite, ridge, seen.scale, seen.lines)
    view = View(wall, wall.box, (1.0, 1.0), 0.0, 0.4, (300, 260), 78_000)
    for paths, hides in ((behind, True), (before, False)):
        line = Sights().look(view, Content(COLOURS, run_of(paths[None]))).lines[0]
        assert np.isnan(line.shown[:-1]).all() == hides
        assert np.isnan(line.pale).all() == (not hides)


def test_a_pixel_of_the_picture_is_a_place_on_the_axes():
    seen = landscape(gd.Function("x + y"), BOX)
    view = View(seen, BOX, (0.5, 1.0), -0.6, 0.8, (200, 240), 48_000)
    sight = Sights().look(view, Content(COLOURS))
    place = np.array([-1.4, 5.5])
    column, row = view.camera.project(sight.terrain.points(place))[:2]
    assert sight.place(column, row) == pytest.approx(place, abs=0.05)
    assert sight.place(-3, 20) is None
    assert np.isnan(sight.pixel(50.0, 5.5)).all()  # beside the box


@pytest.mark.parametrize("turn", [-2.4, -0.6, 0.2, 1.9])
def test_axes_are_in_front_with_round_numbers_where_these_are(turn):
    seen = landscape(gd.Function("x**2 + y**2"), (-2.0, 2.0, -1.0, 1.0))
    camera = Camera(turn, 0.7, 500, 420, (1.0, 0.5))
    axes = axes_of(camera, seen.box, seen.scale, ("x", "y"))
    named = {text.text: text.pixel for text in axes.texts if text.is_name}
    assert set(named) == {"x", "y", "f"}
    middle = camera.project(np.array([0.5, 0.5, 0.0]))[1]
    assert named["x"][1] < middle and named["y"][1] < middle  # below the middle of the base
    numbers = [text for text in axes.texts if text.is_left]
    assert [text.text for text in numbers][-1] in ("1", "2", "5")
    left = min(line[:, 0].min() for line in axes.lines)
    assert all(text.pixel[0] == pytest.approx(left - 5, abs=6) for text in numbers)
    small = axes_of(Camera(turn, 0.7, 30, 30, (1.0, 0.5)), seen.box, seen.scale, ("x", "y"))
    assert not small.texts and 0.7 * SHORT > 30 * 0.5


def test_values_along_the_heights_are_round_and_apart():
    scale = Scale.of(np.geomspace(1e-3, 500, 4000))
    values = round_values(scale, 0.1)
    assert all(float(f"{value:.1g}") == value for value in values)
    assert len(values) >= 4 and np.diff(scale.heights(np.array(values))).min() >= 0.1
    assert round_values(Scale.of(np.full(3, 4.0)), 0.1) == [4.0]
    narrow = round_values(Scale.of(np.linspace(100.001, 100.002, 99)), 0.1)
    assert len(narrow) >= 2 and all(100.001 <= value <= 100.002 for value in narrow)


def test_a_path_that_swings_is_a_band_with_its_middle_and_lines_that_leave_the_view_are_pale():
    seen = landscape(gd.Function("x**2 + y**2"), (-2.0, 2.0, -2.0, 2.0))
    view = View(seen, seen.box, (1.0, 1.0), 0.4, 1.2, (300, 260), 78_000)
    sides = np.where(np.arange(400) % 2, 1.0, -1.0)
    swings = np.stack([0.6 * sides, np.linspace(-0.5, 0.5, 400)], axis=-1)
    sight = Sights().look(view, Content(COLOURS, run_of(swings[None, None])))
    (line,) = sight.lines
    camera = view.camera
    ends = camera.project(sight.terrain.points(np.array([[-0.6, 0.0], [0.6, 0.0]])))[:, 0]
    assert line.band[..., 0].min() < ends[0] + 3 and line.band[..., 0].max() > ends[1] - 3
    middle = camera.project(sight.terrain.points(np.array([[0.0, 0.0]])))[0, 0]
    assert np.nanmax(np.abs(line.shown[:, 0] - middle)) < (ends[1] - ends[0]) / 2
    leaves = np.array([[0.0, 0.0], [0.5, 0.0], [30.0, 0.0]])
    (line,) = Sights().look(view, Content(COLOURS, run_of(leaves[None, None]))).lines
    inside = camera.project(sight.terrain.points(np.array([[0.5, 0.0]])))[0, 0]
    assert not len(line.band)
    assert np.nanmax(line.shown[:, 0]) <= inside + 0.5 < np.nanmax(line.pale[:, 0])
