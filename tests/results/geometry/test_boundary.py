"""Boundaries of maps, and their dimension: those of sets whose dimension is known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.path import Path

from gdsim.base.errors import SettingError
from gdsim.results.geometry.boundary import boundary, box_counts, box_dimension

PIXELS = 256


def plane(pixels: int = PIXELS) -> tuple[np.ndarray, np.ndarray]:
    along = np.linspace(-1.3, 1.3, pixels)
    return np.meshgrid(along, along)


def signed(inside: np.ndarray) -> np.ndarray:
    """A map of an uneven size on each side, below 0 inside."""
    sizes = np.random.default_rng(0).uniform(1e-3, 1e3, inside.shape)
    return np.where(inside, -sizes, sizes)


def island(motif: list[complex], corners: int, levels: int) -> np.ndarray:
    """The inside of a polygon each of whose sides is broken into the motif, again and again."""
    turns = np.arange(corners + 1) / corners
    points = np.exp(2j * np.pi * (turns + 0.125))
    for _ in range(levels):
        sides = np.diff(points)[:, None]
        broken = points[:-1, None] + sides * np.array(motif[:-1])
        points = np.append(broken.ravel(), points[-1])
    x, y = plane()
    outline = Path(np.stack([points.real, points.imag], axis=1))
    return outline.contains_points(np.stack([x.ravel(), y.ravel()], axis=1)).reshape(x.shape)


def carpet(levels: int) -> np.ndarray:
    """Sierpiński's carpet."""
    found = np.ones((1, 1), dtype=bool)
    for _ in range(levels):
        empty = np.zeros_like(found)
        found = np.block([[found] * 3, [found, empty, found], [found] * 3])
    return found


PEAK = 1 / 2 - 1j * np.sqrt(3) / 6
KOCH = [0, 1 / 3, PEAK, 2 / 3, 1]
MINKOWSKI = [0, 0.25, 0.25 + 0.25j, 0.5 + 0.25j, 0.5, 0.5 - 0.25j, 0.75 - 0.25j, 0.75, 1]
X, Y = plane()
# What makes a set, which takes seconds for some, and its dimension.
KNOWN: dict[str, tuple[Callable[[], np.ndarray], float]] = {
    "line": (lambda: Y > 0.37 * X + 0.1, 1.0),
    "circle": (lambda: X**2 + Y**2 < 0.8, 1.0),
    "koch": (lambda: island(KOCH, 3, 5), np.log(4) / np.log(3)),
    "minkowski": (lambda: island(MINKOWSKI, 4, 4), 1.5),
    "carpet": (lambda: carpet(5), np.log(8) / np.log(3)),
    "noise": (lambda: np.random.default_rng(1).random((PIXELS, PIXELS)) < 0.5, 2.0),
}


@pytest.mark.parametrize("name", KNOWN)
def test_dimension_is_the_known_one(name: str) -> None:
    make, expected = KNOWN[name]
    inside = make()
    assert box_dimension(signed(inside)) == pytest.approx(expected, abs=0.1)
    assert box_dimension(-signed(inside)[:, ::-1]) == pytest.approx(expected, abs=0.1)


def test_several_maps_have_the_median_of_all_slopes() -> None:
    line, koch = (signed(KNOWN[name][0]()) for name in ("line", "koch"))
    slopes = []
    for each in (line, koch, line[90:]):
        sizes, counts = box_counts(each)
        slopes += list(-np.gradient(np.log(counts), np.log(sizes)))
    assert box_dimension(line, koch, line[90:]) == np.median(slopes)


def test_the_boundary_is_where_neighbours_differ_in_sign() -> None:
    values = np.full((40, 33), 1e300)
    values[20, 10] = -1e-300  # a product of the two would be 0
    values[5:8, 5:8] = np.nan
    values[6, 6] = -1.0  # what is beside it is not known
    values[30, :] = 0.0  # neither below nor above
    values[31, :] = -1.0
    found = boundary(values)
    assert found.shape == (39, 32)
    expected = np.zeros((39, 32), dtype=bool)
    expected[19:21, 9:11] = True
    expected[31, :] = True
    np.testing.assert_array_equal(found, expected)
    assert boundary([[1.0, -1.0], [1.0, 1.0]]).tolist() == [[True]]  # of a map of any size


def test_boxes_are_the_fewest_that_cover_the_boundary() -> None:
    values = np.ones((101, 81))
    values[30, 30] = -1  # a boundary of 2 x 2 pixels, which some place puts into one box
    sizes, counts = box_counts(values)
    assert sizes.tolist() == [4, 5, 6, 7, 8, 10, 12, 14, 17, 20]
    assert counts.tolist() == [1] * len(sizes)
    lines = np.ones((65, 65))
    lines[:, 32:] = -1
    sizes, counts = box_counts(lines)
    assert counts.tolist() == [-(-64 // size) for size in sizes]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (np.ones((64, 64)), "the map has no boundary: no value below 0 beside one above"),
        (np.ones((1, 64, 64)), "two axes of at least 32 values each, got the shape (1, 64, 64)"),
        (np.ones((31, 64)), "two axes of at least 32 values each, got the shape (31, 64)"),
    ],
)
def test_what_has_no_dimension_is_refused_in_a_sentence(values: np.ndarray, words: str) -> None:
    with pytest.raises(SettingError) as refused:
        box_dimension(values)
    assert words in str(refused.value)
    with pytest.raises(SettingError, match="at least one map, got none"):
        box_dimension()
