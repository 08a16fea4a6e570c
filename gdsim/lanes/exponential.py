"""Exponentials, logarithms and what is made of them: hyperbolic functions, sigmoid, softplus.

Each source is straight-line code for one precision: no branch, no table, at most one division.
`e**x` is `2**n` times a polynomial of the rest `x - n ln 2`; a logarithm is `e ln 2` plus a
polynomial (float32) or fdlibm's formula (float64) of the mantissa. All coefficients are minimax
ones of the relative error, found with Remez' algorithm in 45 digits, and rounded to the precision
one after another, each time fitting the remaining ones again. ln 2 is split in two so that `n`
times the first part is exact.

A literal stands first in `minimum` and `maximum`, because these return their second argument where
one is NaN.
"""

from __future__ import annotations

from math import inf, nan

from gdsim.lanes.arithmetic import (
    Number,
    abs,
    by_precision,
    copysign,
    exponent,
    fma,
    mantissa,
    maximum,
    minimum,
    nearest,
    power_of_two,
    select,
)


def _exp_single(x: Number) -> Number:
    x = maximum(-104.0, minimum(89.0, x))
    n = nearest(x * 1.4426950408889634)
    r = fma(n, 0.00021219444170128554, fma(n, -0.693359375, x))
    p = fma(0.0013838746817782521, r, 0.008369208313524723)
    p = fma(p, r, 0.041668105870485306)
    p = fma(p, r, 0.16666516661643982)
    p = fma(p, r, 0.4999999403953552)
    p = fma(fma(p, r, 1.0), r, 1.0)
    # 2**n itself may be subnormal or 2**128: take the last factors in a second multiplication.
    deep = n < -125.0
    return p * power_of_two(select(deep, n + 63.0, n - 1.0)) * select(deep, 2.0**-63, 2.0)


def _exp_double(x: Number) -> Number:
    x = maximum(-746.0, minimum(710.0, x))
    n = nearest(x * 1.4426950408889634)
    r = fma(n, -2.8235290563031577e-13, fma(n, -0.693147180559663, x))
    p = fma(2.094927503629511e-09, r, 2.5110036963890254e-08)
    p = fma(p, r, 2.755718331678823e-07)
    p = fma(p, r, 2.7557241726408598e-06)
    p = fma(p, r, 2.4801587404334587e-05)
    p = fma(p, r, 0.00019841269888120722)
    p = fma(p, r, 0.0013888888888858183)
    p = fma(p, r, 0.008333333333321083)
    p = fma(p, r, 0.04166666666666669)
    p = fma(p, r, 0.16666666666666677)
    p = fma(p, r, 0.5)
    p = fma(fma(p, r, 1.0), r, 1.0)
    deep = n < -1021.0
    return p * power_of_two(select(deep, n + 127.0, n - 1.0)) * select(deep, 2.0**-127, 2.0)


exp = by_precision(_exp_single, _exp_double)


def _expm1_quarter_single(x: Number) -> Number:
    """(e**x - 1) / 4 for x in -18 … 89.7; a quarter, so that 2**n never overflows."""
    n = nearest(x * 1.4426950408889634)
    r = fma(n, 0.00021219444170128554, fma(n, -0.693359375, x))
    p = fma(0.0013882892671972513, r, 0.008367099799215794)
    p = fma(p, r, 0.041667383164167404)
    p = fma(p, r, 0.16666539013385773)
    p = fma(p, r, 0.4999999701976776)
    scale = power_of_two(n - 2.0)
    return fma(scale, fma(p, r * r, r), scale - 0.25)


def _expm1_quarter_double(x: Number) -> Number:
    """(e**x - 1) / 4 for x in -38 … 710.6; a quarter, so that 2**n never overflows."""
    n = nearest(x * 1.4426950408889634)
    r = fma(n, -2.8235290563031577e-13, fma(n, -0.693147180559663, x))
    p = fma(2.094927503629511e-09, r, 2.5110036963890254e-08)
    p = fma(p, r, 2.755718331678823e-07)
    p = fma(p, r, 2.7557241726408598e-06)
    p = fma(p, r, 2.4801587404334587e-05)
    p = fma(p, r, 0.00019841269888120722)
    p = fma(p, r, 0.0013888888888858183)
    p = fma(p, r, 0.008333333333321083)
    p = fma(p, r, 0.04166666666666669)
    p = fma(p, r, 0.16666666666666677)
    p = fma(p, r, 0.5)
    scale = power_of_two(n - 2.0)
    return fma(scale, fma(p, r * r, r), scale - 0.25)


expm1_quarter = by_precision(_expm1_quarter_single, _expm1_quarter_double)


def _expm1_single(x: Number) -> Number:
    quarter = _expm1_quarter_single(maximum(-18.0, minimum(89.0, x)))
    return select(abs(x) < 2.0**-30, x, 4.0 * quarter)


def _expm1_double(x: Number) -> Number:
    quarter = _expm1_quarter_double(maximum(-38.0, minimum(710.0, x)))
    return select(abs(x) < 2.0**-60, x, 4.0 * quarter)


expm1 = by_precision(_expm1_single, _expm1_double)


def _sinh_single(x: Number) -> Number:
    a = minimum(89.7, abs(x))
    h = _expm1_quarter_single(a)
    return copysign(select(a < 2.0**-13, a, 2.0 * (h + h / fma(4.0, h, 1.0))), x)


def _sinh_double(x: Number) -> Number:
    a = minimum(710.6, abs(x))
    h = _expm1_quarter_double(a)
    return copysign(select(a < 2.0**-28, a, 2.0 * (h + h / fma(4.0, h, 1.0))), x)


