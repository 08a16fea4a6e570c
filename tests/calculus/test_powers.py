"""Powers in every form that can be typed, at kinks, at 0, and at tiny and huge numbers."""

import math
from fractions import Fraction
from functools import cache
from itertools import product

import mpmath
import numpy as np
import pytest

from gdsim.calculus import emit, parse
from gdsim.engine.backends import cpu
from gdsim.lanes import math as lanes
from tests.engine.programs import cycle, program

# How an exponent p can be written: the text of the power of a base, and its parameters.
FORMS = {
    "number": lambda base, p: (f"({base})**{float(p)!r}", {}),
    "quotient": lambda base, p: (f"({base})**({p.numerator}/{p.denominator})", {}),
    "sum": lambda base, p: (f"({base})**({float(p) + 2!r} - 2)", {}),
    "pow": lambda base, p: (f"pow({base}, {p.numerator}/{p.denominator})", {}),
    "parameter": lambda base, p: (f"({base})**p", {"p": float(p)}),
    "product of parameters": lambda base, p: (f"({base})**(-2*q)", {"q": -float(p) / 2}),
    "variable": lambda base, p: (f"({base})**y", {}),
    "difference of variables": lambda base, p: (f"({base})**(y - 3)", {}),
}
EXPONENTS = [Fraction(n, 8) for n in (-12, -8, -4, 0, 1, 4, 7, 8, 10, 12, 16, 24)]
POINTS = [1e-170, -1e-170, 1e-100, -3e-9, 0.4, -1.7, 3e8, -1e60]

# Bases that cannot be negative, with the power of |x| that they are near 0; then one that can.
KINKED = {"x**2": 2, "abs(x)": 1, "x*x": 2, "3*x**2/7": 2, "relu(x) + relu(-x)": 1}
EXACT = {
    "x**2": lambda x: x**2,
    "abs(x)": abs,
    "x*x": lambda x: x**2,
    "3*x**2/7": lambda x: 3 * x**2 / 7,
    "relu(x) + relu(-x)": abs,
    "x": lambda x: x,
}


@cache
def power(form, base, p):
    """A power, parsed once for all points."""
    return parse(*FORMS[form](base, p))


def at(form, base, p, x, order):
    """Value, and derivatives by x, of a power at x."""
    expression = power(form, base, p)
    point = [x]
    if "y" in expression.variables:
        point.append(float(p) + 3 * (form == "difference of variables"))
    if order == 0:
        return expression.value(point)
    if order == 1:
        return expression.gradient_at(point)[0]
    return expression.hessian_at(point)[0][0]


@cache
def exact(base, p, x, order):
    """The same to 60 digits, at an x that is not 0."""
    with mpmath.workdps(60):
        exponent = mpmath.mpf(p.numerator) / p.denominator
        inner = EXACT[base]
        value = inner(mpmath.mpf(x))
        if value < 0 and p.denominator != 1:
            return mpmath.nan
        # The bases are c |x|**k: each derivative brings down the exponent and divides by x.
        total = exponent * KINKED.get(base, 1)
        found = value**exponent
        for n in range(order):
            found = found * (total - n) / mpmath.mpf(x)
        return found


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("base", EXACT)
def test_powers_and_their_derivatives_are_exact_away_from_0(form, base):
    for p, x, order in product(EXPONENTS, POINTS, (0, 1, 2)):
        wanted = exact(base, p, x, order)
        # What is out of range, or has a factor that is (the power of the base, one less a time), is
        # of no interest here.
        inner = abs(EXACT[base](mpmath.mpf(x)))
        factors = [inner, *(inner ** (float(p) - n) for n in range(order + 1))]
        if mpmath.isnan(wanted) or not all(1e-290 < each < 1e290 for each in factors):
            continue
        # A second derivative is a difference of terms that may all but cancel.
        size = float(inner ** float(p) / abs(mpmath.mpf(x)) ** order)
        found = at(form, base, p, x, order)
        assert found == pytest.approx(float(wanted), rel=1e-11, abs=1e-12 * size), (p, x, order)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("base", KINKED)
@pytest.mark.parametrize("x", [0.0, -0.0, 1e-170, -1e-170])
def test_a_root_has_derivative_0_where_its_base_is_0(form, base, x):
    if parse(f"{base} + 0*y").value([x, 0.0]) != 0:
        return  # only the squares of 1e-170 vanish
    for p in EXPONENTS:
        value, slope, bend = (at(form, base, p, x, order) for order in (0, 1, 2))
        if p < 0:
            assert value == math.inf
            assert not math.isfinite(slope) or "relu" in base  # no branch of which is taken
            continue
        assert (value, abs(slope) <= 2e-170) == (float(p == 0), True), (p, slope)
        if p == 1 and KINKED[base] == 2:  # a parabola
            assert bend == pytest.approx(2 * parse(base).value([1.0]), rel=1e-12)
        else:
            assert (slope, bend) == (0.0, 0.0), p


