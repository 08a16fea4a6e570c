"""A short text for the bits of everything, to be compared between processors.

As a program (`python -m tests.lanes.digests`) it prints them for the processor that Numba is told
to compile for.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np

from gdsim.engine.backends import cpu
from gdsim.engine.program import Program
from gdsim.lanes import math as lanes_math
from gdsim.lanes.host import vector_unit
from tests.engine.programs import cycle, program
from tests.lanes.drawing import numbers_in_lanes, philox_in_lanes
from tests.lanes.operations import (
    ARITHMETIC,
    all_operations,
    functions_of_one_number,
    operands,
    over_lanes,
    specials,
)

PRECISIONS = ("float32", "float64")


def digest(*arrays: np.ndarray) -> str:
    """A hash of the bits; which NaN a NaN is does not count, because processors differ in that."""
    found = hashlib.sha256()
    for array in arrays:
        one = array.copy()
        if one.dtype.kind == "f":
            one[np.isnan(one)] = np.nan
        found.update(one.tobytes())
    return found.hexdigest()[:16]


def points(dtype: str) -> np.ndarray:
    """A few thousand numbers: small, moderate, over all exponents, and special ones."""
    rng = np.random.default_rng(4)
    reach = 120 if dtype == "float32" else 1000
    wild = rng.normal(size=1000) * 2.0 ** rng.integers(-reach, reach, 1000)
    some = [rng.uniform(-1.2, 1.2, 1000), rng.uniform(-90, 90, 1000), wild, specials(dtype)]
    return np.concatenate(some).astype(dtype)


def of_functions() -> dict[str, str]:
    texts = {name: f"{name}(x)" for name in functions_of_one_number()}
    texts |= {"power": "power(abs(x), y)", "power of any": "power(x, nearest(y / 8))"}
    texts |= {name: f"{name}(x, y)" for name in ("atan2", "hypot", "modulo")}
    texts |= {"integer_power": "integer_power(x, 13) + integer_power(y, -5)"}
    found = {}
    for dtype in PRECISIONS:
        names = {**ARITHMETIC, **{n: getattr(lanes_math, n) for n in lanes_math.__all__}}
        width = vector_unit().narrow_width(dtype)  # bits are the same at any
        x = points(dtype)
        y = np.random.default_rng(5).permutation(x)
        values = over_lanes(texts, "xy", dtype, width, names)(x, y)
        found |= {f"{name} {dtype}": digest(value) for name, value in values.items()}
        arrays = operands(dtype)
        values = over_lanes(all_operations(), "xyzwv", dtype, width, ARITHMETIC)(*arrays.values())
        found |= {f"operation {name} {dtype}": digest(value) for name, value in values.items()}
    return found


def of_random_numbers() -> dict[str, str]:
    counters = np.random.default_rng(6).integers(0, 2**32, (2048, 4), dtype=np.uint32)
    words = philox_in_lanes(counters, counters[::-1, :2].copy())
    numbers = {f"random {t}": digest(numbers_in_lanes(words, t)) for t in PRECISIONS}
    return {"words": digest(words), **numbers}


def programs() -> dict[str, Program]:
    """A small experiment: several optimizers with noise, schedules, clipping and axes.

    In one precision, as the loop around them takes as long to compile as all of them; the functions
    are compared in both.
    """
    common: dict[str, Any] = {"runs": 300, "steps": 100, "seed": 3, "record": ("loss",)}
    rates = np.geomspace(1e-4, 3, 300).tolist()
    known: dict[str, dict[str, Any]] = {
        "adam": {"function": "banana", "noise": 0.3, "schedule": "cosine"},
        "newton": {"function": "waves", "clip_value": 1.0},
        "schedule_free_adamw": {
            "function": "saddle",
            "noise": cycle(0.0, 0.1),
            "clip_norm": 2.0,
        },
    }
    return {
        name: program(optimizer=name, settings={"lr": cycle(*rates)}, **common, **changes)
        for name, changes in known.items()
    }


def of_programs() -> dict[str, str]:
    found = {}
    for name, given in programs().items():
        outcome = cpu.run(given, threads=2)
        fields = (outcome.loss, outcome.best_loss, outcome.steps, outcome.verdict, outcome.params)
        found[name] = digest(*fields, *outcome.traces.values())
    return found


def digests() -> dict[str, str]:
    """All digests by name."""
    return {**of_functions(), **of_random_numbers(), **of_programs()}


if __name__ == "__main__":
    print(json.dumps({"unit": vector_unit().name, "digests": digests()}))
