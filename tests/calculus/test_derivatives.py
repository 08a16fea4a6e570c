"""Gradients and Hessians against SymPy and complex steps, and the promises at kinks."""

import cmath
import math
import random

import numpy as np
import pytest

from gdsim.calculus import parse

SMOOTH = [
    "x",
    "3*x - 2*y + 1",
    "x*y - y*z + z*x",
    "x*x*x - x*x",
    "x/y",
    "1/x + 2/(x*y)",
    "(x - y)/(x + y)/3",
    "-(x - 2*y)**2",
    "x**3 - 3*x*y**2",
    "x**7 + y**-3",
    "x**64 - (x*y)**-2",
    "x**70",
    "x**0.5 + y**-0.5",
    "x**1.5 - y**2.5 + z**-1.5",
    "x**y",
    "(x*y)**(x - z)",
    "2**x + pi**(x*y)",
    "e**(-x**2)",
    "c*x**p + p**x; c = 2.5, p = 1.75",
    "(1 - x)**2 + 100*(y - x**2)**2",
    "(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2",
    "sqrt(x + y**2)",
    "sqrt(x**2 + y**2 + z**2)",
    "exp(x*y) - exp(-x)",
    "expm1(x - y*x)",
    "log(x*y + 1) + log(x)**2",
    "log1p(x*y)*log1p(z)",
    "sin(x*y) + cos(x - y)",
    "sin(cos(x))**2*cos(sin(y))",
    "tan(x/2)*y",
    "sinh(x - y)*cosh(x*y)",
    "tanh(x*y - 1) + tanh(x)**2",
    "asin(x/3)*acos(y/3)",
    "atan(x*y)/atan(x)",
    "erf(x - y)*erf(2*x)",
    "sigmoid(2*x - y)*x",
    "softplus(x - y)**2 + softplus(-x*y)",
    "cbrt(x - 3)*y**2 + cbrt(x*y)",
    "log2(x*y) - log10(x + y**2)",
    "hypot(x - 2, y) + hypot(x, y, z)**3",
    "atan2(y, x - 1) + atan2(x*y, -3)*x",
    "step(x - 1)*y**2 + where(x == 1, y, x)*where(y != z, x*y, 3)",
    "clip(x*y, 0.5, 1.5)**2 + clip(x, y, z)",
    "abs(x - 3)*y + abs(x*y)**3",
    "max(x**2, y)*min(x, y**2, z) - max(sin(x), cos(y), sin(z), -y)",
    "where(x*y < 1, x**2*y, exp(-x)) + where(z >= 1, z, z**2)*x",
    "relu(x - y)**2 + relu(y - x)**3 + relu(x)*y",
    "20 - 20*exp(-0.2*sqrt(0.5*(x**2 + y**2))) + e - exp(0.5*(cos(2*pi*x) + cos(2*pi*y)))",
    "-sin(x)*(sin(x**2/pi)**2)**m - sin(y)*(sin(2*y**2/pi)**2)**m; m = 10",
    "sum(100*(x_j - x_i**2)**2 + (1 - x_i)**2, 4)",
    "1 + sum(x_i**2, 8)/4000 - prod(cos(x_i/sqrt(i)), 8)",
    "-20*x + x/7*3/5 + 5*(2*(3*(y*x)))",
]


