"""Where a picture of runs is worth a closer look: the busiest edge between runs that differ."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gdsim.app.model.plane import Area, Span
from gdsim.app.worker.survey import Picture
from gdsim.engine.verdict import Verdict
from gdsim.results.analysis.boundary import boundary

CLOSER = 4.0  # times, of a look at an edge
NEIGHBOURHOOD = 8  # pixels on either side, in which edges are counted


def edge_area(picture: Picture) -> Area | None:
    """A closer look at the edge between runs that diverged and others; None if there is none.

    It is centred where the edge is busiest, and rather near the middle than at the border.
    """
    sides = np.where(picture.verdict == Verdict.DIVERGED, 1.0, -1.0)
    edge = boundary(np.where(picture.drawn, sides, np.nan))
    if not edge.any():
        return None
    rows, columns = (np.linspace(-1, 1, count) for count in edge.shape)
    near = np.exp(-(rows[:, None] ** 2 + columns**2))
    score = np.where(edge, _counted(edge) * near, -1)
    row, column = np.unravel_index(int(np.argmax(score)), score.shape)
    x, y = picture.lattice.x, picture.lattice.y
    across, upwards = x.middles[column], y.middles[row]
    return Area(_around(across, x.span), _around(upwards, y.span))


def _counted(edge: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many pixels of the edge are around each pixel."""
    counts = edge.astype(np.int64)
    for axis in (0, 1):
        widths = [(0, 0), (0, 0)]
        widths[axis] = (NEIGHBOURHOOD + 1, NEIGHBOURHOOD)
        sums = np.pad(counts, widths).cumsum(axis=axis)
        size = counts.shape[axis]
        upper = np.arange(size) + 2 * NEIGHBOURHOOD + 1
        counts = sums.take(upper, axis=axis) - sums.take(np.arange(size), axis=axis)
    return counts


def _around(middle: float, span: Span) -> Span:
    half = span.width / CLOSER / 2
    return Span(float(middle) - half, float(middle) + half)
