"""Things side by side, which go on in the next line where there is no room for them."""

from __future__ import annotations

import math
from collections.abc import Iterable


def wrapped_places(
    widths: Iterable[float], gap: float, room: float, most: float = math.inf
) -> list[tuple[float, int]]:
    """The left edge and the line of each thing, all in px; the last of `most` lines may be cut."""
    left, line, places = 0.0, 0, []
    for width in widths:
        if left > 0 and left + width > room and line + 1 < most:
            left, line = 0.0, line + 1
        places.append((left, line))
        left += width + gap
    return places
