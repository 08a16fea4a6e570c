"""The boundary between two sides of a map, and how rough it is: its box-counting dimension.

    values = result["trainability"].squeeze()
    boundary.box_dimension(values)           # 1 for a smooth line, 2 for one that fills the map

Source: Sohl-Dickstein 2024, arXiv:2402.06184, where the dimension is the median of the slopes of
log(boxes) against log(size), over all sizes and all maps of a zoom.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.base.errors import SettingError

Mask = NDArray[np.bool_]
Array = NDArray[np.float64]

SIZES = 10  # of boxes, from 4 pixels to a quarter of the map
SMALLEST = 4  # pixels; in smaller boxes a line is a staircase
LEAST = 32  # pixels of a side of a map that has a dimension
PLACES = 4  # positions of the first box, along each side
NEIGHBOURHOOD = 8  # blocks on either side, in which those of the boundary are counted


def boundary(values: ArrayLike) -> Mask:
    """The blocks whose corners differ in sign: (rows, columns) to (rows - 1, columns - 1).

    A block of 2 x 2 is of the boundary if it has a number below 0 and one above; not if one is NaN.
    """
    given = _checked(values, 2)
    blocks = np.stack([given[1:, 1:], given[1:, :-1], given[:-1, 1:], given[:-1, :-1]])
    crossed: Mask = (blocks.min(axis=0) < 0) & (blocks.max(axis=0) > 0)
    return crossed


def busiest(*maps: ArrayLike) -> tuple[int, int] | None:
    """The block (row, column) with most of the boundary around it; None if there is no boundary.

    Of several maps of the same size the boundaries count together. Blocks near the middle are
    preferred to those at the border.
    """
    marked = np.sum([boundary(each) for each in maps], axis=0)
    if not marked.any():
        return None
    rows, columns = (np.linspace(-1, 1, count) for count in marked.shape)
    near = np.exp(-(rows[:, None] ** 2 + columns**2))
    score = np.where(marked > 0, _around(marked) * near, -1)
    row, column = np.unravel_index(int(np.argmax(score)), score.shape)
    return int(row), int(column)


def _around(marked: NDArray[np.int64]) -> NDArray[np.int64]:
    """The number of marks around each block."""
    counts = marked.astype(np.int64)
    for axis in (0, 1):
        widths = [(0, 0), (0, 0)]
        widths[axis] = (NEIGHBOURHOOD + 1, NEIGHBOURHOOD)
        sums = np.pad(counts, widths).cumsum(axis=axis)
        size = counts.shape[axis]
        upper = np.arange(size) + 2 * NEIGHBOURHOOD + 1
        counts = sums.take(upper, axis=axis) - sums.take(np.arange(size), axis=axis)
    return counts


def box_counts(values: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Sizes of square boxes, in pixels, and the number of each that cover the boundary.

    The fewest for several places of the first box. Errors: SettingError for a map without one, or
    with fewer than 32 values along a side.
    """
    marked = boundary(_checked(values, LEAST))
    if not marked.any():
        raise SettingError("the map has no boundary: no value below 0 beside one above")
    ends = SMALLEST, min(marked.shape) / 4
    sizes = np.unique(np.rint(np.geomspace(*ends, SIZES)).astype(np.int64))
    return sizes, np.array([min(_covers(marked, int(size))) for size in sizes])


def box_dimension(*maps: ArrayLike) -> float:
    """The dimension of the boundary of a map, or of several of the same boundary.

    At 256 x 256 pixels it is within 0.1 of that of known curves.
    """
    if not maps:
        raise SettingError("a dimension needs at least one map, got none")
    return float(np.median(np.concatenate([_slopes(*box_counts(each)) for each in maps])))


def _slopes(sizes: NDArray[np.int64], counts: NDArray[np.int64]) -> Array:
    slopes: Array = -np.gradient(np.log(counts), np.log(sizes))
    return slopes


def _covers(marked: Mask, size: int) -> Iterator[int]:
    """The number of non-empty boxes, for each position of the first one."""
    first = [size * place // PLACES for place in range(PLACES)]
    for before in product(first, first):
        after = [-(n + b) % size for n, b in zip(marked.shape, before, strict=True)]
        whole = np.pad(marked, list(zip(before, after, strict=True)))
        rows, columns = (n // size for n in whole.shape)
        yield int(whole.reshape(rows, size, columns, size).any(axis=(1, 3)).sum())


def _checked(values: ArrayLike, least: int) -> Array:
    given = np.asarray(values, dtype=np.float64)
    if given.ndim != 2 or min(given.shape) < least:
        raise SettingError(
            f"a map must have two axes of at least {least} values each, got the shape {given.shape}"
        )
    return given
