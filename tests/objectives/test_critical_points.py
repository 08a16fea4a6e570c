"""Critical points are where they are known to be, and are what they are."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.objectives.critical_points import MAXIMUM, MINIMUM, SADDLE, critical_points


def _kinds(points):
    return sorted(point.kind for point in points)


def test_himmelblau_has_four_minima_four_saddles_and_a_maximum():
    function = gd.Function("himmelblau")
    points = critical_points(function)
    assert _kinds(points) == [MAXIMUM] + 4 * [MINIMUM] + 4 * [SADDLE]
    found = sorted(point.place for point in points if point.kind == MINIMUM)
    np.testing.assert_allclose(found, sorted(function.minima), atol=1e-4)
    for point in points:
        assert np.abs(function.slope(point.place)).max() < 1e-6


@pytest.mark.parametrize("name", ["saddle", "monkey_saddle"])
def test_saddles_are_found_also_where_the_curvature_is_zero(name):
    (point,) = critical_points(gd.Function(name))
    assert point.kind == SADDLE
    np.testing.assert_allclose(point.place, 0, atol=1e-5)


def test_a_flat_minimum_is_none_but_a_minimum():
    (point,) = critical_points(gd.Function("x**4 + y**4", domain=[(-1, 2), (-1, 2)]))
    assert point.kind == MINIMUM


def test_nothing_is_said_where_the_search_would_begin_too_often():
    assert critical_points(gd.Function("rastrigin"), most=20) == ()
