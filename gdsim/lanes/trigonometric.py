"""Sine, cosine, tangent, their inverses, and the angle of a point.

An angle is reduced by Cody and Waite's method: a whole multiple of pi (pi/2 for the tangent), held
in three parts of full precision, is subtracted with three multiply-adds, the first of which is
exact. The parts are rounded down, so all are positive and the sign of -0 survives. Reducing by pi
instead of pi/2 needs a longer polynomial, but only one.

The domain is |x| < 2**20 in float32 and |x| < 2**48 in float64; beyond it, where an angle's last
place is too coarse for the reduction, all three are NaN. That needs no comparison: the angle is
scaled so that the whole multiple overflows there, and what follows from it is inf - inf.

Coefficients are minimax, as in `gdsim.lanes.exponential`.
"""

from __future__ import annotations

from math import inf

from gdsim.lanes.arithmetic import (
    Number,
    abs,
    alternated,
    by_precision,
    copysign,
    floor,
    fma,
    maximum,
    minimum,
    nearest,
    select,
    sqrt,
)


def _odd(n: Number) -> Number:
    """1 where a whole number is odd, 0 where it is even; NaN where it is infinite."""
    return fma(-2.0, floor(0.5 * n), n)


def _sin_rest_single(r: Number, turns: Number) -> Number:
    """(-1)**turns sin(r) for |r| up to 1.67, within -1 … 1; NaN for endless turns."""
    z = r * r
    p = fma(2.5868412194540724e-06, z, -0.00019801036978606135)
    p = fma(p, z, 0.008332950994372368)
    # (c + p z) z without the rounding of c + p z, which would matter where |sin(r)| is near 1.
    y = fma(fma(-0.16666655242443085, z, p * (z * z)), r, r)
    return maximum(-1.0, minimum(1.0, alternated(y, turns)))


def _sin_rest_double(r: Number, turns: Number) -> Number:
    """(-1)**turns sin(r) for |r| up to 1.67, within -1 … 1; NaN for endless turns."""
    z = r * r
    p = fma(2.7070382718964968e-15, z, -7.641565701235263e-13)
    p = fma(p, z, 1.6058881468748786e-10)
    p = fma(p, z, -2.5052105640417092e-08)
    p = fma(p, z, 2.755731919681311e-06)
    p = fma(p, z, -0.00019841269841120243)
    p = fma(p, z, 0.008333333333332932)
    p = fma(p, z, -0.16666666666666663)
    # Adding +0 to a product (also in sin and tan) keeps the sign of r = -0 in the result; here it
    # is NaN where the turns are infinite.
    y = fma(fma(p, z, turns - turns), r, r)
    return maximum(-1.0, minimum(1.0, alternated(y, turns)))


def _sin_single(x: Number) -> Number:
    n = nearest(fma(x * 2.0**108, 0.3183098861837907 * 2.0**-108, 0.0))
    r = fma(n, -3.141592502593994, x)
    r = fma(n, -1.5099578831723193e-07, r)
    r = fma(n, -1.078060505991553e-14, r)
    return _sin_rest_single(r, n)


def _sin_double(x: Number) -> Number:
    """Sine of x radians."""
    n = nearest(fma(x * 2.0**976, 0.3183098861837907 * 2.0**-976, 0.0))
    r = fma(n, -3.141592653589793, x)
    r = fma(n, -1.224646799147353e-16, r)
    r = fma(n, -2.1657133478438278e-32, r)
    return _sin_rest_double(r, n)


sin = by_precision(_sin_single, _sin_double)


def _cos_single(x: Number) -> Number:
    # cos(x) = (-1)**(n + 1) sin(x - (2 n + 1) pi/2), so that the remainder is small near the zeros.
    n = nearest(fma(x * 2.0**108, 0.3183098861837907 * 2.0**-108, -0.5))
    m = fma(2.0, n, 1.0)
    r = fma(m, -1.570796251296997, x)
    r = fma(m, -7.549789415861596e-08, r)
    r = fma(m, -5.390302529957765e-15, r)
    return _sin_rest_single(-r, n)


