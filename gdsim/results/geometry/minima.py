"""Which minimum a run ended at."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

NEAR = 0.02  # shares of the domain within which a run counts as having reached a minimum


def minimum_reached(
    ends: NDArray[Any], minima: NDArray[np.float64], sides: NDArray[np.float64]
) -> NDArray[np.int16]:
    """The index of the minimum, of (m, n), that each run ended at; m if at none.

    ends: (..., n). sides: the lengths of the domain, (n,), `NEAR` of which is near.
    """
    nearest = np.full(ends.shape[:-1], np.inf)
    minimum = np.full(ends.shape[:-1], len(minima), dtype=np.int16)
    for number, point in enumerate(minima):
        # Shares of the domain, as one axis may be a thousand times as long as the other.
        far = np.abs((ends[..., 0] - point[0]) / sides[0])
        for axis in range(1, len(sides)):
            far = np.maximum(far, np.abs((ends[..., axis] - point[axis]) / sides[axis]))
        closer = (far <= NEAR) & (far < nearest)  # False for NaN
        minimum[closer] = number
        nearest = np.where(closer, far, nearest)
    return minimum
