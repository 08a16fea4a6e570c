"""Some of many, evenly picked."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


@lru_cache(64)
def evenly(count: int, most: int) -> NDArray[np.int64]:
    """At most so many of the places 0 to count - 1, the first and the last among them; to read."""
    places = np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(np.int64))
    places.setflags(write=False)
    return places
