"""Random numbers and elementary functions for data, with the same bits on every machine.

A number depends only on the seed, its purpose, its row and its column: drawing more samples does
not change the first ones.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.lanes.math import log
from gdsim.lanes.random import philox, uniform

Array = NDArray[np.float64]
Made = tuple[Array, NDArray[Any]]  # inputs and targets, as a data set's `make` returns them
FEW = 32  # numbers that are computed one by one sooner than together
_DATA = 0x64617461  # separates these counters from those of runs and weights


def uniforms(seed: int, purpose: int, rows: int, columns: int) -> Array:
    """Uniform numbers in [0, 1), float64 (rows, columns)."""
    pairs = (columns + 1) // 2
    row, pair = np.divmod(np.arange(rows * pairs, dtype=np.uint64), np.uint64(pairs))
    return _uniform_pairs(seed, purpose, row, pair).reshape(rows, 2 * pairs)[:, :columns]


def normals(seed: int, purpose: int, rows: int, columns: int) -> Array:
    """Standard normal numbers, float64 (rows, columns).

    Source: Marsaglia's polar method, Marsaglia & Bray 1964: one logarithm per two numbers.
    """
    pairs = (columns + 1) // 2
    row, pair = np.divmod(np.arange(rows * pairs, dtype=np.uint64), np.uint64(pairs))
    deviates = np.empty((rows * pairs, 2))
    waiting, attempt = np.arange(rows * pairs), 0
    while waiting.size:
        tried = _uniform_pairs(seed, purpose + 256 * attempt, row[waiting], pair[waiting])
        points = 2 * tried - 1
        square = points[:, 0] * points[:, 0] + points[:, 1] * points[:, 1]
        inside = (square > 0) & (square < 1)
        length = square[inside]
        scale = np.sqrt(-2 * each(log, length) / length)
        deviates[waiting[inside]] = points[inside] * scale[:, None]
        waiting, attempt = waiting[~inside], attempt + 1
    return deviates.reshape(rows, 2 * pairs)[:, :columns]


def permutation(seed: int, n: int) -> NDArray[np.int64]:
    """The numbers 0 to n - 1 in a random order: Fisher & Yates 1938, Durstenfeld 1964."""
    order = list(range(n))
    chances = uniforms(seed, 255, n, 1)[:, 0].tolist()
    for last in range(n - 1, 0, -1):
        chosen = int(chances[last] * (last + 1))
        order[last], order[chosen] = order[chosen], order[last]
    return np.array(order, np.int64)


def each(function: Any, numbers: Array) -> Array:
    """A function of `gdsim.lanes.math` applied to every number; NumPy's differ by machine."""
    double = function.double
    if numbers.size <= FEW:
        return np.array([double(x) for x in numbers.ravel().tolist()]).reshape(numbers.shape)
    with np.errstate(all="ignore"):
        values: Array = double(numbers)
    return values


def _uniform_pairs(seed: int, purpose: int, row: Any, pair: Any) -> Array:
    w0, w1, w2, w3 = philox(row, pair, purpose, _DATA, seed, 0)
    like = np.float64(0)
    return np.stack([uniform(w0, w1, like), uniform(w2, w3, like)], axis=-1)
