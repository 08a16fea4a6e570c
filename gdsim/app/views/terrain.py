"""Heights over a box, and lines that are laid on them; without Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdsim.app.views.landscape import Box, Landscape

PIECE = 1 / 64  # share of a side that a line goes straight before it follows the heights again


@dataclass(frozen=True, eq=False)
class Terrain:
    """Heights (rows, columns) from 0 to 1 over a box, row 0 at the bottom; NaN is a hole.

    Its points (…, 3) are a share of each side of the box, and a height.
    """

    heights: np.ndarray
    box: Box

    @classmethod
    def of(cls, landscape: Landscape, box: Box) -> Terrain:
        """The heights of a landscape over another box: holes where it has none."""
        if box == landscape.box:
            return cls(landscape.heights, box)
        rows, columns = landscape.heights.shape
        left, right, bottom, top = box
        xs, ys = np.linspace(left, right, columns), np.linspace(bottom, top, rows)
        whole = cls(landscape.heights, landscape.box)
        places = np.stack(np.meshgrid(xs, ys), axis=-1)
        return cls(whole.points(places)[..., 2].astype(np.float32), box)

    def shares(self, places: np.ndarray) -> np.ndarray:
        """Places (…, 2) as shares of the sides of the box."""
        left, right, bottom, top = self.box
        with np.errstate(over="ignore", invalid="ignore"):
            shares: np.ndarray = (places - (left, bottom)) / (right - left, top - bottom)
        return shares

    def points(self, places: np.ndarray) -> np.ndarray:
        """(…, 3): the points at places (…, 2); beside the box they have no height."""
        return self._lifted(self.shares(np.asarray(places, float)))

    def draped(self, line: np.ndarray, piece: float = PIECE) -> tuple[np.ndarray, np.ndarray]:
        """A line (n, 2) with NaN gaps laid on the heights, as far as it is in the box.

        Its points (m, 3), with gaps, and for each the number of the last point of the line before
        it, (m,). piece: the share of a side that it goes straight.
        """
        shares = self.shares(np.asarray(line, float))
        start, step = shares[:-1], np.diff(shares, axis=0)
        first, last = _inside(start, step)
        drawn = np.flatnonzero(first <= last)
        if not drawn.size:
            return np.empty((0, 3)), drawn
        start, step, first, last = start[drawn], step[drawn], first[drawn], last[drawn]
        length = (last - first) * np.hypot(*step.T)
        pieces = np.maximum(np.ceil(length / piece), 1).astype(int)
        follows = np.zeros(drawn.size, bool)  # whether the next line goes on where this one ends
        follows[:-1] = (np.diff(drawn) == 1) & (last[:-1] == 1) & (first[1:] == 0)
        counts = pieces + np.where(follows, 0, 2)  # its end, and a gap
        which = np.repeat(np.arange(drawn.size), counts)
        place = np.arange(which.size) - np.repeat(np.cumsum(counts) - counts, counts)
        along = first[which] + place * ((last - first) / pieces)[which]
        points = self._lifted(start[which] + along[:, None] * step[which])
        points[place > pieces[which]] = np.nan
        return points, drawn[which]

    def _lifted(self, shares: np.ndarray) -> np.ndarray:
        """Shares (…, 2) with their heights, interpolated between the four that are near."""
        rows, columns = self.heights.shape
        with np.errstate(invalid="ignore"):
            inside = ((shares >= 0) & (shares <= 1)).all(axis=-1)
        x, y = (np.where(inside, shares[..., i], 0) for i in range(2))
        column, row = x * (columns - 1), y * (rows - 1)
        left = np.minimum(column.astype(np.intp), columns - 2)
        below = np.minimum(row.astype(np.intp), rows - 2)
        over, up = column - left, row - below
        corner, flat = below * columns + left, self.heights.ravel()
        low = flat[corner] + over * (flat[corner + 1] - flat[corner])
        corner += columns
        top = flat[corner] + over * (flat[corner + 1] - flat[corner])
        heights = np.where(inside, low + up * (top - low), np.nan)
        return np.concatenate([shares, heights[..., None]], axis=-1)


def _inside(start: np.ndarray, step: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The shares of lines, (n,) each, where they enter and leave the unit square.

    The first is larger than the last where they are not in it.
    """
    with np.errstate(all="ignore"):
        to_low, to_high = -start / step, (1 - start) / step
        within = (start >= 0) & (start <= 1)
        still = step == 0
        enters = np.where(still, np.where(within, 0, np.inf), np.minimum(to_low, to_high))
        leaves = np.where(still, np.where(within, 1, -np.inf), np.maximum(to_low, to_high))
    first, last = np.maximum(enters.max(axis=1), 0), np.minimum(leaves.min(axis=1), 1)
    known = np.isfinite(step).all(axis=1) & np.isfinite(start).all(axis=1)
    return np.where(known, first, 1.0), np.where(known, last, 0.0)
