"""How many of many places are in each cell of a grid, in numbers and as a picture."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from gdsim.engine.cache import Source
from gdsim.engine.source import fill

EMPTY = 0.05  # a blurred count up to which a cell has no colour


@cache
def _compiled(name: str) -> Any:
    """A part of `gdsim.engine.templates.count`, to be called."""
    return getattr(Source("count", fill("count", None)).load(), name).ctypes


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
        _compiled("count")(at, len(group), apart, beside, grid.ctypes.data, into, rows, columns)
    return cells


def shaded(
    counted: np.ndarray, hues: np.ndarray, faintest: float, strongest: float
) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """(rows, columns, 4): counts (groups, rows, columns) as opacity, each group in its hue.

    hues: (groups, 3), red, green and blue from 0 to 255. Counts are blurred a little, so that
    single places are spots, and count by their logarithm: a cell with one place has an opacity of
    about `faintest`, that with the most of a group up to `strongest`; the less, the more even a
    group is spread. Where groups meet, their hues are mixed. Other threads go on meanwhile.
    """
    groups, rows, columns = counted.shape
    cells = np.zeros((groups, rows + 2, columns + 2), np.float32)
    cells[:, 1:-1, 1:-1] = counted
    soft = np.empty((groups, rows * columns), np.float32)
    for group, softened in zip(cells, soft, strict=True):
        _compiled("soften")(group.ctypes.data, rows, columns, softened.ctypes.data)
    most = np.maximum(soft.max(axis=1) - 1, 1).astype(float)
    # Runs that are everywhere cover nothing.
    contrast = (1 - (soft.mean(axis=1, dtype=float) - 1) / most) ** 2
    scales = (strongest - faintest) * contrast / np.log1p(most)
    tones = np.concatenate([scales[:, None], np.reshape(hues, (groups, 3))], axis=1)
    look = np.array([faintest, np.log1p(EMPTY)])
    logs = np.log(soft, out=soft)
    picture = np.zeros((rows, columns, 4), np.uint8)
    addresses = tones.ctypes.data, look.ctypes.data, picture.ctypes.data
    _compiled("shade")(logs.ctypes.data, groups, rows * columns, *addresses)
    return picture
