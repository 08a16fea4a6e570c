"""Nanoseconds per element of every function of gdsim.lanes.math, on one thread, in the cache."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import numpy as np
from measure import Line, interleaved
from numba import njit

from gdsim.lanes import math as lanes_math
from gdsim.lanes.host import vector_unit
from gdsim.lanes.memory import unit

ELEMENTS = 4096
# The arguments of functions of several numbers, x a lanes value in (0.05, 0.95).
CALLS = {
    "atan2": "atan2(x, 0.5)",
    "fma": "fma(x, x, x)",
    "hypot": "hypot(x, 0.5)",
    "integer_power": "integer_power(x, 7)",
    "maximum": "maximum(x, 0.5)",
    "minimum": "minimum(x, 0.5)",
    "modulo": "modulo(x, 0.3)",
    "power": "power(x, x)",
    "select": "select(x < 0.5, x, 1.0)",
}


def kernel(name: str, dtype: str) -> Callable[..., None]:
    """found[:] = name(given) over lanes, `repeats` times."""
    width = vector_unit().width(dtype)
    lanes = unit(dtype, width)
    names: dict[str, Any] = {"load": lanes.load, "store": lanes.store, "width": width}
    names[name] = getattr(lanes_math, name)
    lines = [
        "def kernel(given, found, repeats):",
        "    for _ in range(repeats):",
        "        for i in range(0, given.size, width):",
        "            x = load(given, i)",
        f"            store(found, i, {CALLS.get(name, f'{name}(x)')})",
    ]
    exec("\n".join(lines), names)
    return njit(nogil=True, error_model="numpy")(names["kernel"])


def run(quick: bool) -> Iterator[Line]:
    functions = [n for n in lanes_math.__all__ if n != "logical_not"]  # takes a mask
    functions = functions[::8] if quick else functions
    repeats = 200 if quick else 1000
    calls = {}
    for name in functions:
        for dtype in ("float32", "float64"):
            given = np.random.default_rng(0).uniform(0.05, 0.95, ELEMENTS).astype(dtype)
            work, found = kernel(name, dtype), np.empty_like(given)
            work(given, found, 1)
            calls[name, dtype] = lambda w=work, g=given, f=found: w(g, f, repeats)
    times = interleaved(calls, 5)
    for name in functions:
        each = [
            1e9 * median(times[name, dtype]) / (repeats * ELEMENTS)
            for dtype in ("float32", "float64")
        ]
        yield Line(name, each[0], "ns", note=f"float64: {each[1]:.2f}")
