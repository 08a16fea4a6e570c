"""The derived values, gradients and Hessians agree with SymPy's, computed with 30 digits."""

from __future__ import annotations

import zlib

import mpmath
import numpy as np
import sympy

from gdsim.calculus import Expression, parse


def expression(reading) -> Expression:
    hypers = reading.definition.parameters.items()
    return parse(reading.definition.text, {name: hyper.default for name, hyper in hypers})


def points(reading, n):
    """Random points of the domain, the same ones in every run of the tests."""
    draw = np.random.default_rng(zlib.crc32(reading.definition.title.encode()))
    low, high = np.transpose(reading.definition.domain)
    return [tuple(point) for point in draw.uniform(low, high, (n, len(low))).tolist()]


def close(got, want, tolerance):
    """Relative to the largest part: a part of 1e-20 beside one of 1 is made of rounding."""
    size = max(abs(part) for part in want)
    return all(abs(g - w) <= tolerance * size for g, w in zip(got, want, strict=True))


def derivatives(reading, order):
    """SymPy's derivatives of one order, one after another, as a function of a point."""
    rows = [reading.expression]
    for _ in range(order):
        rows = [sympy.diff(row, symbol) for row in rows for symbol in reading.symbols]
    arguments = [*reading.symbols, *reading.parameters.values()]
    modules = [{"DiracDelta": lambda _: 0, "Heaviside": lambda z, _=0: z > 0}, "mpmath"]
    function = sympy.lambdify(arguments, rows, modules)
    return lambda point: function(*map(mpmath.mpf, [*point, *reading.settings()]))


def test_the_expression_has_the_variables_of_the_domain(reading):
    assert expression(reading).variables == ("x", "y")[: len(reading.definition.domain)]


def test_the_value_is_the_minimum_at_every_minimum(reading):
    for point in reading.definition.minima:
        value = expression(reading).value(point)
        assert abs(value - reading.definition.minimum) <= 1e-12


def test_the_start_has_a_slope_in_float32(reading):
    slope = expression(reading).gradient_at([np.float32(x) for x in reading.definition.start])
    assert np.linalg.norm(slope) > 1e-5


def test_gradients_in_float32_are_finite_on_the_whole_domain(reading):
    derived = expression(reading)
    for point in points(reading, 12):
        slope = derived.gradient_at([np.float32(part) for part in point])
        assert all(isinstance(part, np.float32) for part in slope)
        assert np.isfinite(slope).all()


def test_values_and_gradients_are_those_of_30_digits(reading):
    derived, exact = expression(reading), derivatives(reading, 1)
    for point in points(reading, 5):
        with mpmath.workdps(30):
            assert close(derived.gradient_at(point), exact(point), 1e-9)
            assert close([derived.value(point)], derivatives(reading, 0)(point), 1e-9)


def test_hessians_are_those_of_30_digits(reading):
    derived, exact = expression(reading), derivatives(reading, 2)
    for point in points(reading, 2):
        with mpmath.workdps(30):
            got = [part for row in derived.hessian_at(point) for part in row]
            want = exact(point)
            assert close(got, want, 1e-8) or max(map(abs, want)) == max(map(abs, got)) == 0
