"""The part of an axis that shows curves over steps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gdsim.results.analysis.scales import ends_apart, need_logarithms

ROOM_ABOVE = 100  # times the largest value at the start, above which curves are cut off

Array = NDArray[np.float64]


def curve_ends(curves: Array) -> tuple[float, float, bool]:
    """The least and greatest value to show of curves (..., steps), and whether over logarithms.

    What diverges leaves the picture at the top and does not flatten the others. A value of 0 lies
    below a logarithmic axis: it does not keep the others from having one.
    """
    known = curves[np.isfinite(curves)]
    shown = known[known > 0] if known.size and known.min() == 0 else known
    log = need_logarithms(shown)
    low, high = ends_apart(shown if log else known)
    if log:
        first = curves[..., 0][np.isfinite(curves[..., 0])]
        top = float(first.max(initial=0.0))
        high = min(high, ROOM_ABOVE * top) if top > 0 else high
        high = high if high > low else 10 * low
    return low, high, log
