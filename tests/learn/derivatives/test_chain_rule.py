"""The chain rule explained: the numbers of the book, and those of the compiled kernel."""

import math
from functools import cache

import numpy as np
import pytest

import gdsim as gd
from gdsim.base.errors import SettingError
from gdsim.base.figures import number
from gdsim.calculus import ExpressionError
from gdsim.learn.derivatives.chain_rule import chain_rule

UNARY = ("sin", "cos", "exp", "tanh", "sigmoid", "softplus", "sqrt", "log", "abs", "relu", "atan",
         "erf", "-")  # fmt: skip
TOGETHER = 10  # random expressions that one kernel has


def steps(explanation):
    """The steps by name; of two of one name the last."""
    return {step.name: step for step in explanation.steps}


def random_text(random, depth=3):
    """An expression of x, y and z, at most `depth` deep."""
    if depth == 0 or random.random() < 0.12:
        return str(random.choice(["x", "y", "z", "0.5", "2", "1.7", "pi"]))
    inner = [random_text(random, depth - 1) for _ in range(3)]
    kind = random.random()
    if kind < 0.5:
        return f"({inner[0]}){random.choice(list('+-*/'))}({inner[1]})"
    if kind < 0.8:
        return f"{random.choice(UNARY)}({inner[0]})"
    if kind < 0.9:
        return f"({inner[0]})**{random.choice(['2', '3', '-1', '0.5', '1.5'])}"
    if kind < 0.95:
        return f"{random.choice(['min', 'max'])}({inner[0]}, {inner[1]})"
    return f"where({inner[0]} < {inner[1]}, {inner[2]}, {inner[0]})"


def random_cases(count):
    """Texts and points at which value and gradient are finite."""
    random = np.random.default_rng(20)
    found = []
    while len(found) < count:
        text = f"{random_text(random)} + 0*x*y*z"
        point = [round(each, 3) for each in random.uniform(0.3, 1.8, 3)]
        try:
            expression = gd.Function(text).expression
        except ExpressionError:  # a constant that is infinite, as 1/(x - x) with numbers for x
            continue
        numbers = [expression.value(point), *expression.gradient_at(point)]
        if all(map(math.isfinite, numbers)) and any(numbers[1:]) and max(map(abs, numbers)) < 1e6:
            found.append((text, point))
    return found


CASES = random_cases(200)


@cache
def _explained(text, point):
    return chain_rule(text, point)


def explanation(text, point):
    """Explained once for several tests."""
    return _explained(text, tuple(point))


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 30, TOGETHER))
def test_random_expressions_agree_with_the_compiled_kernel_to_the_last_digit(first):
    cases = CASES[first : first + TOGETHER]
    # One kernel for several expressions, which takes the one that k says.
    text = "0"
    for index, (each, _) in reversed(list(enumerate(cases))):
        text = f"where(k < {index + 0.5}, {each}, {text})"
    for index, (each, point) in enumerate(cases):
        explained = explanation(each, point)
        kernel = gd.Function(text, k=float(index)).gradient([point])[0].tolist()
        told = [steps(explained)[f"df/d{name}"].value for name in "xyz"]
        rounding = 1e-14 * max(map(abs, kernel))  # of what cancels but for that
        for one, other in zip(told, kernel, strict=True):
            assert number(one) == number(other) or abs(one - other) < rounding, each


@pytest.mark.parametrize("index", range(0, 200, 5))
def test_products_and_sums_of_random_expressions_are_the_gradient(index):
    text, point = CASES[index]
    explained = explanation(text, point)
    expression = gd.Function(text).expression
    assert tuple(explained.data["gradient"]) == expression.gradient_at(point)
    found = {each["name"]: each for each in explained.data["quantities"]}
    assert found["f"]["value"] == expression.value(point)
    for leaf in [*explained.data["quantities"][:-1], *explained.data["variables"]]:
        parts = [
            user["adjoint"] * user["locals"][leaf["name"]]["value"]
            for user in found.values()
            if leaf["name"] in user["locals"]
        ]
        assert leaf["adjoint"] == pytest.approx(sum(parts), rel=1e-9, abs=1e-12)


def test_differences_check_the_gradient():
    checked = 0
    for text, point in CASES[::4]:
        for name in "xyz":
            step = steps(explanation(text, point))[f"df/d{name}"]
            if step.check is not None and step.check["by"] == "central differences":
                # Where a branch turns near the point, differences see both sides of it.
                checked += step.value == pytest.approx(step.check["value"], rel=1e-5, abs=1e-6)
    assert checked > 140


