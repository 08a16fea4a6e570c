"""How many of many places are in each cell of a grid."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from gdsim.engine.cache import Source
from gdsim.engine.source import fill


@cache
def _counter() -> Any:
    """The compiled `count` of `gdsim.engine.templates.count`."""
    return Source("count", fill("count", None)).load().count.ctypes


def counts(
    places: np.ndarray, box: tuple[float, float, float, float], shape: tuple[int, int]
) -> np.ndarray[Any, np.dtype[np.float32]]:
    """(groups, rows, columns): how many of (groups, n, 2) places are in each cell of a box.

    box: its left, right, bottom and top. A place at the left or bottom edge of a cell is in it; one
    that is not finite, or not in the box, is in none. Other threads go on meanwhile.
    """
    left, right, bottom, top = box
    rows, columns = shape
    cells = np.zeros((len(places), rows, columns), np.float32)
    grid = np.array([left, bottom, columns / (right - left), rows / (top - bottom)])
    for group, counted in zip(np.asarray(places, np.float32), cells, strict=True):
        apart, beside = (step // group.itemsize for step in group.strides)
        at, into = group.ctypes.data, counted.ctypes.data
        _counter()(at, len(group), apart, beside, grid.ctypes.data, into, rows, columns)
    return cells
