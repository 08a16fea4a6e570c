"""x to the power y, for real and for whole y, and logarithms to base 2 and 10.

The logarithm of a real power needs more digits than its type has: with y log2(x) = 1000 a relative
error of 2**-53 would be 1000 units in the last place of the result. It is therefore the sum of two
numbers, computed with error-free products (fma) and sums.

Source of the error-free operations: Dekker 1971, "A floating-point technique for extending the
available precision". Coefficients are minimax, as in `gdsim.lanes.exponential`.
"""

from __future__ import annotations

from math import inf, nan

import numpy as np

from gdsim.lanes.arithmetic import (
    Number,
    abs,
    by_precision,
    copysign,
    fma,
    logical_not,
    mantissa_and_exponent,
    maximum,
    minimum,
    nearest,
    scaled,
    select,
)


def _ratio(m: Number) -> tuple[Number, Number]:
    """(m - 1) / (m + 1) as the sum of two numbers, for m in sqrt(1/2) … sqrt(2)."""
    f, d = m - 1.0, m + 1.0
    inverse = 1.0 / d
    s = f * inverse
    return s, fma(-s, m - (d - 1.0), fma(-s, d, f)) * inverse


def _sum_log2(
    e: Number,
    s: Number,
    s_low: Number,
    rest: Number,
    c: float,
    c_low: float,
    d: float,
    d_low: float,
) -> tuple[Number, Number]:
    """E + s (c + d s**2 + rest s**4) as the sum of two numbers."""
    z = s * s
    z_low = fma(s + s, s_low, fma(s, s, -z))
    t = z * d
    t_low = fma(z * z, rest, fma(z_low, d, fma(z, d_low, fma(z, d, -t))))
    u = t + c
    u_low = ((c - u) + t) + (t_low + c_low)
    h = s * u
    h_low = fma(s, u, -h) + fma(s, u_low, s_low * u)
    high = e + h
    return high, ((e - high) + h) + h_low


def _log2_parts_single(a: Number) -> tuple[Number, Number]:
    """log2(a) as the sum of two numbers, for a >= 0; the second is valid only for 0 < a < inf."""
    m, e = mantissa_and_exponent(a)
    upper = m > 1.4142135
    e = e + select(upper, 1.0, 0.0)
    s, s_low = _ratio(select(upper, 0.5 * m, m))
    z = s * s
    rest = fma(fma(0.3378309905529022, z, 0.41184988617897034), z, 0.5770801901817322)
    high, low = _sum_log2(
        e, s, s_low, rest,
        2.885390043258667, 3.851926067000022e-08, 0.9617967009544373, -7.028461812552678e-09,
    )  # fmt: skip
    return select(a == 0.0, -inf, select(a < inf, high, a)), low


def _log2_parts_double(a: Number) -> tuple[Number, Number]:
    """log2(a) as the sum of two numbers, for a >= 0; the second is valid only for 0 < a < inf."""
    m, e = mantissa_and_exponent(a)
    upper = m > 1.4142135623730951
    e = e + select(upper, 1.0, 0.0)
    s, s_low = _ratio(select(upper, 0.5 * m, m))
    z = s * s
    rest = fma(0.17301831368825255, z, 0.16843038863528242)
    rest = fma(rest, z, 0.192402190307757)
    rest = fma(rest, z, 0.22195225297542548)
    rest = fma(rest, z, 0.26230819882713036)
    rest = fma(rest, z, 0.3205988979121422)
    rest = fma(rest, z, 0.4121985831113458)
    rest = fma(rest, z, 0.5770780163555851)
    high, low = _sum_log2(
        e, s, s_low, rest,
        2.8853900817779268, 4.0710547481862066e-17, 0.9617966939259756, 5.0577616648125907e-17,
    )  # fmt: skip
    return select(a == 0.0, -inf, select(a < inf, high, a)), low


def _joined(x: Number, high: Number, y: Number, y_low: Number) -> Number:
    """A logarithm of |x| from its parts, `high` where it is infinite; NaN where x is below 0."""
    return select(x >= 0.0, select(abs(high) < inf, y + y_low, high), nan)


def _log2_single(x: Number) -> Number:
    high, low = _log2_parts_single(abs(x))
    return _joined(x, high, high, low)


def _log2_double(x: Number) -> Number:
    """Logarithm to base 2, exact at powers of two; -inf at 0, NaN below 0."""
    high, low = _log2_parts_double(abs(x))
    return _joined(x, high, high, low)


