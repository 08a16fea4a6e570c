"""Places are counted as NumPy counts them, whatever their memory looks like."""

import numpy as np
import pytest

from gdsim.engine.places import counts

BOX = (-1.5, 2.0, -0.7, 1.3)


@pytest.mark.parametrize("variables", [2, 3])
def test_counts_are_those_of_a_histogram(variables: int) -> None:
    points = np.random.default_rng(5).normal(size=(3, 4000, variables)).astype(np.float32)
    points[0, ::7, 0], points[1, 3], points[2, 5, 1] = np.nan, np.inf, -np.inf
    places = points[..., ::-1][..., :2]  # not one after the other
    counted = counts(places, BOX, (23, 31))
    across, up = np.linspace(*BOX[:2], 32), np.linspace(*BOX[2:], 24)
    for runs, cells in zip(places.astype(float), counted, strict=True):
        known = runs[np.isfinite(runs).all(axis=1)]
        expected, _, _ = np.histogram2d(known[:, 1], known[:, 0], bins=(up, across))
        np.testing.assert_array_equal(cells, expected)


def test_edges_belong_to_the_cell_above_and_to_the_right() -> None:
    places = np.array([[[0, 0], [1, 1], [2, 0], [0, 2], [0.5, 1]]])
    np.testing.assert_array_equal(counts(places, (0, 2, 0, 2), (2, 2)), [[[1, 0], [1, 1]]])
