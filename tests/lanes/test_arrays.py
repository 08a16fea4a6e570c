"""Definitions over arrays have the bits that they have of one number after the other."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from gdsim.lanes import math as lanes_math
from gdsim.lanes.arithmetic import by_precision, fma
from tests.lanes.operations import functions_of_one_number

EDGES = [0.0, 5e-324, 2.0**-1022, 1e-280, 0.3, 1.0, 1 + 2.0**-52, 3.7, 1e18, 1e150, 1e300, np.inf]
NUMBERS = np.array([*EDGES, *(-x for x in EDGES), np.nan])
DOUBLES = {
    name: function.double
    for name in functions_of_one_number()
    if hasattr(function := getattr(lanes_math, name), "double")
}


def same_bits(found: Any, expected: list[float]) -> None:
    """The bits, but for those of NaNs."""
    found, wanted = np.asarray(found, np.float64), np.array(expected)
    both = np.isnan(found) & np.isnan(wanted)
    differ = ~both & (found.view(np.int64) != wanted.view(np.int64))
    assert not differ.any(), (np.flatnonzero(differ)[:5], found[differ][:5], wanted[differ][:5])


def test_multiply_adds_are_those_of_single_numbers_at_every_size() -> None:
    a, b, c = np.array(list(product(NUMBERS, repeat=3))).T
    columns = [x.tolist() for x in (a, b, c)]
    same_bits(fma(a, b, c), [fma(*row) for row in zip(*columns, strict=True)])
    assert fma(np.ones((2, 3)), 2.0, -1.0).tolist() == [[1.0] * 3] * 2


def test_multiply_adds_of_what_nearly_cancels_are_rounded_once() -> None:
    rng = np.random.default_rng(5)
    a, b = rng.normal(size=(2, 20_000)) * 2.0 ** rng.integers(-300, 300, (2, 20_000))
    c = -a * b * (1 + rng.integers(-2, 3, 20_000) * 2.0 ** rng.integers(-110, -50, 20_000))
    columns = [x.tolist() for x in (a, b, c)]
    expected = [fma(*row) for row in zip(*columns, strict=True)]
    same_bits(fma(a, b, c), expected)
    assert (np.array(expected) != a * b + c).mean() > 0.5


@pytest.mark.parametrize("name", DOUBLES)
def test_functions_are_those_of_single_numbers(name: str) -> None:
    rng = np.random.default_rng(7)
    numbers = np.concatenate([NUMBERS, rng.normal(size=200) * 2.0 ** rng.integers(-20, 12, 200)])
    double = by_precision(DOUBLES[name], DOUBLES[name])
    with np.errstate(all="ignore"):
        found = DOUBLES[name](numbers)
    same_bits(found, [double(x) for x in numbers.tolist()])


def test_powers_are_those_of_single_numbers() -> None:
    bases, exponents = np.array(list(product(NUMBERS, repeat=2))).T
    rng = np.random.default_rng(11)
    bases = np.concatenate([bases, rng.normal(size=300) * 3.0])
    exponents = np.concatenate([exponents, rng.integers(-4, 5, 150), rng.normal(size=150)])
    double = by_precision(lanes_math.power.double, lanes_math.power.double)
    with np.errstate(all="ignore"):
        found = lanes_math.power.double(bases, exponents)
    pairs = zip(bases.tolist(), exponents.tolist(), strict=True)
    same_bits(found, [double(*pair) for pair in pairs])
