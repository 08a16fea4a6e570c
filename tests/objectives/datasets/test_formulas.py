"""Data by a typed formula: classes on both sides of a comparison, or values."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.calculus import ExpressionError

from_formula = gd.datasets.from_formula


@pytest.mark.parametrize(
    ("formula", "above"),
    [
        ("y > sin(3*x) + 0.2", lambda x, y: y > np.sin(3 * x) + 0.2),
        ("sin(3*x) + 0.2 < y", lambda x, y: y > np.sin(3 * x) + 0.2),
        ("y < x^2", lambda x, y: y > x**2),
        ("x2 >= where(x1 < 0, 1, -x1)", lambda x, y: y > np.where(x < 0, 1, -x)),
        ("x > y^2 - 1", lambda x, y: x > y**2 - 1),
        ("x^2 + y^2 < 4", lambda x, y: x**2 + y**2 > 4),
    ],
)
def test_a_comparison_divides_the_plane(formula, above):
    data = from_formula(formula, samples=200, seed=3, span=2.0)
    assert data.raw_names == (("x1", "x2") if "x1" in formula else ("x", "y"))
    assert np.abs(data.inputs).max() <= 2.0 and np.ptp(data.inputs, axis=0).min() > 3.8
    np.testing.assert_array_equal(data.targets == 1, above(*data.inputs.T))


def test_classes_are_named_by_their_side():
    assert from_formula("y > x").classes == ("below", "above")
    assert from_formula("x < y^2").classes == ("left", "right")
    assert from_formula("x*y > 1").classes == ("less than 1", "more than 1")


def test_noise_moves_samples_after_they_have_their_class():
    still, moved = (from_formula("y > x", samples=100, noise=noise) for noise in (0.0, 0.5))
    np.testing.assert_array_equal(still.targets, moved.targets)
    away = moved.inputs - still.inputs
    assert 0.4 < away.std() < 0.6 and abs(away.mean()) < 0.1


@pytest.mark.parametrize("formula", ["sin(3*x)", "y = sin(3*x)"])
def test_a_formula_of_one_variable_gives_values(formula):
    data = from_formula(formula, samples=50, test=0.2, seed=1)
    assert data.raw_names == ("x",) and not data.classes and len(data.test_inputs) == 10
    np.testing.assert_allclose(data.targets, np.sin(3 * data.inputs), rtol=1e-14)
    noisy = from_formula(formula, samples=400, noise=0.3, seed=1)
    assert 0.27 < (noisy.targets - np.sin(3 * noisy.inputs)).std() < 0.33


def test_a_formula_of_two_variables_gives_values_over_the_plane():
    data = from_formula("x*y - 1", samples=20)
    assert data.raw_names == ("x", "y")
    np.testing.assert_allclose(data.targets[:, 0], data.inputs.prod(axis=1) - 1)


def test_a_recipe_makes_the_data_again_also_from_a_file(tmp_path):
    data = from_formula("y > sin(3*x)", samples=40, noise=0.1, test=0.5, features=["x", "y", "x*y"])
    assert gd.datasets.from_recipe(data.recipe) == data
    assert eval(repr(data), {"datasets": gd.datasets}) == data
    network = gd.Network([3, 2, 1], data=data, loss="binary_cross_entropy")
    experiment = gd.Experiment(network, "sgd")
    experiment.save(tmp_path / "own.toml")
    text = (tmp_path / "own.toml").read_text()
    assert 'formula = "y > sin(3*x)"' in text and "inputs" not in text
    assert gd.Experiment.load(tmp_path / "own.toml") == experiment


@pytest.mark.parametrize(
    ("formula", "problem", "column"),
    [
        ("y > sn(3*x)", "unknown function 'sn'; did you mean sin?", 4),
        ("sin(3 x) < y", "to multiply, write 3*x", 6),
        ("y > 3*(x", "this bracket is never closed", 6),
        ("z > x", "unknown name 'z'; known: pi, e, x, y", 0),
        ("y > ", "expected a number, a name or '(' here, got the end of the text", 4),
        ("y = x + y", "unknown name 'y'", 8),
    ],
)
def test_a_typo_is_pointed_at_by_its_column(formula, problem, column):
    with pytest.raises(ExpressionError, match="column") as caught:
        from_formula(formula)
    assert problem in caught.value.problem and caught.value.column == column
    assert caught.value.key == "formula"


@pytest.mark.parametrize(
    ("formula", "settings", "problem"),
    [
        ("1 < y < 2", {}, "formula must have one comparison, as in y > sin"),
        ("y == x", {}, "formula must have one comparison"),
        ("2*y = x", {}, r"values are written y = sin\(3\*x\), got '2\*y = x'"),
        ("y > log(x)", {}, "log.* is nan at x = -.*; it must be finite from -span to span"),
        ("y > 9", {}, "training samples are of the class 'below'; at least two"),
        ("y > x", {"span": 0.0}, "span must be"),
        ("y > x", {"samples": 1}, "samples must be"),
        (3, {}, "formula must be text, got 3"),
    ],
)
def test_a_formula_that_gives_no_samples_is_refused(formula, settings, problem):
    with pytest.raises(gd.SettingError, match=problem):
        from_formula(formula, **settings)


def test_a_recipe_has_one_source():
    for recipe in ({"formula": "y > x", "name": "spiral"}, {"samples": 3}):
        with pytest.raises(gd.SettingError, match="data needs either"):
            gd.datasets.from_recipe(recipe)
    with pytest.raises(gd.SettingError, match="a formula has no setting 'nois'; did you mean noi"):
        gd.datasets.from_recipe({"formula": "y > x", "nois": 1.0})
