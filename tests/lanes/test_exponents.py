"""Powers of two, in and out: exact, whether one instruction does it or several."""

from __future__ import annotations

import numpy as np
import pytest

from gdsim.lanes.arithmetic import mantissa_and_exponent, scaled
from tests.lanes.operations import over_lanes, same_bits

TEXTS = {
    "scaled": "scaled(x, n)",
    "mantissa": "mantissa_and_exponent(v)[0]",
    "exponent": "mantissa_and_exponent(v)[1]",
}
NAMES = {"scaled": scaled, "mantissa_and_exponent": mantissa_and_exponent}
# The least and the largest n of which e**x and x**y are made.
RANGES = {"float32": (-151, 129), "float64": (-1077, 1025)}


def operands(dtype: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mantissas, whole powers, and positive numbers of all sizes."""
    rng, info = np.random.default_rng(3), np.finfo(dtype)
    low, high = RANGES[dtype]
    n = np.append(np.arange(low, high + 1), np.arange(low, low + 60)).astype(dtype)
    x = rng.uniform(0.5, 2, n.size).astype(dtype)
    x[::7] = 1
    v = np.ldexp(x, n.astype(int)).clip(info.smallest_subnormal, info.max)
    x[5] = n[5] = np.nan
    return x, n, v


@pytest.mark.parametrize("width", [1, 64])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.filterwarnings("ignore:overflow")
def test_powers_of_two_are_multiplied_and_found_exactly(dtype: str, width: int) -> None:
    x, n, v = operands(dtype)
    found = over_lanes(TEXTS, "xnv", dtype, width, NAMES)(x, n, v)
    expected = np.ldexp(x, np.nan_to_num(n).astype(int))
    same_bits(found["scaled"], expected, "scaled")
    same_bits(np.array([scaled(a, b) for a, b in zip(x, n, strict=True)]), expected, "plain")
    fraction, power = np.frexp(v)
    pairs = np.array([mantissa_and_exponent(each) for each in v])
    for name, plain, known in zip(
        ("mantissa", "exponent"), pairs.T, (2 * fraction, power - 1), strict=True
    ):
        same_bits(found[name], known.astype(dtype), name)
        same_bits(plain, known.astype(dtype), name)


def test_a_number_of_python_has_parts_that_are_numbers_of_python() -> None:
    assert mantissa_and_exponent(5e-324) == (1.0, -1074.0)
    assert {type(each) for each in mantissa_and_exponent(12.0)} == {float}
