"""The arithmetic that every definition is written in, for plain Python numbers.

A definition (an optimizer's step, a schedule's factor, `exp` itself) is one scalar Python function
built from `+ - * /`, comparisons and the functions here. On a Python float or a NumPy float32 or
float64 it runs as plain Python, and so do float64 sources on arrays; `gdsim.lanes.simd` registers
the same names with Numba for lanes of runs, so the compiled kernel does the same IEEE operations in
the same order: the same bits.

Two rules keep that true: no function here is approximate (each is exact or correctly rounded), and
a multiply-add is fused only where `fma` says so.
"""

from __future__ import annotations

import ctypes
import math
import struct
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from gdsim.lanes import arrays

# A number, or (in a kernel) lanes of numbers. `Any` because Numba's lanes are not a Python type.
Number = Any
Mask = Any


def _library_fma() -> Callable[[float, float, float], float]:
    # C's in every version of Python: `math.fma` raises where a result is infinite or NaN.
    function = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None).fma
    function.restype = ctypes.c_double
    function.argtypes = [ctypes.c_double] * 3
    return function


_fma64 = _library_fma()


def _fma32(a: float, b: float, c: float) -> np.float32:
    """Float32 fma through float64: a * b is exact there, and the sum is rounded to odd.

    Rounding to odd first makes the second rounding (to float32) the only one that counts.
    Source: Boldo & Melquiond 2008, "Emulation of FMA and correctly rounded sums".
    """
    product = a * b
    total = product + c
    if not math.isfinite(total):
        with np.errstate(all="ignore"):
            return np.float32(total)
    shift = total - product
    error = (product - (total - shift)) + (c - shift)
    if error != 0.0 and struct.unpack("<q", struct.pack("<d", total))[0] & 1 == 0:
        total = math.nextafter(total, math.inf if error > 0 else -math.inf)
    with np.errstate(all="ignore"):
        return np.float32(total)


def fma(a: Number, b: Number, c: Number) -> Number:
    """`a * b + c` with one rounding."""
    if type(a) is type(b) is type(c) is float:  # most often
        return _fma64(a, b, c)
    kinds = {type(v) for v in (a, b, c)}
    if np.ndarray in kinds:
        return arrays.fma(a, b, c, _fma64)
    if np.float32 in kinds:
        # A literal is rounded to float32 first, as it is in a kernel.
        return _fma32(*(float(np.float32(v)) for v in (a, b, c)))
    result = _fma64(float(a), float(b), float(c))
    return np.float64(result) if np.float64 in kinds else result


def select(condition: Mask, if_true: Number, if_false: Number) -> Number:
    """`if_true` where the condition holds, else `if_false`; both are computed."""
    if np.ndarray in (type(condition), type(if_true), type(if_false)):
        return np.where(condition, if_true, if_false)
    # A literal in one branch takes the precision of the second branch, as it does in a kernel.
    chosen, other = (if_true, if_false) if condition else (if_false, if_true)
    if isinstance(chosen, np.floating):
        return chosen
    return type(other)(chosen) if isinstance(other, np.floating) else float(chosen)


def logical_not(condition: Mask) -> Mask:
    """True where the condition is false. Masks also take `&` and `|`, not `and`, `or`, `not`."""
    return np.logical_not(condition) if isinstance(condition, np.ndarray) else not condition


def sqrt(x: Number) -> Number:
    """Square root, correctly rounded; NaN below zero."""
    with np.errstate(all="ignore"):
        root = np.sqrt(x)
    return root if isinstance(x, (np.floating, np.ndarray)) else float(root)


def _rounded(function: Callable[[Any], Any], x: Number) -> Number:
    if isinstance(x, (np.floating, np.ndarray)):
        return function(x)
    return float(function(float(x)))


def floor(x: Number) -> Number:
    """The largest whole number not above x."""
    return _rounded(np.floor, x)


def ceil(x: Number) -> Number:
    """The smallest whole number not below x."""
    return _rounded(np.ceil, x)


def nearest(x: Number) -> Number:
    """The nearest whole number; halves round to the even one."""
    return _rounded(np.rint, x)


def abs(x: Number) -> Number:
    """x without its sign."""
    return _rounded(np.fabs, x)


def copysign(magnitude: Number, sign_of: Number) -> Number:
    """`magnitude` with the sign bit of `sign_of`."""
    result = np.copysign(magnitude, sign_of)
    if isinstance(result, np.ndarray):
        return result
    for value in (magnitude, sign_of):
        if isinstance(value, np.floating):
            return type(value)(result)
    return float(result)


def sign(x: Number) -> Number:
    """-1, 0 or 1; x itself where it is 0 or NaN."""
    return select(x > 0, 1.0, select(x < 0, -1.0, x))


def heaviside(x: Number) -> Number:
    """0 below 0, 1 above it and 1/2 at it; NaN where x is NaN."""
    return select(x > 0, 1.0, select(x < 0, 0.0, select(x == 0, 0.5, x)))


def is_nan(x: Number) -> Mask:
    """True where x is not a number."""
    return x != x


def minimum(a: Number, b: Number) -> Number:
    """The smaller of a and b; NaN where either is NaN."""
    return select(is_nan(a), a, select(a < b, a, b))


def maximum(a: Number, b: Number) -> Number:
    """The larger of a and b; NaN where either is NaN."""
    return select(is_nan(a), a, select(a > b, a, b))


def smaller(a: Number, b: Number) -> Number:
    """`a` where it is smaller than b, else b; so b where either is NaN.

    One instruction, where `minimum` takes three: for inner loops, and to skip a NaN.
    """
    return select(a < b, a, b)


