"""The derivative explained: slopes, secants, corners, and the table of key derivatives."""

import math

import mpmath
import numpy as np
import pytest

import gdsim as gd
from gdsim.base.errors import SettingError
from gdsim.learn.derivatives import kinks
from gdsim.learn.derivatives.derivative import WIDTHS, derivative
from gdsim.learn.derivatives.differences import central
from gdsim.learn.derivatives.key_derivatives import USES, key_derivatives
from gdsim.learn.derivatives.points import place


def steps(explanation):
    return {step.name: step for step in explanation.steps}


def test_the_slope_is_told_as_formula_and_number_and_checked():
    found = steps(derivative("(2*x + 3)**2", 1))
    assert (found["f"].value, found["f'(x)"].formula) == (25.0, "4*(2*x + 3)")
    assert found["f'(x)"].value == 20.0
    assert found["f'(x)"].check["value"] == pytest.approx(20.0, rel=1e-9)
    assert found["tangent"].formula == "25 + 20*(x - 1)"
    assert (found["f''(x)"].formula, found["f''(x)"].value) == ("8", 8.0)
    assert "falls" in derivative("(2*x + 3)**2", -2.5).conclusion


def test_secants_come_to_the_slope_until_rounding_takes_over():
    explained = derivative("x**3", 1.5)
    table = steps(explained)["secant slope"].values
    assert table["h"] == list(WIDTHS)
    for h, slope in zip(WIDTHS[:6], table["slope"], strict=False):
        assert slope == pytest.approx(3 * 1.5**2 + 3 * 1.5 * h + h * h, rel=1e-8)
    errors = np.abs(table["off from f'(x)"])
    best = int(errors.argmin())
    assert 6 <= best <= 9
    assert f"down to h = 1e-{best}" in steps(explained)["secant slope"].sentence
    assert "rounding takes over" in steps(explained)["secant slope"].sentence
    assert explained.data["secants"]["slope"] == table["slope"]


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("3*x - 1", 2.0, "a line here: every secant has its slope, until near h = 1e-1"),
        ("4 + 0*x", 2.0, "a line here: every secant has its slope."),
        ("x**2", 0.0, "The narrower the secant"),
    ],
)
def test_secants_of_lines_and_at_zero_are_told_apart(text, at, words):
    assert words in steps(derivative(text, at))["secant slope"].sentence


def test_the_others_are_held():
    explained = derivative("rosenbrock", (-1.2, 1.0), by="y")
    step = steps(explained)["∂f/∂y"]
    assert step.formula == "2*b*(y - x**2)"
    assert step.value == pytest.approx(-88)
    assert "the other variables held" in step.sentence
    assert steps(explained)["∂²f/∂y²"].value == 200.0
    assert explained.data["variable"] == "y"
    assert explained.data["tangent"] == pytest.approx([-88.0, 24.2 + 88.0])


KINKS = [
    ("relu(x)", 0.0, "corner", 0, 1, 0),
    ("abs(x - 0.3)", 0.3, "corner", -1, 1, 0),
    ("max(x, 1 - x)", 0.5, "corner", -1, 1, 1),
    ("min(x, 2*x)", 0.0, "corner", 2, 1, 1),
    ("sqrt(x**2)", 0.0, "corner", -1, 1, 0),
    ("where(x < 1, x, x**2)", 1.0, "corner", 1, 2, 2),
    ("where(x < 1, x, 5)", 1.0, "jump", 1, 0, 0),
    ("sign(x)", 0.0, "jump", 0, 0, 0),
    ("step(x - 2)*x + 1", 2.0, "jump", 0, 1, 0.5),
    ("mod(x, 5)", 0.0, "jump", 1, 1, 1),
    ("hypot(x, 2*x)", 0.0, "corner", -math.sqrt(5), math.sqrt(5), 0),
    ("clip(2*x, 1, 9)", 0.5, "corner", 0, 2, 2),
    ("where(x == 2, 1, x)", 2.0, "jump", 1, 1, 0),
    ("cbrt(x - 1)", 1.0, "vertical tangent", math.inf, math.inf, math.inf),
    ("atan2(x - 1, -2)", 1.0, "jump", -0.5, -0.5, -0.5),
    ("sqrt(abs(x))", 0.0, "vertical tangent", -math.inf, math.inf, 0),
    ("3*leak*relu(x) + x; leak = 0.5", 0.0, "corner", 1, 2.5, 1),
]


@pytest.mark.parametrize(("text", "x", "kind", "left", "right", "used"), KINKS)
def test_corners_are_found_and_what_is_used_there_is_the_calculus_own(
    text, x, kind, left, right, used
):
    (found,) = kinks.between(place(text, 0.9), "x", -4, 3.7)
    assert (found.x, found.kind, found.used) == (x, kind, used)
    assert (found.left, found.right) == pytest.approx((left, right), abs=1e-5)
    assert found.used == gd.Function(text).expression.gradient_at([x])[0]
    explained = derivative(text, x)
    assert explained.conclusion == steps(explained)["f'(x)"].sentence
    assert f"the derivative used there is {used}" in explained.conclusion
    assert "tangent" not in steps(explained)
    assert steps(explained)["f'(x)"].check["by"] == "slopes to the left and right"


