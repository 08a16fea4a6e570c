"""A short text for the bits of everything, to be compared between processors.

As a program (`python -m tests.lanes.digests`) it prints them for the processor that Numba is told
to compile for.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np

from gdsim.calculus import parse
from gdsim.engine.backends import cpu
from gdsim.engine.networks import modules
from gdsim.engine.networks.source import Layer
from gdsim.engine.networks.source.product import panel_size
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


def of_layers() -> dict[str, str]:
    """A layer compiled for its sizes, whose tiles differ from one vector unit to another."""
    inputs, units, samples, width = 7, 9, 17, 4
    unit = vector_unit()
    tanh, sigmoid = parse("tanh(z)"), parse("sigmoid(z)")
    of = Layer(
        "float32", width, unit.registers, samples, inputs, units, False, True, True, tanh, sigmoid
    )
    code = modules.layer(of).load()
    rng = np.random.default_rng(7)
    # Room for whole tiles of samples.
    shapes = ((units, inputs), (24, inputs), (units,), (24, units), (24, units))
    w, x, bias, z, d = (rng.normal(size=(*s, width)).astype("float32") for s in shapes)
    multiplier, weights = np.array([0.7], "float32"), np.zeros_like(w)
    biases = np.zeros_like(bias)
    at = [each.ctypes.data for each in (w, x, bias, multiplier, z, d, weights, biases)]
    code.forward.ctypes(*at[:6], samples)
    values = z[:samples].copy()
    back = code.backward.ctypes(at[0], at[4], at[1], at[1], at[3], *at[6:], samples, 0)
    assert back == at[1]
    return {"layer": digest(values, weights, biases, x[:samples])}


def of_products() -> dict[str, str]:
    """Products of the numbers of one run, which end within vectors of any unit."""
    n, m, terms = 27, 5, 130
    found = {}
    for dtype in PRECISIONS:
        rng = np.random.default_rng(7)
        a, b = rng.normal(size=(n, terms)).astype(dtype), rng.normal(size=(m, terms)).astype(dtype)
        c, room = np.empty((m, n), dtype), np.empty(panel_size(dtype), dtype)
        multiply = modules.products(dtype, 1).load().product_of_lanes.ctypes
        for name, given, ai, ak in (("forward", a, terms, 1), ("backward", a.T.copy(), 1, n)):
            numbers = ai, ak, terms, 1, 1, n, terms, 0, n, m
            addresses = (each.ctypes.data for each in (given, b, c))
            multiply(*addresses, *numbers, room.ctypes.data)
            found[f"product {name} {dtype}"] = digest(c)
    return found


def digests() -> dict[str, str]:
    """All digests by name."""
    return {
        **of_functions(),
        **of_random_numbers(),
        **of_programs(),
        **of_layers(),
        **of_products(),
    }


if __name__ == "__main__":
    print(json.dumps({"unit": vector_unit().name, "digests": digests()}))
