"""SymPy's simplifying, read back."""

import pytest

from gdsim.calculus import parse
from gdsim.calculus.symbolic import simplified


@pytest.mark.parametrize(
    ("text", "simpler"),
    [
        ("(x**2 - 1)/(x - 1)", "x + 1"),
        ("sin(x)**2 + cos(x)**2 + y - 0.5", "y + 1/2"),
        ("a*x + 2*a*x + b*y - b*y; a = 2, b = 3", "3*a*x; a = 2"),
        ("exp(x)*exp(y)*e", "exp(x + y + 1)"),
        ("max(x, y) + max(x, y)*0 - x + x", "where(x >= y, x, y)"),
        ("hypot(x, y)**2 + log10(x)*0", "x**2 + y**2"),
        ("cbrt(x)**3 + atan2(x, y) - atan2(x, y)", "x"),
        ("where(x == y, x, y) + step(x)*0 + x - x", "y"),
        ("mod(x, 3) + step(y)*x - x*step(y) + step(x)", "step(x) + mod(x, 3)"),
        ("x*where(x == y, 1, 2) + y + z - z - y", "where(x == y, y, 2*x)"),
        ("abs(x)*abs(y) + 0*ceil(x)", "abs(x*y)"),
    ],
)
def test_a_clumsy_text_becomes_shorter(text, simpler):
    assert str(simplified(parse(text))) == simpler


@pytest.mark.parametrize("text", ["x**2", "erf(x) - sigmoid(y)", "floor(x)*sign(y)"])
def test_what_is_simple_stays_itself(text):
    expression = parse(text)
    assert simplified(expression) is expression


def test_what_is_too_large_for_sympy_stays_itself():
    expression = parse("+".join(f"sin({i}*x)" for i in range(100)))
    assert simplified(expression) is expression


def test_variables_that_cancel_stay_variables():
    simpler = simplified(parse("x*y/y"))
    assert simpler.variables == ("x", "y")
    assert simpler.gradient_at([3, 4]) == (1, 0)