@pytest.mark.parametrize(
    "text",
    [
        "abs(x)*x",
        "relu(x)**2",
        "x**1.5",
        "log(x)",
        "max(x**2, -1)",
        "where(x == 0, 1, sin(x)/x)",
        "step(x)*x**2",
        "atan2(x, 2)",
        "abs(x) + sin(1/x)",  # which has no value at 0
        "log(abs(x))",
    ],
)
def test_smooth_functions_have_no_corners(text):
    assert kinks.between(place(text, 0.9), "x", -5, 5) == []


def test_corners_at_irrational_places_say_nothing_of_what_is_used():
    low, high = kinks.between(place("abs(x**2 - 2)", 1.0), "x", -5, 5)
    assert (low.x, high.x) == pytest.approx((-math.sqrt(2), math.sqrt(2)), abs=1e-12)
    assert low.used is None and "used" not in low.sentence


def test_jumps_of_floor_are_listed():
    table = steps(derivative("x**2 + floor(x)", 1.25))["no derivative of f"].values
    assert table["x"] == list(range(-5, 6))
    assert set(table["what"]) == {"jump"}
    assert table["slope left"] == pytest.approx([2 * x for x in range(-5, 6)], abs=1e-4)


def test_a_vertical_tangent_has_no_slope():
    explained = derivative("sqrt(x)", 0)
    assert steps(explained)["f'(x)"].value == math.inf
    assert "tangent" not in steps(explained)
    assert list(steps(explained)["secant slope"].values) == ["h", "slope"]


MPMATH = {
    "x**2": lambda x: x**2,
    "exp(x)": mpmath.exp,
    "log(x)": mpmath.log,
    "relu": lambda x: max(x, mpmath.mpf(0)),
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "tanh": mpmath.tanh,
    "softplus": lambda x: mpmath.log(1 + mpmath.exp(x)),
    "abs(x)": abs,
    "gelu": lambda x: x * mpmath.ncdf(x),
    "x**n; n = 3": lambda x: x**3,
    "sin(x)": mpmath.sin,
}


@pytest.mark.parametrize("at", [0.35, 2.5])
def test_key_derivatives_are_those_of_mpmath(at):
    explained = key_derivatives(at)
    rows = explained.data["rows"]
    assert list(USES) == list(MPMATH) and len(rows) == len(USES)
    for name, row, step in zip(USES, rows, explained.steps, strict=True):
        slope = float(mpmath.diff(MPMATH[name], at))
        assert row["value"] == step.value == pytest.approx(slope, rel=1e-9)
        middle = row["x"].index(1.5)
        assert row["slope"][middle] == pytest.approx(
            float(mpmath.diff(MPMATH[name], 1.5)), rel=1e-9
        )
        assert row["f"][middle] == pytest.approx(float(MPMATH[name](mpmath.mpf(1.5))), rel=1e-12)


def test_key_derivatives_read_as_in_the_book():
    formulas = [row["derivative"] for row in key_derivatives().data["rows"]]
    assert formulas[:6] == [
        "2*x", "exp(x)", "1/x", "where(x > 0, 1, 0)", "sigmoid(x)*(1 - sigmoid(x))",
        "1 - tanh(x)**2",
    ]  # fmt: skip
    text = key_derivatives().text()
    assert "There is a corner at x = 0 (relu(x) at 0): the slope is 0" in text
    for name in ("squared error", "softmax", "log-likelihood"):
        assert name in text.lower()


@pytest.mark.parametrize(
    ("name", "x"), [("exp", 0.3), ("sin", 40.0), ("log", 1e-3), ("gamma", 2.2), ("tan", 1.5)]
)
def test_differences_are_good_to_nine_digits(name, x):
    function = getattr(math, name)

    def defined(z):
        try:
            return function(z)
        except ValueError:
            return math.nan

    slope = float(mpmath.diff({"log": mpmath.ln}.get(name, getattr(mpmath, name)), x))
    assert central(defined, x) == pytest.approx(slope, rel=1e-9)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("x*y", (1, 2)), "the function has several variables (x, y): name one with by"),
        (("x*y", (1, 2), "z"), "the function has no variable 'z'"),
        (("log(x)", 0), "log(x) has no finite value at x = 0: it is infinite there"),
    ],
)
def test_what_has_no_derivative_gets_its_sentence(arguments, sentence):
    with pytest.raises(SettingError) as caught:
        derivative(*arguments)
    assert sentence in str(caught.value)
