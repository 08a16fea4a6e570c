"""The multiply-add of whole arrays, with the bits of one number after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Numbers of these sizes are divided, multiplied and added below without overflow and underflow.
LARGE, SMALL, SMALL_PRODUCT = 2.0**990, 2.0**-1000, 2.0**-900
_HALVES = 2.0**27 + 1.0


def fma(a: Any, b: Any, c: Any, one: Callable[[float, float, float], float]) -> Array:
    """`a * b + c`, each with one rounding, of float64 numbers and arrays that fit together.

    one: the same of three numbers, for the few that are too large or too small, or not finite.
    Source: Boldo & Melquiond 2008, "Emulation of FMA and correctly rounded sums", section 5.
    """
    with np.errstate(all="ignore"):
        product = a * b
        beside = _error(product, a, b)
        high, low = _sum(c, beside)
        total, rest = _sum(product, high)
        result = np.asarray(total + _odd_sum(rest, low))
        nothing = (a == 0) | (b == 0)
        result = np.where(nothing, product + c, result)
        fits = _fits(a, SMALL) & _fits(b, SMALL) & _fits(c, SMALL_PRODUCT)
        fits &= nothing | (_fits(product, SMALL_PRODUCT) & (product != 0))
    if not np.all(fits):
        for place in np.argwhere(~np.broadcast_to(fits, result.shape)):
            at = tuple(place)
            numbers = (float(np.broadcast_to(each, result.shape)[at]) for each in (a, b, c))
            result[at] = one(*numbers)
    return result


def _fits(x: Any, small: float) -> Any:
    return (x == 0) | ((abs(x) < LARGE) & (abs(x) > small))


def _error(product: Any, a: Any, b: Any) -> Any:
    """What is lost of a product: Dekker 1971, with Veltkamp's halves of both factors."""
    (a, a_low), (b, b_low) = _halves(a), _halves(b)
    return ((a * b - product) + a * b_low + a_low * b) + a_low * b_low


def _halves(x: Any) -> tuple[Any, Any]:
    shifted = _HALVES * x
    high = shifted - (shifted - x)
    return high, x - high


def _sum(a: Any, b: Any) -> tuple[Any, Any]:
    """A sum, and what is lost of it: Knuth 1969."""
    total = a + b
    other = total - a
    return total, (a - (total - other)) + (b - other)


def _odd_sum(a: Any, b: Any) -> Array:
    """A sum; where it is not exact, of the two numbers around it the one with an odd last bit."""
    total, lost = (np.asarray(each, np.float64) for each in _sum(a, b))
    is_even = (total.view(np.int64) & 1) == 0
    beside = np.nextafter(total, np.where(lost > 0, np.inf, -np.inf))
    return np.where((lost != 0) & is_even, beside, total)