def test_the_example_reads_as_in_the_book():
    explained = chain_rule("(2*x + 3)**2", {"x": 1})
    lines = explained.text().splitlines()
    for line in (
        "u = 2*x + 3 = 2*1 + 3 = 5",
        "du/dx = 2",
        "f = u**2 = 5**2 = 25",
        "df/du = 2*u = 2*5 = 10",
        "df/dx = df/du * du/dx = 10 * 2 = 20",
        "    check by central differences: 20",
    ):
        assert line in lines
    assert explained.conclusion == "At x = 1: df/dx = 20."
    last = steps(explained)["df/dx"]
    assert last.latex == (
        r"\frac{\mathrm{d} f}{\mathrm{d} u} \cdot \frac{\mathrm{d} u}{\mathrm{d} x}"
    )
    assert last.values == {"df/du": 10.0, "du/dx": 2.0}


def test_what_comes_along_several_ways_is_added_up():
    found = steps(chain_rule("x*(x + y)", (1.0, 2.0)))
    assert found["df/dx"].formula == "df/du * ∂u/∂x + ∂f/∂x"
    assert found["df/dx"].values == {"df/du": 1.0, "∂u/∂x": 1.0, "∂f/∂x": 3.0}
    assert found["df/dx"].value == 4.0
    assert (
        found["df/dx"].sentence == "x acts along 2 paths, directly and through u: these are added."
    )
    assert found["gradient"].value == (4.0, 1.0)


def test_a_shared_quantity_is_computed_once():
    explained = chain_rule("sin(x*y) + (x*y)**2", (0.5, 2.0))
    assert [each["formula"] for each in explained.data["quantities"]] == [
        "x*y", "sin(u1)", "u1**2", "u2 + u3",
    ]  # fmt: skip
    step = steps(explained)["df/du1"]
    assert step.formula == "df/du2 * du2/du1 + df/du3 * du3/du1"
    assert step.value == pytest.approx(math.cos(1.0) + 2.0)


def test_parameters_stand_by_their_names():
    found = steps(chain_rule(gd.Function("rosenbrock", b=50.0), (-1.2, 1.0)))
    assert found["f"].formula == "u2 + b*u5"
    assert found["∂f/∂u5"].value == 50.0
    assert found["df/dx"].value == pytest.approx(-4 * 50 * (1 - 1.44) * -1.2 - 2 * 2.2)
    assert steps(chain_rule("rosenbrock", {"x": 0, "y": 1, "b": 3}))["df/dy"].value == 6.0


def test_a_branch_that_is_not_taken_passes_nothing_down():
    found = steps(chain_rule("where(x < 0, log(-x), x**2)", 3.0))
    assert found["df/dx"].value == 6.0
    infinite = steps(chain_rule("where(x > 0, sqrt(x), 2*x)", 0.0))
    assert infinite["df/dx"].value == 2.0


@pytest.mark.parametrize("text", ["relu(x)*y + x", "max(0, x)*y + x"])
def test_at_a_corner_both_slopes_are_told(text):
    explained = chain_rule(text, (0.0, -2.0))
    assert steps(explained)["df/dx"].value == 1.0
    assert steps(explained)["df/dx"].check["by"] == "slopes to the left and right"
    assert steps(explained)["df/dx"].check["value"] == pytest.approx((1.0, -1.0))
    assert "There is a corner at x = 0" in explained.conclusion


def test_the_zero_of_a_norm_is_a_corner_with_slope_zero():
    explained = chain_rule("sqrt(x**2 + y**2)", (0, 0))
    assert explained.data["gradient"] == [0.0, 0.0]
    assert "the slope is -1 on the left and 1 on the right" in explained.conclusion


@pytest.mark.parametrize(
    ("text", "at", "gradient"),
    [("x", 2, [1.0]), ("x*y", (3, 4), [4.0, 3.0]), ("floor(x)", 1.5, [0.0])],
)
def test_functions_of_one_operation_need_no_way_back(text, at, gradient):
    explained = chain_rule(text, at)
    assert explained.data["gradient"] == gradient
    assert "Backward pass" not in steps(explained)


