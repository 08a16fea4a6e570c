"""Where a picture of runs is worth a closer look: the busiest edge between runs that differ."""

from __future__ import annotations

import numpy as np

from gdsim.app.model.plane import Area, Span
from gdsim.app.worker.survey import Picture
from gdsim.results.analysis.zoom import CLOSER, diverged_side
from gdsim.results.geometry.boundary import busiest


def edge_area(picture: Picture) -> Area | None:
    """A closer look at the edge between runs that diverged and others; None if there is none.

    It is centred where the edge is busiest, and rather near the middle than at the border.
    """
    place = busiest(np.where(picture.drawn, diverged_side(picture.verdict), np.nan))
    if place is None:
        return None
    row, column = place
    x, y = picture.lattice.x, picture.lattice.y
    return Area(_around(x.middles[column], x.span), _around(y.middles[row], y.span))


def _around(middle: float, span: Span) -> Span:
    half = span.width / CLOSER / 2
    return Span(float(middle) - half, float(middle) + half)