def _cos_double(x: Number) -> Number:
    """Cosine of x radians."""
    n = nearest(fma(x * 2.0**976, 0.3183098861837907 * 2.0**-976, -0.5))
    m = fma(2.0, n, 1.0)
    r = fma(m, -1.5707963267948966, x)
    r = fma(m, -6.123233995736765e-17, r)
    r = fma(m, -1.0828566739219139e-32, r)
    return _sin_rest_double(-r, n)


cos = by_precision(_cos_single, _cos_double)


def _tan_single(x: Number) -> Number:
    n = nearest(fma(x * 2.0**108, 0.6366197723675814 * 2.0**-108, 0.0))
    r = fma(n, -1.570796251296997, x)
    r = fma(n, -7.549789415861596e-08, r)
    r = fma(n, -5.390302529957765e-15, r)
    z = r * r
    s = fma(fma(-0.00019419350428506732, z, 0.008331364020705223), z, -0.1666664034128189)
    s = fma(fma(s, z, 0.0), r, r)
    c = fma(fma(2.4331002350663766e-05, z, -0.001388632575981319), z, 0.04166662320494652)
    c = fma(fma(c, z, -0.5), z, 1.0)
    odd = _odd(n) > 0.0
    return select(odd, -c, s) / select(odd, s, c)


def _tan_double(x: Number) -> Number:
    """Tangent of x radians."""
    n = nearest(fma(x * 2.0**976, 0.6366197723675814 * 2.0**-976, 0.0))
    r = fma(n, -1.5707963267948966, x)
    r = fma(n, -6.123233995736765e-17, r)
    r = fma(n, -1.0828566739219139e-32, r)
    z = r * r
    s = fma(1.5881762284212633e-10, z, -2.5050495178204027e-08)
    s = fma(s, z, 2.755731199367954e-06)
    s = fma(s, z, -0.00019841269824875677)
    s = fma(s, z, 0.008333333333316243)
    s = fma(s, z, -0.16666666666666607)
    s = fma(fma(s, z, 0.0), r, r)
    c = fma(-1.1332505858326e-11, z, 2.0875190628867017e-09)
    c = fma(c, z, -2.7557310475855195e-07)
    c = fma(c, z, 2.480158727685004e-05)
    c = fma(c, z, -0.0013888888888857023)
    c = fma(c, z, 0.04166666666666654)
    c = fma(fma(c, z, -0.5), z, 1.0)
    odd = _odd(n) > 0.0
    return select(odd, -c, s) / select(odd, s, c)


tan = by_precision(_tan_single, _tan_double)


def _asin_parts_single(x: Number) -> tuple[Number, Number]:
    """s and v with s + v = asin(s), for s = x, or sqrt((1 - |x|) / 2) where |x| > 1/2."""
    a = abs(x)
    z = select(a > 0.5, fma(-0.5, a, 0.5), a * a)
    s = select(a > 0.5, sqrt(z), x)
    p = fma(0.04215845465660095, z, 0.024184711277484894)
    p = fma(p, z, 0.04546915739774704)
    p = fma(p, z, 0.074953094124794)
    p = fma(p, z, 0.16666752099990845)
    return s, s * z * p


def _asin_parts_double(x: Number) -> tuple[Number, Number]:
    """s and v with s + v = asin(s), for s = x, or sqrt((1 - |x|) / 2) where |x| > 1/2."""
    a = abs(x)
    z = select(a > 0.5, fma(-0.5, a, 0.5), a * a)
    s = select(a > 0.5, sqrt(z), x)
    p = fma(0.03190769502818111, z, -0.01621897069413035)
    p = fma(p, z, 0.019525763979808052)
    p = fma(p, z, 0.006528591343234216)
    p = fma(p, z, 0.012169131109436817)
    p = fma(p, z, 0.013885239804576371)
    p = fma(p, z, 0.017359704938891843)
    p = fma(p, z, 0.022371758010911163)
    p = fma(p, z, 0.030381959139359864)
    p = fma(p, z, 0.04464285682825622)
    p = fma(p, z, 0.07500000000337118)
    p = fma(p, z, 0.16666666666665408)
    return s, s * z * p