def larger(a: Number, b: Number) -> Number:
    """`a` where it is larger than b, else b; so b where either is NaN, like `smaller`."""
    return select(a > b, a, b)


def power_of_two(n: Number) -> Number:
    """2**n for a whole number n whose power is a normal number (-126..127, or -1022..1023).

    Any other n, including NaN, gives an arbitrary number, which the caller must not use.
    """
    if isinstance(n, np.ndarray):
        return np.ldexp(1.0, np.where(np.fabs(n) < 1100, n, 0).astype(np.int32))
    return type(n)(math.ldexp(1.0, int(n)) if -1100 < n < 1024 else math.nan)


def _whole_and_power(x: Number, factor: float, magic: float) -> tuple[Number, Number]:
    n = floor(fma(x, factor, magic + 15 / 64) - magic)
    return n, power_of_two(n)


def _whole_and_power_single(x: Number, factor: float) -> tuple[Number, Number]:
    return _whole_and_power(x, factor, 1.5 * 2.0**17 + 127)


def _whole_and_power_double(x: Number, factor: float) -> tuple[Number, Number]:
    """The n and 2**n for which n - 15/64 is about the last such number not above factor x.

    About: factor x is rounded to a multiple of 1/64. Where 2**n is no normal number, both are
    arbitrary numbers, which the caller must not use.
    """
    return _whole_and_power(x, factor, 1.5 * 2.0**46 + 1023)


def alternated(x: Number, n: Number) -> Number:
    """(-1)**n * x for a whole number n up to 2**22 (float32) or 2**51 (float64) in size.

    With any other n it is x or -x.
    """
    return select(n % 2 == 1, -x, x)


def scaled(x: Number, n: Number) -> Number:
    """x * 2**n, rounded once, for x from 1/2 to 2 and whole n; NaN where x is NaN.

    With an n outside of -252..254, or -2044..2046, it is an arbitrary number, which the caller
    must not use.
    """
    half = nearest(0.5 * n)
    return x * power_of_two(half) * power_of_two(n - half)


def exponent(x: Number) -> Number:
    """floor(log2(x)) of a positive normal x, in x's type."""
    if isinstance(x, np.ndarray):
        return np.frexp(x)[1] - 1.0
    return type(x)(math.frexp(float(x))[1] - 1)


def mantissa(x: Number) -> Number:
    """x / 2**exponent(x), in [1, 2), of a positive normal x."""
    if isinstance(x, np.ndarray):
        return 2 * np.frexp(x)[0]
    return type(x)(2 * math.frexp(float(x))[0])


def by_precision(
    single: Callable[..., Number], double: Callable[..., Number]
) -> Callable[..., Number]:
    """One function from two sources: `single` for float32, `double` for float64.

    For functions whose coefficients or range reductions differ by precision. The sources stay
    reachable as attributes, for the compiler and the tests.
    """

    def function(*args: Number) -> Number:
        # NumPy's numbers divide by zero and overflow as in a kernel; Python's raise.
        with np.errstate(all="ignore"):
            if any(isinstance(a, np.float32) for a in args):
                return single(*(np.float32(a) for a in args))
            result = double(*(np.float64(a) for a in args))
        if any(isinstance(a, (np.float64, np.ndarray)) for a in args):
            return result
        return tuple(map(float, result)) if isinstance(result, tuple) else float(result)

    function.single = single  # type: ignore[attr-defined]
    function.double = double  # type: ignore[attr-defined]
    function.__name__ = single.__name__.removesuffix("_single").lstrip("_")
    function.__module__ = single.__module__
    function.__doc__ = double.__doc__ or single.__doc__
    return function


def _mantissa_and_exponent_single(x: Number) -> tuple[Number, Number]:
    subnormal = x < 2.0**-126
    y = select(subnormal, x * 2.0**24, x)
    return mantissa(y), exponent(y) - select(subnormal, 24.0, 0.0)


def _mantissa_and_exponent_double(x: Number) -> tuple[Number, Number]:
    """The m in [1, 2) and the whole e of a positive x = m 2**e, which may be subnormal.

    Of any other x they are arbitrary numbers, which the caller must not use.
    """
    subnormal = x < 2.0**-1022
    y = select(subnormal, x * 2.0**54, x)
    return mantissa(y), exponent(y) - select(subnormal, 54.0, 0.0)


mantissa_and_exponent = by_precision(_mantissa_and_exponent_single, _mantissa_and_exponent_double)


whole_and_power = by_precision(_whole_and_power_single, _whole_and_power_double)


def _remainder(x: Number, y: Number, limit: float) -> Number:
    n = floor(x / y)
    # Where n is 0, y may be infinite.
    rest = select(n == 0, x, fma(-n, y, x))
    # Where n was rounded up, and where x of another sign is tiny, the rest has the wrong sign.
    rest = select(((rest < 0) & (y > 0)) | ((rest > 0) & (y < 0)), rest + y, rest)
    return select(abs(n) < limit, select(rest == 0, copysign(rest, y), rest), math.nan)


def _modulo_single(x: Number, y: Number) -> Number:
    return _remainder(x, y, 2.0**24)


def _modulo_double(x: Number, y: Number) -> Number:
    """What is left of x by whole multiples of y, with the sign of y: Python's x % y.

    NaN where y is 0 or x infinite, and where x / y is beyond 2**24 (float32) or 2**53 (float64).
    """
    return _remainder(x, y, 2.0**53)


modulo = by_precision(_modulo_single, _modulo_double)
