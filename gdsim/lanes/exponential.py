"""Exponentials, logarithms and functions built from them: hyperbolic ones, sigmoid, softplus.

Each source is straight-line code for one precision: no branch, no table, at most one division.
`e**x` is `2**n` times a polynomial of the remainder `x - n ln 2`; a logarithm is `e ln 2` plus a
polynomial (float32) or fdlibm's formula (float64) of the mantissa. All coefficients minimise the
largest relative error (Remez' algorithm in 45 digits); they are rounded to the precision one after
another, and the remaining ones are fitted again each time. ln 2 is split in two parts so that `n`
times the first part is exact.

A literal is the first argument of `minimum` and `maximum`: a NaN in the second is kept at no cost.
"""

from __future__ import annotations

from math import inf, nan

from gdsim.lanes.arithmetic import (
    Number,
    abs,
    by_precision,
    copysign,
    exponent,
    floor,
    fma,
    mantissa,
    mantissa_and_exponent,
    maximum,
    minimum,
    nearest,
    power_of_two,
    scaled,
    select,
    whole_and_power,
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
    return scaled(p, n)


def _exp_double(x: Number) -> Number:
    """e**x, with subnormal and infinite results."""
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
    return scaled(p, n)


exp = by_precision(_exp_single, _exp_double)


def _expm1_single(x: Number) -> Number:
    c = maximum(-18.0, minimum(89.0, x))
    n = nearest(c * 1.4426950408889634)
    r = fma(n, 0.00021219444170128554, fma(n, -0.693359375, c))
    p = fma(0.0013882892671972513, r, 0.008367099799215794)
    p = fma(p, r, 0.041667383164167404)
    p = fma(p, r, 0.16666539013385773)
    p = fma(p, r, 0.4999999701976776)
    scale = power_of_two(n - 1.0)
    return select(abs(x) < 2.0**-30, x, 2.0 * fma(scale, fma(p, r * r, r), scale - 0.5))


def _expm1_double(x: Number) -> Number:
    """e**x - 1, accurate also where x is near 0."""
    c = maximum(-38.0, minimum(710.0, x))
    n = nearest(c * 1.4426950408889634)
    r = fma(n, -2.8235290563031577e-13, fma(n, -0.693147180559663, c))
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
    scale = power_of_two(n - 1.0)
    return select(abs(x) < 2.0**-60, x, 2.0 * fma(scale, fma(p, r * r, r), scale - 0.5))


expm1 = by_precision(_expm1_single, _expm1_double)


# In the hyperbolic sine and cosine the argument is not negative. Rounding n down then leaves only
# positive terms, so nothing cancels.


def _growth_single(x: Number) -> Number:
    """(e**x - 1) / 4 for x in 0 … 89.7; a quarter, so that 2**n never overflows."""
    n = floor(x * 1.4426950408889634)
    r = fma(n, 0.00021219444170128554, fma(n, -0.693359375, x))
    p = fma(0.0018602897180244327, r, 0.007962698116898537)
    p = fma(p, r, 0.04179482161998749)
    p = fma(p, r, 0.16664768755435944)
    p = fma(p, r, 0.5000008940696716)
    scale = power_of_two(n - 2.0)
    return fma(scale, fma(p, r * r, r), scale - 0.25)


def _growth_double(x: Number) -> Number:
    """(e**x - 1) / 4 for x in 0 … 710.6; a quarter, so that 2**n never overflows."""
    n = floor(x * 1.4426950408889634)
    r = fma(n, -2.8235290563031577e-13, fma(n, -0.693147180559663, x))
    p = fma(2.8953435766153207e-09, r, 2.347237349493997e-08)
    p = fma(p, r, 2.7730134241531066e-07)
    p = fma(p, r, 2.7545466798033147e-06)
    p = fma(p, r, 2.480211997321499e-05)
    p = fma(p, r, 0.00019841253999031692)
    p = fma(p, r, 0.00138888891960638)
    p = fma(p, r, 0.00833333332960448)
    p = fma(p, r, 0.0416666666669289)
    p = fma(p, r, 0.1666666666666575)
    p = fma(p, r, 0.5000000000000001)
    scale = power_of_two(n - 2.0)
    return fma(scale, fma(p, r * r, r), scale - 0.25)


def _sinh_single(x: Number) -> Number:
    a = minimum(89.7, abs(x))
    h = _growth_single(a)
    return copysign(select(a < 2.0**-13, a, 2.0 * (h + h / fma(4.0, h, 1.0))), x)


def _sinh_double(x: Number) -> Number:
    """Hyperbolic sine."""
    a = minimum(710.6, abs(x))
    h = _growth_double(a)
    return copysign(select(a < 2.0**-28, a, 2.0 * (h + h / fma(4.0, h, 1.0))), x)


sinh = by_precision(_sinh_single, _sinh_double)


def _cosh_single(x: Number) -> Number:
    e = _growth_single(minimum(89.7, abs(x))) + 0.25
    return fma(2.0, e, 0.125 / e)


def _cosh_double(x: Number) -> Number:
    """Hyperbolic cosine."""
    e = _growth_double(minimum(710.6, abs(x))) + 0.25
    return fma(2.0, e, 0.125 / e)


cosh = by_precision(_cosh_single, _cosh_double)


# With s = 2**n and t = tanh(r), tanh(n ln 2 / 2 + r) is (s - 1 + (s + 1) t) / (s + 1 + (s - 1) t).
# The divisor is the rounded dividend and 2 - 2 t: where the result is near 1, the dividend's error
# then matters little. Where n is 0 the result is t. It is up to results a little above 1/4, below
# which errors would be larger with n = 1.


def _tanh_single(x: Number) -> Number:
    a = minimum(10.0, abs(x))
    n, scale = whole_and_power(a, 2.8853900817779268)
    r = fma(n, -0.3465735912322998, a)
    z = r * r
    p = fma(-0.05105791985988617, z, 0.13321325182914734)
    p = fma(p, z, -0.3333319127559662)
    t = fma(p, r * z, r)
    dividend = fma(scale + 1.0, t, scale - 1.0)
    return copysign(dividend / (dividend + fma(-2.0, t, 2.0)), x)


def _tanh_double(x: Number) -> Number:
    """Hyperbolic tangent."""
    a = minimum(20.0, abs(x))
    n, scale = whole_and_power(a, 2.8853900817779268)
    r = fma(n, -0.34657359027997264, a)
    z = r * r
    p = fma(-0.0012986456323650832, z, 0.0035743889240815057)
    p = fma(p, z, -0.008862185973321635)
    p = fma(p, z, 0.02186945424875135)
    p = fma(p, z, -0.053968253367746154)
    p = fma(p, z, 0.13333333332833952)
    p = fma(p, z, -0.33333333333331927)
    t = fma(p, r * z, r)
    dividend = fma(scale + 1.0, t, scale - 1.0)
    return copysign(dividend / (dividend + fma(-2.0, t, 2.0)), x)


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
    m, e = mantissa_and_exponent(x)
    upper = m > 1.4142135
    e = e + select(upper, 1.0, 0.0)
    y = _log_sum_single(e, select(upper, 0.5 * m, m) - 1.0)
    y = select(x > 0.0, y, select(x == 0.0, -inf, nan))
    return select(x < inf, y, x + x)


def _log_double(x: Number) -> Number:
    """Natural logarithm; -inf at 0, NaN below 0."""
    m, e = mantissa_and_exponent(x)
    upper = m > 1.4142135623730951
    e = e + select(upper, 1.0, 0.0)
    y = _log_sum_double(e, select(upper, 0.5 * m, m) - 1.0)
    y = select(x > 0.0, y, select(x == 0.0, -inf, nan))
    return select(x < inf, y, x + x)


log = by_precision(_log_single, _log_double)


def _log1p_single(x: Number) -> Number:
    # With 2**-e near 1 / (1 + x), f = 2**-e (1 + x) - 1 is rounded once, whatever 1 + x lost. A
    # quarter of x with four times the scale, because 2**-128 is not a normal number.
    u = 1.0 + x
    e = exponent(u) + select(mantissa(u) > 1.4142135, 1.0, 0.0)
    scale = power_of_two(2.0 - e)
    y = _log_sum_single(e, fma(scale, 0.25 * x, fma(0.25, scale, -1.0)))
    y = select(u > 0.0, y, select(u == 0.0, -inf, nan))
    return select((abs(x) < 2.0**-60) | (x == inf), x, y)


def _log1p_double(x: Number) -> Number:
    """log(1 + x), accurate also where x is near 0; -inf at -1, NaN below -1."""
    u = 1.0 + x
    e = exponent(u) + select(mantissa(u) > 1.4142135623730951, 1.0, 0.0)
    scale = power_of_two(2.0 - e)
    y = _log_sum_double(e, fma(scale, 0.25 * x, fma(0.25, scale, -1.0)))
    y = select(u > 0.0, y, select(u == 0.0, -inf, nan))
    return select((abs(x) < 2.0**-60) | (x == inf), x, y)


log1p = by_precision(_log1p_single, _log1p_double)


def sigmoid(x: Number) -> Number:
    """1 / (1 + e**-x)."""
    t = exp(-abs(x))
    y = select(x >= 0.0, 1.0, t) / (1.0 + t)
    # Below 0 it is t / (1 + t) = t - t y, which is less affected by the sum's rounding.
    return select(x >= 0.0, y, fma(-t, y, t))


def _halved(u: Number, t: Number, bound: float) -> tuple[Number, Number]:
    """The e and f of 1 + t = 2**e (1 + f) for t in 0 … 1, where u is 1 + t rounded."""
    upper = u > bound
    return select(upper, 1.0, 0.0), select(upper, fma(0.5, t, -0.5), t)


def _softplus_single(x: Number) -> Number:
    t = exp(-abs(x))
    return maximum(0.0, x) + _log_sum_single(*_halved(1.0 + t, t, 1.4142135))


def _softplus_double(x: Number) -> Number:
    """log(1 + e**x)."""
    t = exp(-abs(x))
    return maximum(0.0, x) + _log_sum_double(*_halved(1.0 + t, t, 1.4142135623730951))


softplus = by_precision(_softplus_single, _softplus_double)


def relu(x: Number) -> Number:
    """The larger of x and 0; NaN stays NaN."""
    return maximum(0.0, x)
