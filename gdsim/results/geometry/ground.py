"""The landscape of an objective, as bytes for pages that draw it: shades, contours, a graph."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.objectives import Objective
from gdsim.results.analysis.scales import ends_apart
from gdsim.results.geometry.contours import contours, levels_of_equal_area

PIXELS = 160  # of the ground along each side
BANDS = 22  # of equal area on it
Array = NDArray[np.float64]


def ground(objective: Objective, most: int | None = None) -> dict[str, Any]:
    """The picture below the paths.

    most: bytes of the contours, of which every second or third one is left out if need be.
    kind: "plane" with `shades` (PIXELS, PIXELS) of a byte each, the lowest row first, 0 where the
    function is low, and contours as its `line`; "line", the graph over one variable; "" otherwise.
    line: (n, 2) of float32, with rows of NaN between its parts. box: left, right, bottom, top.
    names: of the variables.
    """
    if not objective.has_domain or len(objective.variables) > 2:
        return {"kind": ""}
    (left, right), *others = objective.domain
    x = np.linspace(left, right, PIXELS)
    if not others:
        heights = objective.evaluate(x[:, None])
        low, high = ends_apart(heights)
        line = np.stack([x, heights], axis=-1)
        names = [objective.variables[0], "f"]
        return {"kind": "line", "box": [left, right, low, high], "line": as_bytes(line),
                "names": names}  # fmt: skip
    low, high = others[0]
    y = np.linspace(low, high, PIXELS)
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    heights = objective.evaluate(points).reshape(PIXELS, PIXELS)
    levels = levels_of_equal_area(heights, np.linspace(0, 1, BANDS + 1)[1:-1])
    return {
        "kind": "plane", "box": [left, right, low, high], "pixels": PIXELS,
        "shades": _shades(heights, levels).tobytes(), "names": list(objective.variables),
        "line": _contours(x, y, heights, levels, most),
    }  # fmt: skip


def _contours(x: Array, y: Array, heights: Array, levels: Array, most: int | None) -> bytes:
    """The contours of as many levels, evenly chosen, as take at most so many bytes."""
    for apart in range(1, len(levels) + 1):
        line = as_bytes(contours(x, y, heights, levels[apart // 2 :: apart]))
        if most is None or len(line) <= most:
            return line
    return b""


def _shades(heights: Array, levels: Array) -> NDArray[np.uint8]:
    """The number of each height's band, from 0 to 255; what is not finite is highest."""
    bands = np.searchsorted(levels, np.where(np.isfinite(heights), heights, np.inf), side="right")
    return np.asarray(np.round(255 * bands / max(len(levels), 1)), np.uint8)


def as_bytes(values: ArrayLike) -> bytes:
    """Numbers as bytes of float32, what is larger than these infinite."""
    with np.errstate(over="ignore"):  # beyond float32 is as far away as infinity
        return np.asarray(values, np.float32).tobytes()
