"""An objective at many points: the bits of plain Python, and derivatives that are derivatives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gdsim.calculus import parse
from gdsim.catalogue import functions
from gdsim.engine import evaluate as evaluation
from gdsim.engine import modules
from gdsim.engine.evaluate import evaluate
from gdsim.engine.recipes import recipe_of
from tests.engine.programs import program

# Derivatives that are the same everywhere among those that are not.
FLAT = "3*x + y**2/2 - 4*y*z + 5"
TEXT = "a*exp(-x**2) + sin(x*y)/(1 + y**2) + abs(z - b) + sqrt(z); a = 2, b = 1"


def points(n: int = 37, dtype: str = "float64") -> np.ndarray:
    found = np.random.default_rng(3).normal(size=(n, 3)).astype(dtype)
    found[:3, 2] = 1, 0, -2  # a kink, the end of the domain, outside of it
    return found


@pytest.mark.parametrize("text", [TEXT, FLAT])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_value_and_derivatives_have_the_bits_of_plain_python(dtype: str, text: str) -> None:
    expression = parse(text)
    given = points(dtype=dtype)
    found = evaluate(expression, given, order=2, dtype=dtype)
    assert {name: array.shape for name, array in found.items()} == {
        "value": (37,),
        "gradient": (37, 3),
        "hessian": (37, 3, 3),
    }
    assert {array.dtype for array in found.values()} == {np.dtype(dtype)}
    for i, point in enumerate(given):
        np.testing.assert_array_equal(found["value"][i], expression.value(point))
        np.testing.assert_array_equal(found["gradient"][i], expression.gradient_at(point))
        np.testing.assert_array_equal(found["hessian"][i], expression.hessian_at(point))


def test_derivatives_are_those_of_differences() -> None:
    expression = parse(TEXT)
    given, h = points()[3:] + np.array([0, 0, 4]), 1e-5
    found = evaluate(expression, given, order=2)
    for i in range(3):
        step = h * np.eye(3)[i]
        above, below = (evaluate(expression, given + s, order=1) for s in (step, -step))
        slope = (above["value"] - below["value"]) / (2 * h)
        np.testing.assert_allclose(found["gradient"][:, i], slope, rtol=1e-6, atol=1e-7)
        bend = (above["gradient"] - below["gradient"]) / (2 * h)
        np.testing.assert_allclose(found["hessian"][:, i], bend, rtol=1e-5, atol=1e-6)


def test_order_says_what_is_computed() -> None:
    expression = parse(TEXT)
    orders = [evaluate(expression, points(), order=order) for order in (0, 1, 2)]
    names = ["value", "gradient", "hessian"]
    assert [list(found) for found in orders] == [names[:1], names[:2], names]
    for found in orders:
        np.testing.assert_array_equal(found["value"], orders[0]["value"])


def test_parameters_may_be_given() -> None:
    given = points()
    changed = evaluate(parse(TEXT), given, {"a": -0.3}, order=1)
    typed = evaluate(parse(TEXT, {"a": -0.3}), given, order=1)
    for name in changed:
        np.testing.assert_array_equal(changed[name], typed[name])
    assert (changed["value"] != evaluate(parse(TEXT), given)["value"]).any()


@pytest.mark.parametrize("n", [0, 1, 15, 16, 17, 1000])
def test_any_number_of_points(n: int) -> None:
    expression = parse(TEXT)
    many = np.tile(points(), (30, 1))
    expected = evaluate(expression, many)["value"][:n]
    np.testing.assert_array_equal(evaluate(expression, many[:n])["value"], expected)


def test_the_results_are_the_callers_own() -> None:
    expression, given = parse(TEXT), points()
    kept = given.copy()
    first = evaluate(expression, given, order=1)
    first["gradient"][...] = 0
    assert evaluate(expression, given, order=1)["gradient"].any()
    np.testing.assert_array_equal(given, kept)


def test_points_may_lie_anywhere_in_memory() -> None:
    expression, given = parse(TEXT), points()
    expected = evaluate(expression, given)["value"]
    for other in (np.asfortranarray(given), np.repeat(given, 2, axis=0)[::2], given.tolist()):
        np.testing.assert_array_equal(evaluate(expression, np.asarray(other))["value"], expected)


def test_points_outside_the_domain_are_numbers_that_do_not_exist() -> None:
    found = evaluate(parse("log(x)"), np.array([[-1.0], [0.0], [np.inf], [1.0]]), order=1)
    np.testing.assert_array_equal(found["value"], [np.nan, -np.inf, np.inf, 0])


def test_the_minimum_of_a_function_of_the_catalogue_is_there() -> None:
    definition = functions.catalogue()["himmelblau"]
    found = evaluate(parse(definition.text), np.array(definition.minima, float), order=2)
    np.testing.assert_allclose(found["value"], definition.minimum, atol=1e-9)
    np.testing.assert_allclose(found["gradient"], 0, atol=1e-4)
    assert (np.linalg.eigvalsh(found["hessian"]) > 0).all()


def test_what_is_compiled_is_kept_once_for_all_values_of_parameters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written = []

    def look_at(**parameters: float) -> None:
        expression = parse(TEXT, parameters)
        values = evaluate(expression, points(), order=2)["value"]
        np.testing.assert_array_equal(values, [expression.value(p) for p in points()])
        descent = replace(program(TEXT, start=(1.0, 1.0, 1.0)), expression=expression)
        modules.strider(recipe_of(descent))

    look_at(a=2.0)
    for module in (evaluation, modules):
        source = module.Source
        monkeypatch.setattr(module, "Source", lambda *a, s=source: written.append(a) or s(*a))
    for a in (0.5, -1.0, 3.25):
        look_at(a=a, b=a / 2)
    assert written == []
