"""NaN stays NaN: in min and max, in what is built from them, and beyond sine's domain."""

import math
from itertools import permutations

import numpy as np
import pytest

from gdsim.calculus import emit, parse
from gdsim.calculus.printing import text as text_of
from gdsim.catalogue import activations, losses
from gdsim.engine.backends import cpu
from gdsim.engine.verdict import Verdict
from gdsim.lanes import math as lanes
from tests.engine.programs import program

# log(x) is no number at x = -1: every order of the arguments, and forms made of min and max.
ARGUMENTS = ("log(x)", "y", "2", "y - 7")
FORMS = [
    *(f"{name}({', '.join(few)})" for name in ("max", "min") for few in permutations(ARGUMENTS)),
    *(f"{name}({', '.join(few)})" for name in ("max", "min") for few in permutations(ARGUMENTS, 2)
      if "log(x)" in few),
    "max(-1, min(1, log(x)))", "min(max(log(x), -1), 1)", "max(0, log(x)) + y",
    "relu(log(x))*y", "max(0, 1 - y*log(x))", "max(0.1*log(x), log(x))", "relu(y - log(x))**2",
    "clip(log(x), -1, 1)", "clip(y, log(x), 3)", "clip(y, -3, log(x))", "hypot(log(x), y)",
    "atan2(y, log(x))", "atan2(log(x), y)", "mod(y, log(x))", "cbrt(log(x))",
    "where(y > 0, max(log(x), y), y)", "abs(max(y, log(x)))", "min(y, max(y, min(log(x), y)))",
]  # fmt: skip
STEPS = ["log(x) % y", "step(log(x))", "log2(x) + y", "log10(y*x)"]  # their slopes are numbers


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("text", [*FORMS, *STEPS])
def test_a_formula_is_nan_where_an_argument_of_min_or_max_is(text, kind):
    expression = parse(text, variables=["x", "y"])
    point = [kind(-1), kind(2)]
    assert math.isnan(expression.value(point))
    code = emit(expression, order=2)
    scope = {name: getattr(lanes, name) for name in code.functions}
    with np.errstate(all="ignore"):
        exec("\n".join(code.lines), scope | (known := dict(zip("xy", point, strict=True))), known)
        found = [eval(each, scope, known) for each in (code.value, *code.gradient)]
    np.testing.assert_array_equal(found, [expression.value(point), *expression.gradient_at(point)])


@pytest.mark.parametrize("text", [each for each in FORMS if "relu" not in each])
def test_the_gradient_of_min_and_max_is_nan_there_too(text):
    expression = parse(text, variables=["x", "y"])
    assert math.isnan(expression.gradient_at([-1.0, 2.0])[0])


def test_min_and_max_of_numbers_have_the_derivative_of_the_one_that_is_taken():
    for text, slope in (
        ("max(x, y)", (0.0, 1.0)),
        ("min(x, y, 9)", (1.0, 0.0)),
        ("max(y, x, x - 1)", (0.0, 1.0)),
        ("min(5*x, max(x, 4*y))", (5.0, 0.0)),
    ):
        assert parse(text).gradient_at([1.0, 2.0]) == slope
        assert parse(text).gradient_at([np.float32(1), np.float32(2)]) == slope


def test_derivatives_are_shown_without_what_is_there_for_nan():
    assert text_of(parse("max(x, y)").gradient[0]) == "where(x >= y, 1, 0)"
    assert text_of(parse("min(x, 3*y)").gradient[1]) == "3*where(x <= 3*y, 0, 1)"


RUNS = {
    # text, start, settings: what is no number is no loss, whatever else the formula says.
    "max": ("max(log(x), y**2)", (-1.0, 2.0), {}),
    "max in the other order": ("max(y**2, log(x))", (-1.0, 2.0), {}),
    "clip": ("(min(max(log(x), -1), 1))**2 + y**2", (-1.0, 2.0), {}),
    "relu": ("relu(1 - log(x)) + y**2", (-1.0, 2.0), {}),
    "sine": ("sin(x + 1e300)", (0.5,), {"dtype": "float64"}),
    "cosine of a float32": ("2 + cos(3e6*x)", (1.0,), {"dtype": "float32"}),
    "tangent": ("tan(x + 1e16)**2", (0.5,), {"dtype": "float64"}),
}


@pytest.mark.parametrize("name", RUNS)
def test_a_run_whose_loss_is_no_number_has_diverged(name):
    text, start, changes = RUNS[name]
    found = cpu.run(program(text, start=start, runs=3, **changes))
    assert [Verdict(each) for each in found.verdict] == [Verdict.DIVERGED] * 3
    assert np.isnan(found.loss).all()
    np.testing.assert_array_equal(found.steps, 0)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_gradient_that_is_no_number_is_not_clipped_to_one(dtype):
    # At 0 the loss is 0, its gradient infinity times 0.
    given = program("sqrt(1 - cos(x)) + y**2", start=(0.0, 1.0), runs=2, steps=5, dtype=dtype)
    for clipping in ({"clip_value": 0.5}, {"clip_norm": 0.5}, {"clip_value": 2.0, "noise": 0.1}):
        found = cpu.run(program("sqrt(1 - cos(x)) + y**2", start=(0.0, 1.0), runs=2, steps=5,
                                dtype=dtype, **clipping))  # fmt: skip
        np.testing.assert_array_equal(found.verdict, Verdict.DIVERGED)
        np.testing.assert_array_equal(found.steps, cpu.run(given).steps)


@pytest.mark.parametrize("place", [0, 1, 3])
def test_shares_and_cross_entropy_are_nan_wherever_a_nan_stands(place):
    softmax = activations.catalogue()["softmax"].whole
    cost = losses.catalogue()["cross_entropy"].whole
    z = [np.float64(v) for v in (0.5, -1.0, 2.0, 0.25)]
    z[place] = np.float64(np.nan)
    t, found = [np.float64(v) for v in (0, 0, 1, 0)], [np.float64(0)] * 4
    softmax.forward(4, z, found)
    assert np.isnan(found).all()
    assert math.isnan(cost.value(4, z, t))
    cost.gradient(4, z, t, found)
    assert np.isnan(found).all()
