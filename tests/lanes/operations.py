"""Every operation of lanes, compiled over arrays: what tests compare with plain Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from gdsim.lanes import arithmetic
from gdsim.lanes import math as lanes_math

# Operation -> its text; x, y and z are lanes (any numbers), w whole and v positive normal numbers.
NUMBERS = {
    "add": "x + y",
    "subtract": "x - y",
    "multiply": "x * y",
    "divide": "x / y",
    "negate": "-x",
    "literals": "(2 - x) * 0.1 + 1 / y",
    "fma": "fma(x, y, z)",
    "sqrt": "sqrt(x)",
    "floor": "floor(x)",
    "ceil": "ceil(x)",
    "nearest": "nearest(x)",
    "abs": "abs(x)",
    "copysign": "copysign(x, y)",
    "sign": "sign(x)",
    "minimum": "minimum(x, y)",
    "maximum": "maximum(x, y)",
    "smaller": "smaller(x, y)",
    "larger": "larger(x, y)",
    "clipped": "minimum(maximum(x, -0.75), 0.75)",
    "select": "select(x < y, z, x)",
    "select of literals": "select(x < y, 1, 2.5)",
    "power_of_two": "power_of_two(w)",
    "whole": "whole_and_power(w / 64, 1.7)[0]",
    "power of it": "whole_and_power(w / 64, 1.7)[1]",
    "alternated": "alternated(x, w)",
    "exponent": "exponent(v)",
    "mantissa": "mantissa(v)",
}
MASKS = {
    "lt": "x < y",
    "le": "x <= y",
    "gt": "x > y",
    "ge": "x >= y",
    "eq": "x == y",
    "ne": "x != y",
    "literal": "0.5 <= x",
    "and": "(x < y) & (y < z)",
    "or": "(x < y) | (y < z)",
    "xor": "(x < y) ^ (y < z)",
    "not": "logical_not(x < y)",
    "is_nan": "is_nan(x)",
}
ARITHMETIC = {n: f for n, f in vars(arithmetic).items() if callable(f) and n.islower()}


def over_lanes(
    texts: Mapping[str, str], inputs: str, dtype: str, width: int, names: Mapping[str, Any]
) -> Callable[..., dict[str, np.ndarray]]:
    """A function of arrays (one an input letter) that gives each text's value at every position."""
    from numba import njit

    from gdsim.lanes.memory import unit

    lanes = unit(dtype, width)
    source = [
        f"def function({', '.join(f'{name}s' for name in inputs)}, out):",
        f"    for i in range(0, {inputs[0]}s.size, {width}):",
        *(f"        {name} = load({name}s, i)" for name in inputs),
        *(
            f"        store(out, {row} * {inputs[0]}s.size + i, {text})"
            for row, text in enumerate(texts.values())
        ),
    ]
    scope = {**names, "load": lanes.load, "store": lanes.store}
    exec("\n".join(source), scope)
    function = njit(scope["function"], error_model="numpy")

    def call(*arrays: np.ndarray) -> dict[str, np.ndarray]:
        size = -(-arrays[0].size // width) * width
        padded = [np.append(a, np.ones(size - a.size, dtype)) for a in arrays]
        out = np.empty((len(texts), size), dtype)
        function(*padded, out)
        return dict(zip(texts, out[:, : arrays[0].size], strict=True))

    return call


def all_operations() -> dict[str, str]:
    return NUMBERS | {n: f"select({text}, 1, 0)" for n, text in MASKS.items()}


def plain(text: str, arrays: Mapping[str, np.ndarray], names: Mapping[str, Any]) -> np.ndarray:
    """The same text on one number after another, as plain Python."""
    code = compile(text, "operation", "eval")
    rows = zip(*arrays.values(), strict=True)
    with np.errstate(all="ignore"):
        found = [eval(code, dict(names), dict(zip(arrays, row, strict=True))) for row in rows]
    return np.array(found, next(iter(arrays.values())).dtype)


def specials(dtype: str) -> np.ndarray:
    """Numbers at the ends and corners of a precision, and some between."""
    info = np.finfo(dtype)
    positive = [0.0, 1.0, 0.5, 1.5, 2.5, 3.0, 1e-3, 7.25e5, np.inf, np.nan]
    positive += [
        info.tiny,
        info.smallest_subnormal,
        info.tiny / 3,
        info.max,
        info.eps,
        1 + info.eps,
    ]
    positive += [1 / info.eps, 1 / info.eps + 1, 0.5 - info.epsneg / 2]
    return np.array([*positive, *(-x for x in positive)], dtype)


def operands(dtype: str) -> dict[str, np.ndarray]:
    """Every pair of special numbers, then random ones over all exponents, as x, y, z, w, v."""
    rng = np.random.default_rng(11)
    few = specials(dtype)
    x, y = (grid.ravel() for grid in np.meshgrid(few, few))
    reach = 30 if dtype == "float32" else 200
    wild = (rng.normal(size=(2, 400)) * 2.0 ** rng.integers(-reach, reach, (2, 400))).astype(dtype)
    x, y = np.append(x, wild[0]), np.append(y, wild[1])
    with np.errstate(all="ignore"):
        z = rng.permutation(np.append(x[: x.size // 2], -(x * y)[x.size // 2 :]))
        z[-200:] = -(x * y)[-200:]  # what is left of x * y + z is its rounding error
    low, high = (-126, 127) if dtype == "float32" else (-1022, 1023)
    w = rng.integers(low, high + 1, x.size).astype(dtype)
    w[:2] = low, high
    info = np.finfo(dtype)
    v = np.clip(np.abs(np.nan_to_num(rng.permutation(x))), info.tiny, info.max)
    return {"x": x, "y": y, "z": z, "w": w, "v": v}


def same_bits(found: np.ndarray, expected: np.ndarray, what: str) -> None:
    """Equal numbers of equal sign; any NaN is as good as another."""
    np.testing.assert_array_equal(found, expected, err_msg=what, strict=True)
    there = ~np.isnan(found)
    np.testing.assert_array_equal(np.signbit(found[there]), np.signbit(expected[there]), what)


def functions_of_one_number() -> list[str]:
    """The elementary functions of `gdsim.lanes.math` that take one number."""
    import inspect

    def arity(name: str) -> int:
        function = getattr(lanes_math, name)
        return len(inspect.signature(getattr(function, "double", function)).parameters)

    masks = {"logical_not"}
    return [n for n in lanes_math.__all__ if arity(n) == 1 and n not in masks]
