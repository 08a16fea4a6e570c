"""Planes through the variables: places become points and come back, and axes are orthonormal."""

import numpy as np
import pytest

from gdsim.app.model.cut import Pair, middle, pairs, principal, through

NAMES = ("a", "b", "c", "d")
START = (0.3, -1.7, 2.9, 0.1)


@pytest.fixture
def places():
    return np.random.default_rng(1).normal(size=(5, 7, 2))


@pytest.fixture
def paths():
    return np.array(START) + np.cumsum(np.random.default_rng(2).normal(size=(3, 40, 4)), axis=1)


def test_of_two_variables_places_are_points_to_the_bit_whatever_they_are():
    cut = middle(("x", "y"), ((-2, 2), (-1, 3)))
    odd = np.array([[np.nan, 1.0], [np.inf, -0.0], [1e308, -1e-308]])
    assert cut.points(odd).tobytes() == odd.tobytes()
    assert np.shares_memory(cut.project(odd), odd) and cut.project(odd).shape == odd.shape
    assert cut.sides(((-2, 2), (-1, 3))) == ((-2, 2), (-1, 3)) and cut.names == ("x", "y")


def test_a_pair_changes_two_variables_and_no_others(places):
    for first, second in pairs(NAMES):
        cut = Pair(NAMES, START, first, second)
        points = cut.points(places)
        np.testing.assert_array_equal(cut.project(points), places)
        others = [k for k in range(4) if k not in (first, second)]
        np.testing.assert_array_equal(
            points[..., others], np.broadcast_to(np.array(START)[others], (5, 7, 2))
        )
        assert cut.holds(START) and not cut.holds(tuple(x + 1 for x in START))
        assert cut.names == (NAMES[first], NAMES[second])


def test_a_plane_through_two_points_holds_both_and_another_seed_turns_it(places):
    goal = (1.0, 1.0, -1.0, 2.0)
    one, other = (through(NAMES, START, goal, "minimum", seed, 1.0) for seed in (0, 1))
    np.testing.assert_allclose(one.directions @ one.directions.T, np.eye(2), atol=1e-15)
    np.testing.assert_allclose(one.project(one.points(places)), places, atol=1e-14)
    length = np.linalg.norm(np.subtract(goal, START))
    np.testing.assert_allclose(one.project(np.array(goal)), [length, 0], atol=1e-14)
    assert one.holds(START) and one.holds(goal) and other.holds(goal)
    assert not other.holds(tuple(one.points((0.0, 1.0)).tolist()))
    assert through(NAMES, START, goal, "minimum", 0, 1.0) == one
    (left, right), (bottom, top) = one.shown
    assert left < 0 < length < right and bottom < 0 < top


def test_a_plane_through_a_start_that_is_the_goal_is_a_plane():
    cut = through(NAMES, START, START, "minimum", 3, 4.0)
    np.testing.assert_allclose(cut.directions @ cut.directions.T, np.eye(2), atol=1e-15)
    assert cut.holds(START) and cut.shown[0] == pytest.approx((-3.2, 3.2))


def test_the_plane_of_runs_is_that_of_their_movement_and_shows_them_all(paths):
    paths[0, 30:] = np.nan
    cut = principal(NAMES, tuple(paths[0, 0].tolist()), paths, 1.0)
    moved = (paths - paths[:, :1]).reshape(-1, 4)
    moved = moved[np.isfinite(moved).all(axis=1)]
    expected = np.linalg.svd(moved, full_matrices=False)[2][:2]
    np.testing.assert_allclose(np.abs(np.sum(cut.directions * expected, axis=1)), 1, atol=1e-12)
    seen = cut.project(paths).reshape(-1, 2)
    seen = seen[np.isfinite(seen).all(axis=1)]
    for side, places in zip(cut.shown, seen.T, strict=True):
        assert side[0] < places.min() and places.max() < side[1]


def test_runs_that_start_together_are_drawn_at_one_place(paths):
    cut = principal(NAMES, START, paths, 1.0)
    many = np.broadcast_to(paths[1, 5], (1001, 4))
    assert len(np.unique(cut.project(many), axis=0)) == 1


def test_a_point_is_moved_along_a_plane_and_keeps_its_distance_from_it():
    beside, place = (5.0, 6.0, 7.0, 8.0), (0.25, -1.5)
    assert Pair(NAMES, START, 1, 3).moved(beside, place).tolist() == [5.0, 0.25, 7.0, -1.5]
    cut = through(NAMES, START, (1.0, 1.0, 0.0, 0.0), "goal", seed=3, reach=2.0)
    moved = cut.moved(beside, place)
    np.testing.assert_allclose(cut.project(moved), place, atol=1e-12)
    left, before = moved - cut.points(place), beside - cut.points(cut.project(np.array(beside)))
    np.testing.assert_allclose(left, before, atol=1e-12)
    np.testing.assert_allclose(cut.moved(START, place), cut.points(place), atol=1e-15)
