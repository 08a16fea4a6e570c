"""A block of heights seen from the side: what a pixel sees, and what is hidden behind what."""

from __future__ import annotations

import numpy as np
import pytest

from gdsim.app.views.relief import Camera, Colours, Relief, painted, relief

SIDE = 101
SHARES = np.linspace(0, 1, SIDE)
X, Y = np.meshgrid(SHARES, SHARES)
BOWL = 2 * ((X - 0.5) ** 2 + (Y - 0.5) ** 2)
RIDGE = np.where(np.abs(Y - 0.5) < 0.05, 1.0, 0.2)  # across the view of an unturned camera
COLOURS = Colours((10, 20, 30), (200, 210, 220), (1, 2, 3), (0, 0, 0), 0.5)
TURNS = [0.0, 0.6, 2.5, -1.8]


def camera(turn: float = 0.0, tilt: float = 0.6, sides: tuple[float, float] = (1.0, 1.0)) -> Camera:
    return Camera(turn, tilt, 200, 220, sides)


def surface_of(view: Relief) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The shares of x and y, and the heights, of all pixels that see the surface."""
    rows, columns = np.nonzero(~np.isnan(view.depth) & ~view.wall)
    x, y = view.camera.ground(columns + 0.5, view.depth[rows, columns])
    return x, y, view.heights[rows, columns]


@pytest.mark.parametrize("turn", TURNS)
def test_every_pixel_of_a_plane_sees_the_height_that_the_plane_has_there(turn):
    x, y, heights = surface_of(relief(0.2 + 0.3 * X + 0.4 * Y, camera(turn)))
    assert heights.size > 3000
    assert np.abs(heights - (0.2 + 0.3 * x + 0.4 * y)).max() < 1e-3


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("sides", [(1.0, 1.0), (1.0, 0.4)])
def test_every_pixel_of_a_bowl_sees_the_height_that_the_bowl_has_there(turn, sides):
    x, y, heights = surface_of(relief(BOWL, camera(turn, sides=sides)))
    assert heights.size > 3000
    assert np.abs(heights - 2 * ((x - 0.5) ** 2 + (y - 0.5) ** 2)).max() < 5e-3


@pytest.mark.parametrize("turn", TURNS)
def test_a_pixel_and_the_point_that_it_sees_are_projected_onto_each_other(turn):
    view = relief(BOWL, camera(turn))
    rows, columns = np.nonzero(~np.isnan(view.depth) & ~view.wall)
    for row, column in zip(rows[::500], columns[::500], strict=True):
        place = view.place(int(column), int(row))
        assert place is not None
        point = np.array([*place, view.heights[row, column]])
        assert view.camera.project(point)[:2] == pytest.approx((column + 0.5, row + 0.5), abs=0.02)


def test_beside_the_block_and_on_its_walls_there_is_no_place():
    view = relief(np.full((SIDE, SIDE), 0.5), camera())
    assert view.place(0, 0) is None
    assert view.place(-1, 50) is None
    assert view.place(100, 10_000) is None
    rows, columns = np.nonzero(view.wall)
    assert view.place(int(columns[0]), int(rows[0])) is None


def test_a_ridge_hides_what_is_behind_it_and_nothing_in_front_of_it():
    view = relief(RIDGE, camera(tilt=0.4))
    _, y, _ = surface_of(view)
    assert ((y > 0.05) & (y < 0.4)).any()  # the plain before it
    assert not ((y > 0.58) & (y < 0.8)).any()  # and none close behind it
    points = np.array([[0.5, 0.3, 0.2], [0.5, 0.5, 1.0], [0.5, 0.7, 0.2], [0.5, 0.7, 1.0]])
    assert view.hidden(points).tolist() == [False, False, True, False]


def test_from_behind_the_ridge_hides_the_other_side():
    view = relief(RIDGE, camera(turn=np.pi, tilt=0.4))
    points = np.array([[0.5, 0.3, 0.2], [0.5, 0.7, 0.2]])
    assert view.hidden(points).tolist() == [True, False]


@pytest.mark.parametrize("turn", TURNS)
def test_points_of_the_surface_in_sight_are_not_hidden(turn):
    view = relief(BOWL, camera(turn))
    assert not view.hidden(np.stack(surface_of(view), axis=-1)).any()


def test_the_block_fits_the_picture_however_it_is_turned():
    corners = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], float)
    for turn in np.linspace(0, 2 * np.pi, 13):
        for tilt in (0.1, 0.7, 1.5):
            seen = camera(turn, tilt).project(corners)
            assert (seen[:, :2] > 0).all()
            assert (seen[:, 0] < 200).all()
            assert (seen[:, 1] < 220).all()


@pytest.mark.parametrize("nothing", [np.nan, np.inf, -np.inf])
def test_a_hole_is_seen_through_and_has_walls(nothing):
    heights = np.full((SIDE, SIDE), 0.5)
    heights[30:70, 30:70] = nothing
    view = relief(heights, camera(tilt=1.2))
    x, y, _ = surface_of(view)
    assert not ((np.abs(x - 0.5) < 0.18) & (np.abs(y - 0.5) < 0.18)).any()
    column, row, _ = view.camera.project(np.array([0.5, 0.4, 0.0]))  # its floor
    assert np.isnan(view.heights[int(row), int(column)])
    column, row, _ = view.camera.project(np.array([0.5, 0.69, 0.3]))  # its far side
    assert view.wall[int(row), int(column)]


def test_where_nothing_is_finite_nothing_is_seen():
    view = relief(np.full((SIDE, SIDE), np.nan), camera())
    assert np.isnan(view.heights).all()
    assert not painted(view, COLOURS).any()


def test_heights_beyond_the_block_are_cut():
    view = relief(np.where(X < 0.5, 7.0, -7.0), camera(tilt=1.2))
    x, _, heights = surface_of(view)
    assert heights[x < 0.48] == pytest.approx(1, abs=1e-3)
    assert heights[x > 0.52] == pytest.approx(0, abs=1e-3)


def test_a_picture_has_the_colour_of_the_heights_and_of_walls_and_is_clear_beside_them():
    low, high = (painted(relief(np.full((SIDE, SIDE), z), camera()), COLOURS) for z in (0.1, 0.9))
    assert low[110, 100, 3] == high[140, 100, 3] == 255
    assert low[0, 0].tolist() == [0, 0, 0, 0]
    assert (low[..., :3].max(axis=(0, 1)) < high[..., :3].max(axis=(0, 1))).all()
    view = relief(np.full((SIDE, SIDE), 0.9), camera())
    assert (painted(view, COLOURS)[view.wall] == (1, 2, 3, 255)).all()


def test_slopes_towards_the_light_are_brighter():
    towards, away = (relief(heights, camera()) for heights in (X, 1 - X))  # light from the left
    assert np.nanmean(towards.light[~towards.wall]) > np.nanmean(away.light[~away.wall]) + 0.1


def test_contour_lines_are_thin_and_as_many_as_the_levels_between_top_and_base():
    view = relief(Y, Camera(0.0, 1.2, 400, 400))
    without = Colours(*[*COLOURS.__dict__.values()][:4], 0.0)
    column = painted(view, COLOURS)[:, 200, 0].astype(int) - painted(view, without)[:, 200, 0]
    dark = column < -5
    lines = np.count_nonzero(np.diff(dark.astype(int)) == 1)
    assert 13 <= lines <= 16
    assert dark.sum() <= 3 * lines


@pytest.mark.parametrize("turn", TURNS)
def test_a_surface_is_as_high_at_the_edge_of_a_hole_as_beside_it(turn):
    heights = np.where((X - 0.5) ** 2 + (Y - 0.5) ** 2 < 0.05, np.nan, 0.8)
    _, _, seen = surface_of(relief(heights, camera(turn)))
    assert seen.size > 2000
    assert np.abs(seen - 0.8).max() < 1e-3
