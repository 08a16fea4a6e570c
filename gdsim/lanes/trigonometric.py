"""Sine, cosine, tangent and their inverses.

An angle is reduced by Cody and Waite's method: a whole multiple of pi (or pi/2), held in three
parts of full precision, is subtracted with three multiply-adds. With `fma` the first of these is
exact and only the last two round.
"""

from __future__ import annotations

from gdsim.lanes.arithmetic import (
    Number,
    by_precision,
    floor,
    fma,
    maximum,
    minimum,
    nearest,
)


def _sin_rest_single(r: Number, n: Number) -> Number:
    """(-1)**n sin(r) for |r| up to 1.67, kept within -1 … 1 for any r."""
    z = r * r
    p = fma(2.5868412194540724e-06, z, -0.00019801036978606135)
    p = fma(p, z, 0.008332950994372368)
    p = fma(p, z, -0.16666655242443085)
    # Adding +0 to a product (here and in sin) keeps the sign of r = -0 in the end.
    y = fma(fma(p, z, 0.0), r, r)
    odd = fma(-2.0, floor(0.5 * n), n)
    return maximum(-1.0, minimum(1.0, y * fma(-2.0, odd, 1.0)))


def _sin_rest_double(r: Number, n: Number) -> Number:
    """(-1)**n sin(r) for |r| up to 1.67, kept within -1 … 1 for any r."""
    z = r * r
    p = fma(2.7070382718964968e-15, z, -7.641565701235263e-13)
    p = fma(p, z, 1.6058881468748786e-10)
    p = fma(p, z, -2.5052105640417092e-08)
    p = fma(p, z, 2.755731919681311e-06)
    p = fma(p, z, -0.00019841269841120243)
    p = fma(p, z, 0.008333333333332932)
    p = fma(p, z, -0.16666666666666663)
    y = fma(fma(p, z, 0.0), r, r)
    odd = fma(-2.0, floor(0.5 * n), n)
    return maximum(-1.0, minimum(1.0, y * fma(-2.0, odd, 1.0)))


def _sin_single(x: Number) -> Number:
    n = nearest(fma(x, 0.3183098861837907, 0.0))
    r = fma(n, -3.141592502593994, x)
    r = fma(n, -1.5099578831723193e-07, r)
    r = fma(n, -1.078060505991553e-14, r)
    return _sin_rest_single(r, n)


def _sin_double(x: Number) -> Number:
    n = nearest(fma(x, 0.3183098861837907, 0.0))
    r = fma(n, -3.141592653589793, x)
    r = fma(n, -1.224646799147353e-16, r)
    r = fma(n, -2.1657133478438278e-32, r)
    return _sin_rest_double(r, n)


sin = by_precision(_sin_single, _sin_double)


def _cos_single(x: Number) -> Number:
    # cos(x) = (-1)**(n + 1) sin(x - (2 n + 1) pi/2), so that the rest is small near the zeros.
    n = nearest(fma(x, 0.3183098861837907, -0.5))
    m = fma(2.0, n, 1.0)
    r = fma(m, -1.570796251296997, x)
    r = fma(m, -7.549789415861596e-08, r)
    r = fma(m, -5.390302529957765e-15, r)
    return _sin_rest_single(r, n + 1.0)


def _cos_double(x: Number) -> Number:
    n = nearest(fma(x, 0.3183098861837907, -0.5))
    m = fma(2.0, n, 1.0)
    r = fma(m, -1.5707963267948966, x)
    r = fma(m, -6.123233995736765e-17, r)
    r = fma(m, -1.0828566739219139e-32, r)
    return _sin_rest_double(r, n + 1.0)


cos = by_precision(_cos_single, _cos_double)