def _asin_single(x: Number) -> Number:
    s, v = _asin_parts_single(x)
    # pi/2 - 2 (s + v), pi/2 in three parts: the middle sum is small where the result is below 1.
    y = 1.125 + (fma(-2.0, s, 0.44579634070396423) + fma(-2.0, v, -1.3909067675399456e-08))
    return select(abs(x) > 0.5, copysign(y, x), s + v)


def _asin_double(x: Number) -> Number:
    """Arcsine; NaN outside -1 … 1."""
    s, v = _asin_parts_double(x)
    y = 1.125 + (fma(-2.0, s, 0.4457963267948966) + fma(-2.0, v, 5.721188726109832e-18))
    return select(abs(x) > 0.5, copysign(y, x), s + v)


asin = by_precision(_asin_single, _asin_double)


def _acos_single(x: Number) -> Number:
    s, v = _asin_parts_single(x)
    y = 1.5707963705062866 - (s + (v + 4.371138828673793e-08))
    return select(x > 0.5, 2.0 * (s + v), select(x < -0.5, 2.0 * y, y))


def _acos_double(x: Number) -> Number:
    """Arccosine; NaN outside -1 … 1."""
    s, v = _asin_parts_double(x)
    y = 1.5707963267948966 - (s + (v - 6.123233995736766e-17))
    return select(x > 0.5, 2.0 * (s + v), select(x < -0.5, 2.0 * y, y))


acos = by_precision(_acos_single, _acos_double)


def _atan_single(x: Number) -> Number:
    a = abs(x)
    t = select(a > 1.0, 1.0 / a, a)
    z = t * t
    p = fma(-0.0017834033351391554, z, 0.010870206169784069)
    p = fma(p, z, -0.031098393723368645)
    p = fma(p, z, 0.05788194015622139)
    p = fma(p, z, -0.08399315178394318)
    p = fma(p, z, 0.10950881242752075)
    p = fma(p, z, -0.14264015853405)
    p = fma(p, z, 0.1999852955341339)
    p = fma(p, z, -0.33333298563957214)
    v = t * z * p
    y = 1.5707963705062866 - (t + (v + 4.371138828673793e-08))
    return copysign(select(a > 1.0, y, t + v), x)


def _atan_double(x: Number) -> Number:
    """Arctangent."""
    # Beyond tan(pi/8) the angle is measured from pi/4, beyond tan(3 pi/8) from pi/2.
    a = abs(x)
    far, middle = a > 2.414213562373095, a > 0.41421356237309503
    above = select(far, -1.0, select(middle, a - 1.0, a))
    t = above / select(far, a, select(middle, a + 1.0, 1.0))
    z = t * t
    p = fma(-0.017903813238577246, z, 0.038061574213428734)
    p = fma(p, z, -0.05039193067727341)
    p = fma(p, z, 0.058478662597194295)
    p = fma(p, z, -0.0666310119910906)
    p = fma(p, z, 0.0769206000227677)
    p = fma(p, z, -0.09090897748821464)
    p = fma(p, z, 0.11111110783307615)
    p = fma(p, z, -0.14285714280198372)
    p = fma(p, z, 0.19999999999953683)
    p = fma(p, z, -0.333333333333332)
    base = select(far, 1.5707963267948966, select(middle, 0.7853981633974483, 0.0))
    low = select(far, 6.123233995736766e-17, select(middle, 3.061616997868383e-17, 0.0))
    return copysign(base + (t + fma(t * z, p, low)), x)


atan = by_precision(_atan_single, _atan_double)


def _quadrants(y: Number, x: Number, pi: float, pi_low: float) -> Number:
    a, b = abs(y), abs(x)
    ratio = select((a == 0.0) & (b == 0.0), 0.0, select((a == inf) & (b == inf), 1.0, a / b))
    angle = atan(ratio)
    return copysign(select(copysign(1.0, x) < 0.0, pi - (angle - pi_low), angle), y)


def _atan2_single(y: Number, x: Number) -> Number:
    return _quadrants(y, x, 3.1415927410125732, -8.742277657347586e-08)


def _atan2_double(y: Number, x: Number) -> Number:
    """The angle of the point (x, y), from -pi to pi."""
    return _quadrants(y, x, 3.141592653589793, 1.2246467991473532e-16)


atan2 = by_precision(_atan2_single, _atan2_double)
