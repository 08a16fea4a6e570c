"""The emitted code: the same bits as the walk over the graph, and nothing twice or for nothing."""

import ast
import re
import time

import numpy as np
import pytest

from gdsim.calculus import emit, parse
from gdsim.lanes import math as lanes

EXPRESSIONS = [
    "(1 - x)**2 + 100*(y - x**2)**2",
    "a*x**3 - 2/y + x**-2; a = 0.3",
    "20 - 20*exp(-0.2*sqrt(0.5*(x**2 + y**2))) + e - exp(0.5*(cos(2*pi*x) + cos(2*pi*y)))",
    "where(x < y, sin(x)/3, tanh(y)*x) + max(x, y, 1)*relu(x - 1)",
    "sigmoid(x)*softplus(y) + abs(x - y) - floor(3*x)*y",
    "sum(x_i**i*log(x_i), 3) + prod(x_i - 7, 3)",
    "x - 3*x**50",
]


def executed(code, names, kind):
    """The results of emitted code, run as Python on numbers of one kind."""
    scope = {each: getattr(lanes, each) for each in code.functions}
    scope |= {name: kind(value) for name, value in names.items()}
    with np.errstate(all="ignore"):
        exec("\n".join(code.lines), scope)
    return lambda atom: float(eval(atom, scope))


@pytest.mark.parametrize("text", EXPRESSIONS)
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_code_and_graph_have_the_same_bits(text, kind):
    expression = parse(text)
    names = {name: f"p{i}" for i, name in enumerate(expression.variables)}
    names |= {name: f"h_{name}" for name in expression.parameters}
    code = emit(expression, names, order=2)
    point = [kind(0.37 + 0.61 * i) for i in range(len(expression.variables))]
    values = dict(zip(names.values(), [*point, *expression.parameters.values()], strict=True))
    result = executed(code, values, kind)
    assert result(code.value) == expression.value(point)
    assert tuple(map(result, code.gradient)) == expression.gradient_at(point)
    hessian = tuple(tuple(map(result, row)) for row in code.hessian)
    assert hessian == expression.hessian_at(point)


@pytest.mark.parametrize("text", EXPRESSIONS)
@pytest.mark.parametrize("order", [0, 1, 2])
def test_every_line_is_used_and_none_is_there_twice(text, order):
    code = emit(parse(text), order=order)
    used = {code.value, *code.gradient, *(atom for row in code.hessian for atom in row)}
    sides = [line.split(" = ", 1) for line in code.lines]
    for _, right in sides:
        used |= set(re.findall(r"\w+", right))
    assert {name for name, _ in sides} <= used
    assert len({right for _, right in sides}) == len(sides)
    called = {call.func.id for call in ast.walk(ast.parse("\n".join(code.lines)))
              if isinstance(call, ast.Call)}  # fmt: skip
    assert called == set(code.functions)


def test_rosenbrocks_gradient_is_as_short_as_by_hand():
    code = emit(parse("(1 - x)**2 + 100*(y - x**2)**2"), {"x": "p0", "y": "p1"})
    assert len(code.lines) == 12  # 7 for the value, 5 more for the gradient
    assert code.lines[:3] == ("u0 = 1.0 - p0", "u1 = u0 * u0", "u2 = p0 * p0")
    assert emit(parse("(1 - x)**2 + 100*(y - x**2)**2"), order=0).lines == tuple(
        line.replace("p0", "x").replace("p1", "y") for line in code.lines[:7]
    )


def test_the_value_is_shared_with_the_derivative():
    assert emit(parse("exp(x)")).lines == ("u0 = exp(x)",)
    assert emit(parse("exp(x)"), order=2).hessian == (("u0",),)
    assert emit(parse("tanh(x)")).lines == ("u0 = tanh(x)", "u1 = u0 * u0", "u2 = 1.0 - u1")
    assert emit(parse("sqrt(x)")).lines == ("u0 = sqrt(x)", "u1 = 0.5 / u0")
    assert emit(parse("sin(x + y)*sin(y + x)")).lines[:2] == ("u0 = x + y", "u1 = sin(u0)")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("x**5", ("u0 = x * x", "u1 = u0 * u0", "u2 = u1 * x")),
        ("x**-2", ("u0 = x * x", "u1 = 1.0 / u0")),
        ("x**0.5", ("u0 = sqrt(x)",)),
        ("x**-0.5", ("u0 = sqrt(x)", "u1 = 1.0 / u0")),
        ("x**1.25", ("u0 = power(x, 1.25)",)),
        ("x**65", ("u0 = power(x, 65.0)",)),
        ("e**x", ("u0 = exp(x)",)),
        ("x/3", ("u0 = x / 3.0",)),
        ("-x - -2", ("u0 = -x", "u1 = u0 - -2.0")),
        ("x*1 + 0 - 0/5", ()),
        ("2*pi*x*(1/3)", ("u0 = 6.283185307179586 * x", "u1 = 0.3333333333333333 * u0")),
        ("where(x < 1, x, 2)", ("u0 = x < 1.0", "u1 = select(u0, x, 2.0)")),
        ("max(x, min(y, 2))", ("u0 = minimum(y, 2.0)", "u1 = maximum(x, u0)")),
        ("relu(x)", ("u0 = relu(x)",)),
        ("a*x; a = 1e-7", ("u0 = 1e-07 * x",)),
    ],
)
def test_how_an_expression_is_spelled(text, lines):
    assert emit(parse(text), order=0).lines == lines


def test_constants_stay_as_they_are_where_they_might_hide_a_nan():
    assert emit(parse("0*log(x)"), order=0).lines == ("u0 = log(x)", "u1 = 0.0 * u0")


def test_results_can_be_names_and_literals():
    code = emit(parse("2*x + y", variables=["y", "x"]), order=2)
    assert (code.gradient, code.hessian) == (("1.0", "2.0"), (("0.0", "0.0"), ("0.0", "0.0")))
    assert emit(parse("x"), {"x": "p3"}, order=0).value == "p3"
    assert emit(parse("x"), order=0).gradient == ()


def test_fresh_names_avoid_those_in_use():
    code = emit(parse("sin(u0)*cos(u2)"), order=0)
    assert code.lines == ("u1 = sin(u0)", "u3 = cos(u2)", "u4 = u1 * u3")
    assert emit(parse("sin(x)"), prefix="g", order=0).lines == ("g0 = sin(x)",)


def test_reading_and_emitting_takes_milliseconds():
    def once():
        started = time.thread_time()
        emit(parse("(1 - x)**2 + 100*(y - x**2)**2"), {"x": "p0", "y": "p1"})
        return time.thread_time() - started

    assert min(once() for _ in range(20)) < 5e-3


def test_a_power_of_a_parameter_is_computed_as_it_is_compiled() -> None:
    """Its exponent may be whole now and not the next time: never a product, there or here."""
    expression = parse("sin(x)**(2*m)", parameters={"m": 10.0})
    wanted = lanes.power(lanes.sin(np.float64(0.3)), np.float64(20.0))
    assert expression.value([0.3]) == float(wanted)
    assert "power" in emit(expression, names={"x": "x", "m": "m"}).functions
