"""Random words and numbers of compiled lanes, over arrays."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numba import njit

from gdsim.lanes.memory import unit
from gdsim.lanes.random import normal_pair, philox, uniform


@cache
def compiled_philox() -> Callable[..., None]:
    load, store = unit("uint32", 8).load, unit("uint32", 8).store

    @njit
    def fill(c, k, out, n):
        for i in range(0, n, 8):
            c0, c1, c2, c3 = load(c, i), load(c, n + i), load(c, 2 * n + i), load(c, 3 * n + i)
            w0, w1, w2, w3 = philox(c0, c1, c2, c3, load(k, i), load(k, n + i))
            store(out, i, w0)
            store(out, n + i, w1)
            store(out, 2 * n + i, w2)
            store(out, 3 * n + i, w3)

    return fill


def philox_in_lanes(counters: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """The words of many counters (n, 4) and keys (n, 2), n a multiple of 8: (n, 4)."""
    out = np.empty((4, len(counters)), np.uint32)
    compiled_philox()(counters.T.copy(), keys.T.copy(), out, len(counters))
    return out.T


@cache
def compiled_numbers(dtype: str) -> Callable[..., None]:
    load, store, splat = unit("uint32", 8).load, unit(dtype, 8).store, unit(dtype, 8).splat
    uniform_here = uniform.single if dtype == "float32" else uniform.double

    @njit(error_model="numpy")
    def fill(w, out, n):
        like = splat(0.0)
        for i in range(0, n, 8):
            w0, w1, w2, w3 = load(w, i), load(w, n + i), load(w, 2 * n + i), load(w, 3 * n + i)
            a, b = normal_pair(w0, w1, w2, w3, like)
            store(out, i, uniform_here(w0, w1, like))
            store(out, n + i, uniform_here(w2, w3, like))
            store(out, 2 * n + i, a)
            store(out, 3 * n + i, b)

    return fill


def numbers_in_lanes(given: np.ndarray, dtype: str) -> np.ndarray:
    """Two uniforms and two normals from each four words (n, 4): (n, 4) of a precision."""
    out = np.empty((4, len(given)), dtype)
    compiled_numbers(dtype)(given.T.copy(), out, len(given))
    return out.T
