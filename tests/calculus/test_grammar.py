"""What a text means: precedence as in Python, names, parameters, sums."""

import math
import pickle
import re
from pathlib import Path

import numpy as np
import pytest

import gdsim as gd
from gdsim.calculus import parse
from gdsim.calculus.operations import FUNCTIONS
from gdsim.calculus.sums import SUMS as SUMS_OF

PRECEDENCE = [
    "x + y*z",
    "x - y - z",
    "x - (y - z)",
    "x/y/z",
    "x/y*z",
    "x*y/z*x",
    "-x**2",
    "(-x)**2",
    "-x*y",
    "--x - -y",
    "+x - +y",
    "2**-x",
    "2**-x*y",
    "2**x**y",
    "(2**x)**y",
    "-2**-x**-y",
    "x**2*y**3 - -z**2",
    "x*-y**2 + z",
    "1 - x/2 - 3*y + .5e1*z - 1.e-1",
    "x - y*z**2/x + (x - (y + z)*(x/(y - 7)))",
]
NAMES = {"x": 1.7, "y": 0.6, "z": -2.3}


@pytest.mark.parametrize("text", PRECEDENCE)
@pytest.mark.parametrize("caret", [False, True])
def test_operators_bind_as_in_python(text, caret):
    expression = parse(text.replace("**", "^") if caret else text)
    point = [NAMES[name] for name in expression.variables]
    assert expression.value(point) == pytest.approx(eval(text, {}, NAMES), rel=1e-14)


CALLS = [
    ("sqrt(x)", math.sqrt),
    ("exp(x)", math.exp),
    ("expm1(x)", math.expm1),
    ("log(x)", math.log),
    ("ln(x)", math.log),
    ("log1p(x)", math.log1p),
    ("sin(x)", math.sin),
    ("cos(x)", math.cos),
    ("tan(x)", math.tan),
    ("sinh(x)", math.sinh),
    ("cosh(x)", math.cosh),
    ("tanh(x)", math.tanh),
    ("asin(x/2)", lambda x: math.asin(x / 2)),
    ("arcsin(x/2)", lambda x: math.asin(x / 2)),
    ("acos(x/2)", lambda x: math.acos(x / 2)),
    ("arccos(x/2)", lambda x: math.acos(x / 2)),
    ("atan(x)", math.atan),
    ("arctan(x)", math.atan),
    ("erf(x)", math.erf),
    ("cbrt(-x)", lambda x: -math.cbrt(x)),
    ("log2(x)", math.log2),
    ("log10(x)", math.log10),
    ("hypot(x, 3, -x)", lambda x: math.hypot(x, 3, x)),
    ("atan2(x, -1)", lambda x: math.atan2(x, -1)),
    ("arctan2(-x, -1)", lambda x: math.atan2(-x, -1)),
    ("mod(-5*x, 2)", lambda x: -5 * x % 2),
    ("5*x % -2", lambda x: 5 * x % -2),
    ("7 - -5*x % 2*x/3", lambda x: 7 - -5 * x % 2 * x / 3),
    ("step(x - 0.5)", lambda x: (x > 0.5) / 2 + (x >= 0.5) / 2),
    ("heaviside(-x) + Heaviside(x)", lambda x: 1),
    ("clip(x, 0.4, 1)", lambda x: min(max(x, 0.4), 1)),
    ("where(2*x == 1, 5, x)", lambda x: 5 if x == 0.5 else x),
    ("where(2*x != 1, 5, x)", lambda x: x if x == 0.5 else 5),
    ("sigmoid(x)", lambda x: 1 / (1 + math.exp(-x))),
    ("softplus(x)", lambda x: math.log(1 + math.exp(x))),
    ("relu(x) - relu(-x)", lambda x: x),
    ("abs(-x)", abs),
    ("sign(-x)", lambda x: -1.0),
    ("floor(-x)", lambda x: math.floor(-x)),
    ("ceil(-x)", lambda x: math.ceil(-x)),
    ("pow(x, 1.3)", lambda x: x**1.3),
    ("min(x, 1, x + 1, 0.25)", lambda x: min(x, 1, x + 1, 0.25)),
    ("max(0.5, x, 1, 0)", lambda x: max(0.5, x, 1, 0)),
    ("where(x < 1, 2, 3*x)", lambda x: 2 if x < 1 else 3 * x),
    ("where(2*x >= 1 + 0*x, -x, 7)", lambda x: -x if 2 * x >= 1 else 7),
    ("x*pi - e", lambda x: x * math.pi - math.e),
    ("e**x", math.exp),
]