@pytest.mark.parametrize("form", FORMS)
def test_a_power_of_what_may_be_negative_has_its_one_sided_slope_at_0(form):
    for p in EXPONENTS:
        slope = at(form, "x", p, 0.0, 1)
        if p < 0:
            assert not math.isfinite(slope)
        else:
            assert slope == (0.0 if p == 0 else math.inf if p < 1 else 1.0 if p == 1 else 0.0), p


@pytest.mark.parametrize("form", ["quotient", "parameter", "variable"])
def test_a_root_of_several_variables_is_level_at_its_minimum(form):
    for p in (Fraction(1, 2), Fraction(1, 3), Fraction(9, 10)):
        text, parameters = FORMS[form]("x**2 + 3*z**2", p)
        point = [0.0, float(p), 0.0] if form == "variable" else [0.0, 0.0]
        expression = parse(text, parameters)
        assert expression.value(point) == 0
        assert expression.gradient_at(point) == (0.0,) * len(point)
        assert np.count_nonzero(expression.hessian_at(point)) == 0


@pytest.mark.parametrize(
    "base", ["log1p(x**2)", "expm1(abs(x))", "tanh(x**2)", "atan(x**2)", "sinh(x**2)",
             "erf(x**2)", "asin(x**2)*acos(x)", "floor(x**2)", "abs(sign(x))", "1 - 1 + x**2"]
)  # fmt: skip
def test_roots_of_functions_that_keep_a_sign_have_that_kink_too(base):
    for power in ("(1/2)", "0.5", "(1/3)"):
        assert parse(f"({base})**{power}").gradient_at([0.0]) == (0.0,)
    assert parse(f"sqrt({base})").gradient_at([0.0]) == (0.0,)


def test_the_derivative_of_a_variable_to_a_variable_is_0_where_the_other_is_0():
    for text in ("x**y", "pow(x, y)", "x**(y + 0*x)"):
        expression = parse(text)
        assert expression.gradient_at([0.0, 0.0]) == (0.0, 0.0)
        assert expression.gradient_at([0.0, 2.0]) == (0.0, 0.0)
        assert expression.gradient_at([3.0, 0.0]) == (0.0, pytest.approx(math.log(3)))
        assert expression.gradient_at([np.float32(0), np.float32(0)]) == (0.0, 0.0)
    assert parse("x**n", {"n": 0.0}).gradient_at([0.0]) == (0.0,)
    assert parse("p**x", {"p": 0.0}).gradient_at([0.5]) == (0.0,)


def test_a_base_that_is_no_number_has_no_slope():
    """A 0 at kinks must not hide a NaN."""
    for text in ("sqrt(log(x)**2 + y**2)", "(log(x)**2 + y**2)**(1/3)", "(log(x)**2 + y**2)**p"):
        parameters = {"p": 0.4} if text.endswith("p") else {}
        expression = parse(text, parameters)
        assert all(map(math.isnan, expression.gradient_at([-1.0, 2.0])))


def test_the_guard_of_a_constant_exponent_costs_nothing_where_there_is_no_kink():
    assert emit(parse("x**(3/2)")).lines == emit(parse("x**1.5")).lines
    assert emit(parse("(2 + x**2)**(1/3)")).functions == ("power",)
    assert "select" not in emit(parse("(2 + x**2)**(1/3)")).functions


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_runs_with_an_exponent_each_stand_still_at_the_kink(dtype):
    exponents = [0.0, 0.25, 0.5, 1.0, 1.5, 2.0]
    given = program(
        "(x**2 + 3*y**2)**p + z**2; p = 1", start=(0.0, 0.0, 1.0), runs=len(exponents), steps=7,
        settings={"lr": 0.25}, parameters={"p": cycle(*exponents)}, dtype=dtype,
    )  # fmt: skip
    found = cpu.run(given)
    np.testing.assert_array_equal(found.params[:, :2], 0)
    np.testing.assert_array_equal(found.params[:, 2], 0.5**7)
    expected = [0.5**14 + (p == 0) for p in exponents]
    np.testing.assert_array_equal(found.loss, np.array(expected, dtype))


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_code_has_the_bits_of_the_graph_at_kinks(kind):
    for text in ("(x**2 + y**2)**p", "x**(2*p) + y**p", "(x**2)**(1/3) + abs(y)**(p - p)"):
        expression = parse(text, {"p": 0.5})
        code = emit(expression, {"x": "x", "y": "y", "p": "p"}, order=2)
        for x, y, p in product((0.0, 0.3), (0.0, -2.0), (0.0, 0.5, 1.0, 2.0)):
            scope = {each: getattr(lanes, each) for each in code.functions}
            scope |= {"x": kind(x), "y": kind(y), "p": kind(p)}
            with np.errstate(all="ignore"):
                exec("\n".join(code.lines), scope)
                found = [eval(each, scope) for each in (code.value, *code.gradient)]
            twin = parse(text, {"p": p})
            point = [kind(x), kind(y)]
            np.testing.assert_array_equal(found, [twin.value(point), *twin.gradient_at(point)])
