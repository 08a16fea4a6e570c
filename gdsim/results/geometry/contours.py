"""Contour lines: where values on a grid are equal to a level."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def contours(x: ArrayLike, y: ArrayLike, values: ArrayLike, levels: ArrayLike) -> Array:
    """(n, 2): the lines on which values (rows, columns) have one of the levels.

    Each line is followed by a row of NaN. x: (columns,) and y: (rows,) are the places of the
    values; lines end where a value is not finite. Values of a single row or column have no lines.
    """
    import contourpy

    given = np.ma.masked_invalid(np.asarray(values, np.float64))
    if min(given.shape) < 2:
        return np.empty((0, 2))
    maker = contourpy.contour_generator(
        np.asarray(x), np.asarray(y), given, line_type=contourpy.LineType.ChunkCombinedNan
    )
    gap, parts = np.full((1, 2), np.nan), [np.empty((0, 2))]
    for level in np.atleast_1d(np.asarray(levels, np.float64)).tolist():
        points = maker.lines(level)[0][0]
        if points is not None:
            parts += [np.asarray(points), gap]
    return np.concatenate(parts)


def levels_of_equal_area(heights: Array, shares: Array) -> Array:
    """Ascending heights below which such shares of a grid lie; steep walls would take even ones.

    What is not finite is no part of the grid; without any height there is no level.
    """
    known = heights[np.isfinite(heights)]
    return np.unique(np.quantile(known, shares)) if known.size else np.empty(0)