@pytest.mark.parametrize(("text", "reference"), CALLS)
@pytest.mark.parametrize("x", [0.31, 0.5, 1.62])
def test_every_function_is_that_of_mathematics(text, reference, x):
    assert parse(text).value([x]) == pytest.approx(reference(x), rel=1e-13)


def test_every_function_is_named_where_people_look():
    page = (Path(__file__).parents[2] / "docs" / "getting-started.md").read_text()
    others = {"ln", "arcsin", "arccos", "arctan", "arctan2", "heaviside", "Heaviside"}
    for place in (page, gd.Function.__doc__):
        assert (FUNCTIONS.keys() | SUMS_OF.keys()) - others <= set(re.findall(r"\w+", place))


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("x² + y³", "x**2 + y**3"),
        ("x·y × 2 − 1 ÷ y", "x*y*2 - 1/y"),
        ("where(x ≤ 1, x, 2)", "where(x <= 1, x, 2)"),
        ("2*π*x", "2*pi*x"),
        ("λ*x + Λ; λ = 2", "lambda*x + Lambda; lambda = 2"),
        ("µ*x + ϵ*y + ϑ", "mu*x + epsilon*y + theta"),
        ("where(x ≠ 1, x, 2)", "where(x != 1, x, 2)"),
        ("α_1*x²", "alpha_1*x**2"),
        ("x\n + y\t* 2", "x + y*2"),
        ("x²³", "x**23"),
        ("x²² - 3*y¹⁰⁰", "x**22 - 3*y**100"),
        ("x⁻² + y⁺³ + x⁻¹²", "x**-2 + y**3 + x**-12"),
        ("x⁰ + y⁰¹ + y⁷⁸", "x**0 + y**1 + y**78"),
        ("x⁴⁵⁶ + y⁹", "x**456 + y**9"),
        ("-x² - (-x)³ + 2²*y", "-x**2 - (-x)**3 + 2**2*y"),
        ("(x + 1)²/y² + sin(x)⁴", "(x + 1)**2/y**2 + sin(x)**4"),
        ("2**x² + x²**3", "2**(x**2) + (x**2)**3"),
        ("x ² * y", "x**2*y"),
        ("sum(x_i²¹, 2)", "sum(x_i**21, 2)"),
        ("a²*x; a = 3²¹", "a**2*x; a = 3**21"),
    ],
)
def test_typographic_characters_mean_what_they_look_like(text, same):
    assert str(parse(text)) == str(parse(same))


def test_a_variable_or_parameter_may_be_called_step():
    expression = parse("step*x + step(x - a); a = 1")
    assert expression.variables == ("step", "x")
    assert expression.value([3, 2]) == 7
    assert parse("x*step; step = 3").value([2]) == 6


def test_variables_are_sorted_naturally():
    assert parse("x8 + x1*x2").variables == ("x1", "x2", "x8")
    assert parse("z*theta + b10*b9*b + X").variables == ("X", "b", "b9", "b10", "theta", "z")


def test_stated_variables_keep_their_order_and_may_be_absent():
    expression = parse("2*x + y", variables=["y", "t", "x"])
    assert expression.variables == ("y", "t", "x")
    assert expression.value([10, 99, 1]) == 12
    assert expression.gradient_at([10, 99, 1]) == (1, 0, 2)


def test_parameters_come_from_the_text_and_the_argument_overrides_them():
    text = "a*x**2 + b*y; a = 1.5, b = -2*pi"
    assert dict(parse(text).parameters) == {"a": 1.5, "b": -2 * math.pi}
    expression = parse(text, parameters={"b": np.float64(4)})
    assert dict(expression.parameters) == {"a": 1.5, "b": 4.0}
    assert expression.variables == ("x", "y")
    assert expression.value([2, 3]) == 18
    assert parse(expression.text, expression.parameters) == parse(str(expression) + " ").__class__(
        expression.text, dict(expression.parameters), None
    )


def test_parameters_cannot_be_changed_behind_the_graph():
    with pytest.raises(TypeError):
        parse("a*x; a = 1").parameters["a"] = 2


