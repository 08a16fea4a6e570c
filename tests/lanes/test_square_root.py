"""Square roots by Newton's method are those of the instruction: correctly rounded, for any number.

Where the exact root is far from the middle between two floats the method cannot round wrongly
(`gdsim.lanes.square_root`), so the numbers that count can be listed: those with a root near one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from math import isqrt

import numpy as np
import pytest
from numba import njit

from gdsim.lanes.arithmetic import sqrt
from gdsim.lanes.host import vector_unit
from gdsim.lanes.memory import unit
from tests.lanes.operations import same_bits, specials

REACH = 2**11


@cache
def kernel(width: int) -> Callable[[np.ndarray, np.ndarray], None]:
    lanes = unit("float64", width)
    load, store = lanes.load, lanes.store

    def roots(x: np.ndarray, found: np.ndarray) -> None:
        for i in range(0, x.size, width):
            store(found, i, sqrt(load(x, i)))

    compiled: Callable[[np.ndarray, np.ndarray], None] = njit(roots)
    return compiled


def in_lanes(x: np.ndarray, width: int = 32) -> np.ndarray:
    padded = np.append(x, np.ones(-x.size % width))
    found = np.empty_like(padded)
    kernel(width)(padded, found)
    return found[: x.size]


def odd_roots(c: int, bits: int) -> tuple[int, ...]:
    """The m below 2^bits with m^2 = c modulo 2^bits, for c = 1 modulo 8: one more bit at a time."""
    m = 1
    for bit in range(3, bits):
        m += ((m * m - c) >> bit & 1) << (bit - 1)
    half = 1 << (bits - 1)
    return tuple(sign * m + more & 2 * half - 1 for sign in (1, -1) for more in (0, half))


def near_a_middle() -> Iterator[tuple[int, int]]:
    """All x in [1, 4) with a root within REACH / 2^108 of a middle m / 2^53, and that root rounded.

    As whole numbers: x times 2^52 below 2 and 2^51 above, and the root times 2^52. Twice the
    square of m / 2^53 then differs from a float by so little only if m^2 = c modulo a power of 2.
    """
    for bits, least, most in ((54, 2**106, 2**107), (55, 2**107, 2**108)):
        for c in range(1 - REACH, REACH, 8):
            for m in odd_roots(c, bits):
                if least <= m * m < most:
                    # The root is below the middle if m^2 is above x.
                    yield (m * m - c) >> bits, m // 2 + (c < 0)


def test_roots_next_to_the_middle_of_two_floats_are_rounded_to_the_nearer() -> None:
    cases = list(near_a_middle())
    assert len(cases) > 500
    for whole, root in cases:
        assert 2**52 <= whole < 2**53
        exact = isqrt(whole << 54 if root < 1.4142135623731 * 2**52 else whole << 55)
        assert (exact + 1) // 2 == root
    wholes, roots = (np.array(each, dtype=np.float64) for each in zip(*cases, strict=True))
    above = roots > 1.4142135623731 * 2**52
    x = wholes * np.where(above, 2.0**-51, 2.0**-52)
    # At both ends of the exponents too: a power of 4 moves the root by a power of 2.
    for power in (0, -479, -480, -481, -500, 510):
        same_bits(in_lanes(x * 4.0**power), roots * 2.0**-52 * 2.0**power, f"times 4^{power}")


@pytest.mark.parametrize("width", [24, 32])
def test_numbers_of_all_exponents_beside_special_ones(width: int) -> None:
    rng = np.random.default_rng(8)
    x = rng.uniform(1, 2, 20_000) * 2.0 ** rng.integers(-1022, 1024, 20_000)
    same_bits(in_lanes(x, width), np.sqrt(x), "positive")
    beside = rng.permutation(np.append(x[:500], np.tile(specials("float64"), 3)))
    with np.errstate(invalid="ignore"):
        same_bits(in_lanes(beside, width), np.sqrt(beside), "special ones between")


@pytest.mark.skipif(vector_unit().name != "AVX-512", reason="the others take the instruction")
@pytest.mark.parametrize("width", [8, 32])
def test_multiply_adds_take_part_where_there_are_several_registers(width: int) -> None:
    x = np.ones(width)
    kernel(width)(x, np.empty_like(x))
    (code,) = kernel(width).inspect_asm().values()  # type: ignore[attr-defined]
    assert ("vrsqrt14pd" in code) == (width > 8)