log2 = by_precision(_log2_single, _log2_double)


def _tenth(x: Number, high: Number, low: Number, c: float, c_low: float) -> Number:
    """The logarithm to base 10: c + c_low times that to base 2."""
    y = high * c
    return _joined(x, high, y, fma(high, c, -y) + fma(high, c_low, low * c))


def _log10_single(x: Number) -> Number:
    high, low = _log2_parts_single(abs(x))
    return _tenth(x, high, low, 0.3010300099849701, -1.432098883924482e-08)


def _log10_double(x: Number) -> Number:
    """Logarithm to base 10, exact at powers of ten; -inf at 0, NaN below 0."""
    high, low = _log2_parts_double(abs(x))
    return _tenth(x, high, low, 0.3010299956639812, -2.8037281277851704e-18)


log10 = by_precision(_log10_single, _log10_double)


def _split(
    y: Number, high: Number, low: Number, top: float, bottom: float
) -> tuple[Number, Number]:
    """The whole part of y (high + low) and the remainder; their sum is kept in bottom … top."""
    p = y * high
    p_low = fma(y, low, fma(y, high, -p))
    kept = maximum(bottom, minimum(top, p))
    p_low = select(kept == p, p_low, 0.0)
    n = nearest(kept + p_low)
    return n, (kept - n) + p_low


def _with_sign(x: Number, y: Number, size: Number) -> Number:
    """x**y from |x|**y: sign, NaN and the cases that give 1 (IEEE 754-2019, section 9.2)."""
    whole = nearest(y) == y
    half = 0.5 * y
    odd = whole & (nearest(half) != half)
    result = select(odd & (copysign(1.0, x) < 0.0), -size, size)
    result = select((x < 0.0) & (x > -inf) & logical_not(whole), nan, result)
    return select((y == 0.0) | (x == 1.0) | ((x == -1.0) & (abs(y) == inf)), 1.0, result)


def _power_single(x: Number, y: Number) -> Number:
    high, low = _log2_parts_single(abs(x))
    n, r = _split(y, high, low, 128.25, -151.0)
    p = fma(1.4274425666371826e-05, r, 0.00015446462202817202)
    p = fma(p, r, 0.001333808177150786)
    p = fma(p, r, 0.00961809977889061)
    p = fma(p, r, 0.055504050105810165)
    p = fma(p, r, 0.24022650718688965)
    p = fma(p, r, 0.6931471824645996)
    p = fma(p, r, 1.0)
    return _with_sign(x, y, scaled(p, n))


def _power_double(x: Number, y: Number) -> Number:
    """x**y for real y; NaN where x is negative and y is not whole."""
    high, low = _log2_parts_double(abs(x))
    n, r = _split(y, high, low, 1024.25, -1077.0)
    p = fma(4.5192085940763635e-10, r, 7.075816307259328e-09)
    p = fma(p, r, 1.0177657075021229e-07)
    p = fma(p, r, 1.321542359633669e-06)
    p = fma(p, r, 1.5252734735790594e-05)
    p = fma(p, r, 0.00015403530480234071)
    p = fma(p, r, 0.001333355814556752)
    p = fma(p, r, 0.009618129107576022)
    p = fma(p, r, 0.05550410866482458)
    p = fma(p, r, 0.24022650695910175)
    p = fma(p, r, 0.6931471805599453)
    p = fma(p, r, 1.0)
    return _with_sign(x, y, scaled(p, n))


power = by_precision(_power_single, _power_double)


def _whole_power(x: Number, n: int) -> Number:
    if n == 0:
        return abs(copysign(1.0, x))
    if n == 1:
        return x
    if n == -1:
        return 1.0 / x
    if n < 0:
        # The inverse of the half power, squared: x**-n may be small where x**n is not finite.
        half = 1.0 / _whole_power(x, -n // 2)
        return half * half if n % 2 == 0 else (half * (1.0 / x)) * half
    half = _whole_power(x, n // 2)
    return half * half if n % 2 == 0 else (half * half) * x


def integer_power(x: Number, n: int) -> Number:
    """x**n for an n that is a constant of the kernel, by repeated squaring.

    The error grows with n: it stays below |n| units in the last place. x**0 is 1 for any x.
    """
    with np.errstate(all="ignore"):
        result = _whole_power(np.float64(x) if type(x) in (int, float) else x, n)
    return float(result) if type(x) in (int, float) else result
