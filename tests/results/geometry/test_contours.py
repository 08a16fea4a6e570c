"""Contour lines: of values whose lines are known."""

import numpy as np
import pytest

from gdsim.results.geometry.contours import contours

X, Y = np.linspace(-2, 3, 101), np.linspace(-1, 2, 61)


def parts(lines):
    """The lines between the rows of NaN."""
    gaps = np.flatnonzero(np.isnan(lines[:, 0]))
    return np.split(lines, gaps)[:-1], gaps


def test_lines_are_where_a_plane_has_the_levels_each_followed_by_a_gap():
    lines = contours(X, Y, 2 * X - Y[:, None], [0.5, -1.0])
    values = 2 * lines[:, 0] - lines[:, 1]
    first, second = (part[np.isfinite(part[:, 0])] for part in parts(lines)[0])
    np.testing.assert_allclose(2 * first[:, 0] - first[:, 1], 0.5, atol=1e-12)
    np.testing.assert_allclose(2 * second[:, 0] - second[:, 1], -1.0, atol=1e-12)
    assert np.isnan(values[-1]) and np.isnan(values).sum() == 2
    assert np.ptp(first[:, 1]) == pytest.approx(3)  # from one end to the other


def test_a_line_ends_where_values_are_missing_and_a_level_beyond_them_has_none():
    radius = np.hypot(X, Y[:, None])
    radius[:, X > 0] = np.nan
    lines = contours(X, Y, radius, 0.8)
    known = lines[np.isfinite(lines[:, 0])]
    assert known[:, 0].max() <= 0 and len(known) > 20
    np.testing.assert_allclose(np.hypot(*known.T), 0.8, atol=1e-3)
    assert contours(X, Y, radius, 40.0).shape == (0, 2)
    assert contours(X, Y[:1], radius[:1], 0.8).shape == (0, 2)
    assert contours(X, Y, np.full_like(radius, np.nan), 0.8).shape == (0, 2)