SUMS = [
    ("sum(x_i**2, 3)", "x1**2 + x2**2 + x3**2"),
    ("sum(i*x_i) + 0*p + 0*q", "p + 2*q"),
    ("prod(cos(x_i/sqrt(i)), 2)", "cos(x1)*cos(x2/sqrt(2))"),
    ("1 + sum(x_i**2)/4000 - prod(cos(x_i/sqrt(i))) + 0*x*y",
     "1 + (x**2 + y**2)/4000 - cos(x)*cos(y/sqrt(2))"),
    ("exp(sum(x_i**2, 4)/n)", "exp((x1**2 + x2**2 + x3**2 + x4**2)/4)"),
    ("sum(100*(x_j - x_i**2)**2 + (1 - x_i)**2, 3)",
     "100*(x2 - x1**2)**2 + (1 - x1)**2 + 100*(x3 - x2**2)**2 + (1 - x2)**2"),
    ("sum(j*x_j - i, 3)", "2*x2 - 1 + 3*x3 - 2 + 0*x1"),
    ("sum((x_i - c)**2, 2); c = 3", "(x1 - 3)**2 + (x2 - 3)**2"),
    ("sum(x_i*n, 2)*n; n = 7", "(x1*7 + x2*7)*7"),
    ("sum(x_i*max(x_i, 0), 2) + i", "x1*max(x1, 0) + x2*max(x2, 0) + i"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "written_out"), SUMS)
def test_a_sum_is_what_one_would_write_out(text, written_out):
    expression, reference = parse(text), parse(written_out)
    assert expression.variables == reference.variables
    point = [0.7, -1.3, 2.2, 0.4][: len(reference.variables)]
    assert expression.value(point) == pytest.approx(reference.value(point), rel=1e-14)
    gradient = reference.gradient_at(point)
    assert expression.gradient_at(point) == pytest.approx(gradient, rel=1e-13)


def test_a_sum_runs_over_the_stated_variables():
    expression = parse("sum(x_i**i)", variables=["u", "v", "w"])
    assert expression.value([2, 3, 4]) == 2 + 9 + 64


def test_expressions_are_equal_by_text_and_parameters_and_survive_pickling():
    expression = parse("a*x*y; a = 2", {"a": 3}, ["y", "x"])
    other = pickle.loads(pickle.dumps(expression))
    assert other == expression
    assert hash(other) == hash(expression)
    assert other.gradient_at([1.5, 2.5]) == expression.gradient_at([1.5, 2.5]) == (7.5, 4.5)
    assert expression != parse("a*x*y; a = 2", {"a": 3})
    assert expression != parse("a*x*y; a = 2", None, ["y", "x"])
    assert expression != "a*x*y; a = 2"


def test_expressions_have_one_form_for_all_values_of_their_parameters():
    first, other = (parse("a*x*y + b; a = 2, b = 1", {"a": a}, ["y", "x"]) for a in (3, 5))
    assert first.form == other.form != first != other
    assert hash(first.form) == hash(other.form) and first.form.parameters == {"a": 0, "b": 0}
    assert first.form.value([1.5, 2.5]) == 0 and first.value([1.5, 2.5]) == 12.25
    assert first.form.hessian_at([1.5, 2.5]) == ((0, 0), (0, 0)) != first.hessian_at([1.5, 2.5])
    assert pickle.loads(pickle.dumps(first.form)) == first.form
    assert first.form != parse("a*x*y + b; a = 2, b = 1", {"a": 3}).form  # y is its first variable


def test_a_float32_point_is_computed_in_float32():
    expression = parse("x/3 + exp(y)*where(x < y, 1, 2)/3")
    value = expression.value([np.float32(0.1), np.float32(0.2)])
    one_third = np.float32(0.1) / np.float32(3)
    assert isinstance(value, np.float32)
    assert abs(value - (0.1 / 3 + math.exp(0.2) / 3)) < 1e-7
    assert isinstance(expression.gradient_at([np.float32(0.1), 0.2])[0], np.float32)
    assert parse("x/3").value([np.float32(0.1)]) == one_third
    assert type(expression.value([1, 2])) is float


def test_values_outside_the_domain_are_not_errors():
    expression = parse("log(x) + 1/y")
    assert math.isnan(expression.value([-1, 1]))
    assert expression.value([1, 0]) == math.inf
    assert expression.gradient_at([0, 1])[0] == math.inf
    assert parse("exp(x)**2").value([1e6]) == math.inf


def test_a_point_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match=r"2 numbers \(x, y\), got 3"):
        parse("x*y").value([1, 2, 3])
