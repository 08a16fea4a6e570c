"""The cube root, and the length of a vector of two numbers.

The cube root of m * 8**k, with m in [1, 8), is 2**k times that of m. A polynomial gives it to 4 or
5 digits, Halley's formula (float64) to 12, and a step of Newton's, whose remainder is computed with
multiply-adds, to the last place. Coefficients are minimax, as in `gdsim.lanes.exponential`.
"""

from __future__ import annotations

from math import inf

from gdsim.lanes.arithmetic import (
    Mask,
    Number,
    abs,
    by_precision,
    copysign,
    floor,
    fma,
    mantissa_and_exponent,
    maximum,
    minimum,
    power_of_two,
    select,
    sqrt,
)


def _thirds(e: Number) -> tuple[Number, Number]:
    """Whole k and j in 0, 1, 2 with e = 3 k + j, of a whole number e."""
    k = floor((e + 0.5) * 0.3333333333333333)
    return k, fma(-3.0, k, e)


def _times_root(p: Number, j: Number) -> Number:
    """p times the cube root of 2**j."""
    return p * select(j == 0.0, 1.0, select(j == 1.0, 1.2599210498948732, 1.5874010519681996))


def _newton(p: Number, m: Number) -> Number:
    """The cube root of m, from p close to it."""
    square = p * p
    rest = fma(fma(p, p, -square), p, fma(square, p, -m))
    return p - rest / (3.0 * square)


def _with_sign(x: Number, root: Number) -> Number:
    """The cube root of x from that of |x|; x itself where it is 0, infinite or NaN."""
    return select((abs(x) < inf) & (x != 0.0), copysign(root, x), x)


def _cbrt_single(x: Number) -> Number:
    m, e = mantissa_and_exponent(abs(x))
    k, j = _thirds(e)
    p = fma(-0.010603896342217922, m, 0.08609134703874588)
    p = fma(p, m, -0.30061155557632446)
    p = fma(p, m, 0.7181539535522461)
    p = _times_root(fma(p, m, 0.5069794058799744), j)
    root = _newton(p, m * power_of_two(j))
    return _with_sign(x, root * power_of_two(k))


def _cbrt_double(x: Number) -> Number:
    """Cube root, of negative numbers too."""
    m, e = mantissa_and_exponent(abs(x))
    k, j = _thirds(e)
    p = fma(0.023104964331693102, m, -0.16296967288688988)
    p = fma(p, m, 0.5871142931070248)
    p = _times_root(fma(p, m, 0.5528234178977289), j)
    m = m * power_of_two(j)
    cube = p * p * p
    p = p * (fma(2.0, m, cube) / fma(2.0, cube, m))
    root = _newton(p, m)
    return _with_sign(x, root * power_of_two(k))


cbrt = by_precision(_cbrt_single, _cbrt_double)


def _length(a: Number, b: Number, scale: Number, back: Number) -> Number:
    a, b = a * scale, b * scale
    return sqrt(fma(a, a, b * b)) * back


def _scaled(large: Mask, small: Mask, down: float, up: float) -> Number:
    return select(large, down, select(small, up, 1.0))


def _hypot_single(x: Number, y: Number) -> Number:
    a, b = maximum(abs(x), abs(y)), minimum(abs(x), abs(y))
    large, small = a > 2.0**60, a < 2.0**-50
    scale = _scaled(large, small, 2.0**-70, 2.0**100)
    return _length(a, b, scale, _scaled(large, small, 2.0**70, 2.0**-100))


def _hypot_double(x: Number, y: Number) -> Number:
    """The root of x**2 + y**2, also where a square overflows or underflows; NaN where either is."""
    a, b = maximum(abs(x), abs(y)), minimum(abs(x), abs(y))
    large, small = a > 2.0**500, a < 2.0**-450
    scale = _scaled(large, small, 2.0**-600, 2.0**700)
    return _length(a, b, scale, _scaled(large, small, 2.0**600, 2.0**-700))


hypot = by_precision(_hypot_single, _hypot_double)