def close(actual, expected):
    return np.allclose(np.array(actual, float), np.array(expected, float), rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("text", SMOOTH)
def test_derivatives_are_sympys(text):
    import sympy

    from gdsim.calculus.symbolic import to_sympy

    expression = parse(text)
    symbols = [sympy.Symbol(name, real=True) for name in expression.variables]
    known = {sympy.Symbol(k, real=True): v for k, v in expression.parameters.items()}
    formula = to_sympy(expression.root).subs(known)
    gradient = [sympy.diff(formula, symbol) for symbol in symbols]
    hessian = [[sympy.diff(each, symbol) for symbol in symbols] for each in gradient]
    reference = sympy.lambdify(
        symbols, [formula, gradient, hessian], [{"DiracDelta": lambda *x: 0}, "mpmath"]
    )
    draw = random.Random(text)
    for _ in range(3):
        point = [draw.uniform(0.3, 1.9) for _ in symbols]
        value, by_each, by_pairs = reference(*point)
        assert close(expression.value(point), value)
        assert close(expression.gradient_at(point), by_each)
        assert close(expression.hessian_at(point), by_pairs)


COMPLEX = {
    "exp": cmath.exp,
    "sin": cmath.sin,
    "cos": cmath.cos,
    "tan": cmath.tan,
    "sinh": cmath.sinh,
    "cosh": cmath.cosh,
    "tanh": cmath.tanh,
    "asin": cmath.asin,
    "acos": cmath.acos,
    "atan": cmath.atan,
    "log": cmath.log,
    "sqrt": cmath.sqrt,
}


@pytest.mark.parametrize("name", COMPLEX)
@pytest.mark.parametrize("at", [0.13, 0.52, 0.94])
def test_gradient_is_the_complex_step_derivative(name, at):
    step = 1e-100
    expected = (COMPLEX[name](at + 1j * step) * (at + 1j * step) ** 3).imag / step
    assert parse(f"{name}(x)*x**3").gradient_at([at])[0] == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize(
    "text", ["expm1(x)", "log1p(x)", "erf(x)", "sigmoid(3*x)", "softplus(-2*x)", "x**x", "1.7**x"]
)
def test_gradient_is_the_difference_quotient(text):
    expression, step = parse(text), 1e-5
    for at in (0.2, 0.9, 2.1):
        quotient = (expression.value([at + step]) - expression.value([at - step])) / (2 * step)
        assert expression.gradient_at([at])[0] == pytest.approx(quotient, rel=1e-8)


def test_modulo_by_its_divisor_loses_a_multiple_of_it():
    expression, step = parse("mod(x, y)**2 + (x + 3*y) % (y - x)"), 1e-6
    for point in ([0.9, 0.37], [-1.9, 0.7], [5.3, -1.2]):
        for k, slope in enumerate(expression.gradient_at(point)):
            ends = ([p + turn * step * (i == k) for i, p in enumerate(point)] for turn in (1, -1))
            above, below = map(expression.value, ends)
            assert slope == pytest.approx((above - below) / (2 * step), rel=1e-6)


def test_lengths_and_angles_have_derivatives_where_squares_overflow_or_vanish():
    for size in (1e200, 1e-200, 1e-320):
        length, angle = parse("hypot(x, y)"), parse("atan2(x, y)")
        assert length.gradient_at([3 * size, -4 * size]) == pytest.approx((0.6, -0.8), rel=1e-3)
        slopes = [each * size for each in angle.gradient_at([3 * size, -4 * size])]
        assert size < 1e-300 or slopes == pytest.approx([-0.16, -0.12], rel=1e-12)
    assert parse("hypot(x, y)").value([3e307, 4e307]) == 5e307


def test_expm1_and_softplus_have_accurate_derivatives_far_out():
    assert parse("expm1(x)").gradient_at([-40.0])[0] == pytest.approx(math.exp(-40), rel=1e-14)
    assert parse("softplus(x)").gradient_at([-40.0])[0] == pytest.approx(math.exp(-40), rel=1e-12)
    assert parse("softplus(x)").gradient_at([800.0]) == (1.0,)


KINKS = [
    ("abs(x)", 0, 0),
    ("abs(-3*x)", 0, 0),
    ("relu(x)", 0, 0),
    ("relu(x)", 1e-300, 1),
    ("sign(x)*x", 0, 0),
    ("sign(x)*x**2", -2, 4),
    ("floor(x) + x", 1, 1),
    ("ceil(x)*x", 1.5, 2),
    ("max(2*x, 3*x)", 0, 2),
    ("max(3*x, 2*x)", 0, 3),
    ("min(2*x, 3*x)", 0, 2),
    ("min(3*x, 2*x, 7*x, -x)", 0, 3),
    ("max(0*x, x, 5*x)", 0, 0),
    ("where(x < 0, 2*x, 3*x)", 0, 3),
    ("where(x <= 0, 2*x, 3*x)", 0, 2),
    ("where(x > 0, 2*x, 3*x)", 0, 3),
    ("where(x >= 0, 2*x, 3*x)", 0, 2),
    ("where(1 < 2, 2*x, 3*x)", 5, 2),
    ("sqrt(x)", 0, math.inf),
    ("-sqrt(x)", 0, -math.inf),
    ("sqrt(x**2)", 0, 0),
    ("3*sqrt(abs(x)) + x", 0, 1),
    ("sqrt(x*x + x**4/7)", 0, 0),
    ("(2*x**2)**0.25 + 5*x", 0, 5),
    ("sqrt(2 + x**2) + x", 0, 1),
    ("cbrt(x)", 0, math.inf),
    ("cbrt(x**2) + x", 0, 1),
    ("3*cbrt(abs(x)) + x", 0, 1),
    ("hypot(x, 0*x) + x", 0, 1),
    ("hypot(x, 2*x, 0) + 5*x", 0, 5),
    ("atan2(x, 0*x)", 0, 0),
    ("atan2(0*x, x) + x", 0, 1),
    ("step(x) + x", 0, 1),
    ("mod(x, 2)", 4, 1),
    ("x % 2 + (7 % x)", 3, -1),
    ("mod(7, x)", 3.5, -2),
    ("-x % 3", 2, -1),
    ("clip(x, -1, 2)", 2, 1),
    ("clip(x, -1, 2)", 2.5, 0),
    ("clip(2*x, x, 3*x)", 0, 2),
    ("where(x == 0, 1, sin(x)/x)", 0, 0),
    ("where(x != 0, x**2, 3*x)", 0, 3),
    ("where(x == 0, 1, x/abs(x))", -2, 0),
    ("x*sin(sqrt(abs(x)))", 0, 0),
    ("exp(-sqrt(relu(x) + max(x**2, -1)))", 0, 0),
    ("sqrt(exp(-900*x))", 1, 0),
    ("sqrt(1/(1 + x**2))", 1e170, 0),
    ("((1 + x**2)**-2)**0.5", 1e150, 0),
    ("x**1.5", 0, 0),
    ("x**2.5 + x**2 + x**64", 0, 0),
    ("x**1", 0, 1),
    ("x**0 + x", 0, 1),
    ("0**x + x", 1, 1),
    ("(x - 1)**x", 1, 1),
    ("(2 + x)**(x - x)", 0, 0),
    ("0*x", 3, 0),
    ("floor(x)*0.5", 1, 0),
]


@pytest.mark.parametrize(("text", "at", "slope"), KINKS)
def test_conventions_at_kinks(text, at, slope):
    assert parse(text).gradient_at([at]) == (slope,)


# Each has a branch that is not taken at `at` and whose derivative there is infinite or no number.
BRANCHES = [
    ("where(x > 0, sqrt(x), x**2)", -1, -2),
    ("where(x > 0, log(x), 3*x)", 0, 3),
    ("where(x > 0, log(x)*sqrt(x)/x, 3*x)", -4, 3),
    ("where(x < 0, 2*x, where(x > 4, sqrt(x - 4), x))", 3, 1),
    ("where(x > 0, where(x > 1, sqrt(x - 1), 5*x), 3*x)", 0.5, 5),
    ("where(x > 0, where(x > 0, x, sqrt(x)), x**3)", 2, 1),
    ("where(x < 0, where(x > 0, 1/x, x), 4*x)", 1, 4),
    ("relu(x)*x + where(x < 1, x, exp(exp(exp(x))))", -3, 1),
    ("where(x < 100, x, x**60*exp(x))", 99, 1),
    ("max(x, 1 - sqrt(abs(x)))*2 + where(x < 0, 1/x, 0*x)", 4, 2),
    ("min(x, 1/(x - 2)**2)", 2, 1),
    ("sqrt(where(x > 1, x, 1))", 0, 0),
    ("exp(where(x > 0, log(x), x))*2", -1, 2 * math.exp(-1)),
]


@pytest.mark.parametrize(("text", "at", "slope"), BRANCHES)
def test_a_branch_that_is_not_taken_leaves_no_trace(text, at, slope):
    expression = parse(text)
    assert expression.gradient_at([at])[0] == pytest.approx(slope, rel=1e-14)
    assert expression.gradient_at([np.float32(at)])[0] == pytest.approx(slope, rel=1e-6)
    assert math.isfinite(expression.hessian_at([at])[0][0])


def test_the_hessian_is_symmetric_to_the_bit():
    hessian = parse("sin(x*y)*exp(z - x) + x**y/z").hessian_at([0.7, 1.3, 0.4])
    assert hessian == tuple(zip(*hessian, strict=True))


def test_the_second_derivative_of_a_kink_is_that_of_its_branches():
    assert parse("abs(x)*x").hessian_at([-2.0]) == ((-2.0,),)
    assert parse("max(x**2, y**3)").hessian_at([1.0, 2.0]) == ((0.0, 0.0), (0.0, 12.0))
    assert parse("relu(x)**2").hessian_at([3.0]) == ((2.0,),)
