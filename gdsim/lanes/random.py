"""Counter-based random numbers: a run's numbers depend on its seed, index and step only.

Philox4x32-10 turns a counter of four 32-bit words and a key of two into four random words, without
any state: run r at step t gets the same words on any thread and in any order.
Words are Python ints, or in a kernel uint32 lanes.

Source: Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3" (SC11).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gdsim.lanes.arithmetic import Number
from gdsim.lanes.math import cos, log, sin, sqrt

Words = Any  # a 32-bit word: a Python int, or uint32 lanes

_WORD = 0xFFFFFFFF


def multiply_wide(a: Words, b: Words) -> tuple[Words, Words]:
    """The high and the low word of the 64-bit product of two words."""
    product = a * b
    return product >> 32, product & _WORD


def as_number(word: Words, like: Number) -> Number:
    """A word in `like`'s precision; exact below 2**24 (float32) or always (float64)."""
    return type(like)(word)


def _round(c0: Words, c1: Words, c2: Words, c3: Words, k0: Words, k1: Words) -> Any:
    high0, low0 = multiply_wide(c0, 0xD2511F53)
    high1, low1 = multiply_wide(c2, 0xCD9E8D57)
    return high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0


def philox(c0: Words, c1: Words, c2: Words, c3: Words, k0: Words, k1: Words) -> Any:
    """Four random words from a counter (c0 … c3) and a key (k0, k1): Philox4x32, 10 rounds."""
    for _ in range(9):
        c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
        k0, k1 = (k0 + 0x9E3779B9) & _WORD, (k1 + 0xBB67AE85) & _WORD
    return _round(c0, c1, c2, c3, k0, k1)


def _uniform_single(high: Words, low: Words, like: Number) -> Number:
    return as_number(high >> 8, like) * 5.9604644775390625e-08  # 2**-24


def _uniform_double(high: Words, low: Words, like: Number) -> Number:
    scale = 1.1102230246251565e-16  # 2**-53
    return (as_number(high >> 5, like) * 67108864.0 + as_number(low >> 6, like)) * scale


def uniform(high: Words, low: Words, like: Number) -> Number:
    """A uniform number in [0, 1) in `like`'s precision: 24 bits of `high`, or 53 bits of both."""
    source = _uniform_single if isinstance(like, np.float32) else _uniform_double
    return source(high, low, like)


uniform.single = _uniform_single  # type: ignore[attr-defined]
uniform.double = _uniform_double  # type: ignore[attr-defined]


def normal_pair(w0: Words, w1: Words, w2: Words, w3: Words, like: Number) -> Any:
    """Two independent standard normal numbers in `like`'s precision: Box & Muller 1958."""
    radius = sqrt(-2.0 * log(1.0 - uniform(w0, w1, like)))
    angle = 6.283185307179586 * uniform(w2, w3, like)
    return radius * cos(angle), radius * sin(angle)
