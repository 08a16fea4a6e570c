"""Places are counted and coloured as NumPy does it, whatever their memory looks like."""

import numpy as np
import pytest

from gdsim.engine.places import counts, shaded

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


def test_cells_have_the_opacity_of_their_counts_and_the_mixed_hues_of_their_groups() -> None:
    draws = np.random.default_rng(2)
    cells = (draws.poisson(3, size=(3, 9, 14)) * (draws.random((3, 9, 14)) > 0.6)).astype(float)
    cells[:, :, :5], cells[2] = 0, 0
    hues = np.array([[200, 10, 30], [0, 120, 250], [90, 90, 90]])
    colours, whole, left = np.zeros((9, 14, 3)), np.zeros((9, 14)), np.ones((9, 14))
    for group, hue in zip(cells, hues, strict=True):
        padded = np.pad(group, 1)
        across = (padded[:, :-2] + 2 * padded[:, 1:-1] + padded[:, 2:]) / 4
        soft = (across[:-2] + 2 * across[1:-1] + across[2:]) / 4
        most = max(soft.max(), 1)
        range_ = (0.7 - 0.1) * (1 - soft.mean() / most) ** 2
        opacity = np.where(soft > 0.05, 0.1 + range_ * np.log1p(soft) / np.log1p(most), 0)
        colours, whole = colours + opacity[..., None] * hue, whole + opacity
        left = left * (1 - opacity)
    drawn = whole > 0
    picture = shaded(np.asfortranarray(cells), hues, 0.1, 0.7)
    assert 0.3 < drawn.mean() < 1 and not picture[~drawn].any()
    expected = np.concatenate(
        [colours[drawn] / whole[drawn, None], 255 * (1 - left[drawn, None])], 1
    )
    np.testing.assert_allclose(picture[drawn], expected, atol=0.51)