sinh = by_precision(_sinh_single, _sinh_double)


def _cosh_single(x: Number) -> Number:
    e = _expm1_quarter_single(minimum(89.7, abs(x))) + 0.25
    return fma(2.0, e, 0.125 / e)


def _cosh_double(x: Number) -> Number:
    e = _expm1_quarter_double(minimum(710.6, abs(x))) + 0.25
    return fma(2.0, e, 0.125 / e)


cosh = by_precision(_cosh_single, _cosh_double)


def _tanh_single(x: Number) -> Number:
    # A rational minimax approximation, cheaper than one by way of e**x; 1 from 9.02 on.
    x = maximum(-9.02, minimum(9.02, x))
    z = x * x
    p = fma(1.3384063635157872e-08, z, 2.0635799955925904e-05)
    p = fma(p, z, 0.003497455734759569)
    p = fma(p, z, 0.1338268667459488)
    q = fma(7.79022229835391e-07, z, 0.00032885142718441784)
    q = fma(q, z, 0.02588435634970665)
    q = fma(q, z, 0.46716007590293884)
    return fma(p, x * z, x) / fma(q, z, 1.0)


def _tanh_double(x: Number) -> Number:
    a = minimum(20.0, abs(x))
    h = _expm1_quarter_double(2.0 * a)
    return copysign(select(a < 2.0**-28, a, h / (h + 0.5)), x)


tanh = by_precision(_tanh_single, _tanh_double)


def _log_sum_single(e: Number, f: Number) -> Number:
    """E ln 2 + log(1 + f) for whole e and 1 + f in sqrt(1/2) … sqrt(2)."""
    z = f * f
    p = fma(-0.07648700475692749, f, 0.12767280638217926)
    p = fma(p, f, -0.1315869390964508)
    p = fma(p, f, 0.14200913906097412)
    p = fma(p, f, -0.16623321175575256)
    p = fma(p, f, 0.20001259446144104)
    p = fma(p, f, -0.250008225440979)
    p = fma(p, f, 0.3333333134651184)
    p = fma(p, f, -0.5)
    return fma(e, 0.693359375, f + fma(p, z, e * -0.00021219444170128554))


def _log_sum_double(e: Number, f: Number) -> Number:
    """E ln 2 + log(1 + f) for whole e and 1 + f in sqrt(1/2) … sqrt(2)."""
    half = 0.5 * f * f
    s = f / (2.0 + f)
    z = s * s
    p = fma(0.14795645140643401, z, 0.15314083723414829)
    p = fma(p, z, 0.18183562890659816)
    p = fma(p, z, 0.2222219860443522)
    p = fma(p, z, 0.28571428742032146)
    p = fma(p, z, 0.39999999999416636)
    p = fma(p, z, 0.6666666666666734)
    rest = fma(s, fma(p, z, half), e * 2.8235290563031577e-13)
    return fma(e, 0.693147180559663, f - (half - rest))


def _log_single(x: Number) -> Number:
    subnormal = x < 2.0**-126
    y = select(subnormal, x * 2.0**24, x)
    m = mantissa(y)
    upper = m > 1.4142135
    e = exponent(y) + select(upper, 1.0, 0.0) - select(subnormal, 24.0, 0.0)
    y = _log_sum_single(e, select(upper, 0.5 * m, m) - 1.0)
    y = select(x > 0.0, y, select(x == 0.0, -inf, nan))
    return select(x < inf, y, x + x)


def _log_double(x: Number) -> Number:
    subnormal = x < 2.0**-1022
    y = select(subnormal, x * 2.0**54, x)
    m = mantissa(y)
    upper = m > 1.4142135623730951
    e = exponent(y) + select(upper, 1.0, 0.0) - select(subnormal, 54.0, 0.0)
    y = _log_sum_double(e, select(upper, 0.5 * m, m) - 1.0)
    y = select(x > 0.0, y, select(x == 0.0, -inf, nan))
    return select(x < inf, y, x + x)


log = by_precision(_log_single, _log_double)


def _log1p_single(x: Number) -> Number:
    # With 2**-e near 1 / (1 + x), f = 2**-e (1 + x) - 1 is rounded once, whatever 1 + x lost.
    u = 1.0 + x
    e = exponent(u) + select(mantissa(u) > 1.4142135, 1.0, 0.0)
    scale = power_of_two(minimum(126.0, maximum(-126.0, -e)))
    y = _log_sum_single(e, fma(scale, x, scale - 1.0))
    y = select(u > 0.0, y, select(u == 0.0, -inf, nan))
    return select((x < inf) & (x != 0.0), y, x + x)


def _log1p_double(x: Number) -> Number:
    u = 1.0 + x
    e = exponent(u) + select(mantissa(u) > 1.4142135623730951, 1.0, 0.0)
    scale = power_of_two(minimum(1022.0, maximum(-1022.0, -e)))
    y = _log_sum_double(e, fma(scale, x, scale - 1.0))
    y = select(u > 0.0, y, select(u == 0.0, -inf, nan))
    return select((x < inf) & (x != 0.0), y, x + x)


log1p = by_precision(_log1p_single, _log1p_double)


def sigmoid(x: Number) -> Number:
    """1 / (1 + e**-x)."""
    t = exp(-abs(x))
    return select(x >= 0.0, 1.0, t) / (1.0 + t)


def softplus(x: Number) -> Number:
    """log(1 + e**x)."""
    return maximum(0.0, x) + log1p(exp(-abs(x)))


def relu(x: Number) -> Number:
    """The larger of x and 0; NaN stays NaN."""
    return maximum(0.0, x)