def test_variables_keep_their_names():
    explained = chain_rule("exp(u*f)**2 + v1*u2", {"f": 0.1, "u": 1, "u2": 3, "v1": 2})
    names = [each["name"] for each in explained.data["quantities"]]
    assert names[-1] == "F"
    assert len({*names, "f", "u", "u2", "v1"}) == len(names) + 4
    assert explained.data["gradient"] == pytest.approx(
        [2 * math.exp(0.2), 0.2 * math.exp(0.2), 2.0, 3.0]
    )


@pytest.mark.parametrize(
    ("subject", "at", "sentence"),
    [
        ("log(x)", -1, "log(x) has no finite value at x = -1: it is undefined there"),
        (
            "1 + 2/(x - y)",
            (1, 1),
            "no finite value at x = 1, y = 1, as 2/(x - y) is infinite there",
        ),
        ("sqrt(x - 2)*y", (1, 1), "as sqrt(x - 2) is undefined there"),
        ("x + y", {"x": 1}, "the point has no value for y"),
        ("x + y", {"x": 1, "z": 2}, "the function has no variable 'z'"),
        ("x + y", 3, r"a point must have 2 numbers (x, y), got 3"),
        ("x + y", (1, "two"), "y must be a number"),
        ("x + * y", None, "column 5"),
        ("rosenbrok", None, "did you mean rosenbrock?"),
        (3.5, None, "must be a Function, or its name or text, got 3.5"),
        (gd.Function("a*x**2", a=[1, 2]), 1, "a has several values"),
    ],
)
def test_what_cannot_be_explained_gets_its_sentence(subject, at, sentence):
    with pytest.raises(SettingError) as caught:
        chain_rule(subject, at)
    assert sentence in str(caught.value)


NEURON = "(w*x + b - y)**2; x = 2, y = 3"


def stages(explanation):
    """The stages, each with the names of its steps."""
    return [
        (stage["pass"], stage["quantity"], [explanation.steps[i].name for i in stage["steps"]])
        for stage in explanation.data["stages"]
    ]


def test_a_neuron_in_single_operations_has_the_numbers_of_the_founding_text():
    explained = chain_rule(NEURON, {"w": 0.5, "b": 0.1}, single=True, lr=0.01)
    found = {step.name: step.value for step in explained.steps}
    prediction = "u2"
    assert found[prediction] == 1.1 and found["f"] == pytest.approx(3.61)
    assert found[f"df/d{prediction}"] == pytest.approx(-3.8)
    assert found["du1/dw"] * found["∂u2/∂u1"] == 2 and found["∂u2/∂b"] == 1
    assert found["df/dw"] == pytest.approx(-7.6) and found["df/db"] == pytest.approx(-3.8)
    assert found["new w"] == pytest.approx(0.576) and found["new b"] == pytest.approx(0.138)
    merged = [each["name"] for each in chain_rule(NEURON).data["quantities"]]
    assert merged == ["u", "f"]  # sums and multiples together


def test_the_graph_is_worked_node_by_node_forward_then_backward():
    assert stages(chain_rule(NEURON, single=True, lr=0.1)) == [
        ("forward", "u1", ["u1", "du1/dw"]),
        ("forward", "u2", ["u2", "∂u2/∂u1", "∂u2/∂b"]),
        ("forward", "u3", ["u3", "du3/du2"]),
        ("forward", "f", ["f", "df/du3"]),
        ("backward", "u3", ["df/du3"]),
        ("backward", "u2", ["df/du2"]),
        ("backward", "u1", ["df/du1"]),
        ("backward", "b", ["df/db"]),
        ("backward", "w", ["df/dw"]),
        ("backward", "", ["gradient"]),
        ("update", "b", ["new b"]),
        ("update", "w", ["new w"]),
    ]
    assert stages(chain_rule("exp(x)*sin(x)", 1.2))[-1] == ("backward", "x", ["df/dx"])
    assert stages(chain_rule("x**2", 1.2)) == [("forward", "f", ["f", "df/dx"])]


@pytest.mark.parametrize("text", ["x", "where(x > 0, x**2, x)", "max(x, y)*2 + y", "-x + 3"])
def test_single_operations_have_the_same_gradient(text):
    one, other = (chain_rule(text, single=single) for single in (False, True))
    assert other.data["gradient"] == pytest.approx(one.data["gradient"])
    totals = steps(other)
    for each in other.data["variables"]:
        name = f"df/d{each['name']}"
        if name in totals:
            assert totals[name].value == pytest.approx(each["adjoint"])


def test_a_learning_rate_must_be_above_zero():
    with pytest.raises(SettingError, match="lr must be"):
        chain_rule("x**2", 1, lr=0.0)
