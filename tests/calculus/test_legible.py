"""Derivatives in readable form: shorter, and the same function."""

import numpy as np
import pytest

from gdsim.calculus import parse, printing
from gdsim.calculus.legible import legible
from gdsim.calculus.lowering import compute, lower
from gdsim.catalogue.discovery import discover
from gdsim.objectives.function import Function

WRITTEN = [
    ("(2*x + 3)**2", "4*(2*x + 3)"),
    ("4*(2*x + y - 5)**2 + (x + 2*y - 7)**2", "34*x + 20*y - 94"),
    ("(1 - x)**2 + b*(y - x**2)**2; b = 100", "-4*b*x*(y - x**2) - 2*(1 - x)"),
    ("sigmoid(x)", "sigmoid(x)*(1 - sigmoid(x))"),
    ("tanh(x)", "1 - tanh(x)**2"),
    ("relu(x)", "where(x > 0, 1, 0)"),
    ("abs(x)", "sign(x)"),
    ("x/y", "1/y"),
    ("sqrt(x)", "0.5/sqrt(x)"),
    ("cbrt(x)", "1/(3*cbrt(x)**2)"),
    ("hypot(x, 2)", "x/hypot(x, 2)"),
    ("mod(x, 3)*x + x*mod(x, 3)", "2*x + 2*mod(x, 3)"),
    ("where(x == 0, 1, x**2)", "where(x == 0, 0, 2*x)"),
    ("log10(x)", "1/(log(10)*x)"),
    ("3*log2(2*x)", "3/(log(2)*x)"),
    ("erf(x)", "2*exp(-x**2)/sqrt(pi)"),
    ("0.1*x**2 - 2.1*x**4 + e**x", None),
    ("e*pi*x**2/2", "e*pi*x"),
]


@pytest.mark.parametrize(("text", "derivative"), WRITTEN)
def test_derivatives_are_written_as_in_books(text, derivative):
    expression = parse(text)
    found = printing.text(legible(expression.gradient[0], expression.parameters))
    assert found == derivative or derivative is None
    assert len(found) <= len(printing.text(expression.gradient[0]))
    assert "-1*" not in found and "+ -" not in found


@pytest.mark.parametrize("name", discover("function"))
def test_legible_derivatives_are_the_same_functions_and_no_longer(name):
    expression = Function(name).expression
    random = np.random.default_rng(5)
    points = random.uniform(-1.7, 2.3, (7, len(expression.variables)))
    for node in expression.gradient:
        short = legible(node, expression.parameters)
        assert len(printing.text(short)) <= len(printing.text(node))
        for point in points.tolist():
            numbers = {
                **expression.parameters,
                **dict(zip(expression.variables, point, strict=True)),
            }
            (one,), (other,) = (
                compute(lower([each]), numbers, np.float64) for each in (node, short)
            )
            assert other == pytest.approx(one, rel=1e-9, abs=1e-9, nan_ok=True)


def test_what_has_no_shorter_form_stays():
    long = parse(" + ".join(f"sin({k}*x)*cos({k}*y)" for k in range(1, 60)))
    assert legible(long.gradient[0]) is long.gradient[0]
