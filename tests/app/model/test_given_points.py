"""Edits of given starts: what an experiment gets for each."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.app.model.given_points import added, another, given_points, moved, removed, turned
from gdsim.base.axes import linspace
from gdsim.base.errors import SettingError


@pytest.fixture
def starts_of():
    def made(start):
        return gd.Experiment("rosenbrock", ["sgd"], start=start).starts

    return made


def test_points_are_given_alone_or_in_a_list_but_not_by_axes_and_draws(starts_of):
    assert given_points(starts_of((1, 2))).tolist() == [[1, 2]]
    assert given_points(starts_of([(1, 2), (3, 4)])).tolist() == [[1, 2], [3, 4]]
    for start in ((linspace(0, 1, 3), 2), gd.grid(2, 3), gd.uniform(4)):
        assert given_points(starts_of(start)) is None
        assert added(starts_of(start), (5, 6)) == moved(starts_of(start), 3, (5, 6)) == (5, 6)


def test_a_point_is_added_moved_and_removed_and_the_others_keep_their_bits(starts_of):
    three = starts_of(added(starts_of([(0.1, 0.2), (0.3, 0.4)]), (0.5, 0.6)))
    assert given_points(three).tolist() == [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]
    assert moved(three, 1, (7, 8)).tolist() == [[0.1, 0.2], [7, 8], [0.5, 0.6]]
    assert removed(three, {0}).tolist() == [[0.3, 0.4], [0.5, 0.6]]
    assert removed(three, {0, 2}) == (0.3, 0.4)  # one alone is no axis
    with pytest.raises(SettingError, match="need a point to start at"):
        removed(three, {0, 1, 2})
    assert given_points(three).tolist() == [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]


def test_a_coordinate_is_an_axis_of_a_point_alone(starts_of):
    line = linspace(0, 1, 3)
    assert turned(starts_of((1, 2)), 0, 1, line) == [1, line]
    assert turned(starts_of([(1, 2), (3, 4)]), 1, 0, 9.0).tolist() == [[1, 2], [9, 4]]
    with pytest.raises(SettingError, match="one number here"):
        turned(starts_of([(1, 2), (3, 4)]), 1, 0, line)


def test_new_points_differ_and_lie_in_the_domain():
    function = gd.Function("x1**2 + x2**2 + x3**2", domain=[(-1, 1), (2, 5), (-9, -7)])
    points = np.array([another(function, count) for count in range(40)])
    assert len(np.unique(points, axis=0)) == 40
    low, high = np.transpose(function.domain)
    assert ((low <= points) & (points <= high)).all()
