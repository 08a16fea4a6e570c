"""Split, features, standardisation and recipes of data."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path

import numpy as np
import pytest

from gdsim.base.errors import SettingError, SettingTypeError
from gdsim.objectives import datasets

NUMBERS = np.random.default_rng(5).normal(size=(20, 2)) * [3, 0.2] + [10, -4]
VALUES = NUMBERS @ [[1.0], [2.0]]


def refused(match: str, error: type = SettingError, **settings: object) -> None:
    with pytest.raises(error, match=match):
        datasets.spiral(**settings)


# --- Split --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("share", "count"), [(0.5, 10), (0.25, 5), (0.02501, 1), (0.97, 19)])
def test_every_sample_is_in_one_of_the_two_parts(share: float, count: int) -> None:
    data = datasets.from_arrays(NUMBERS, VALUES, test=share, split_seed=3)
    assert len(data.test_inputs) == len(data.test_targets) == count
    everything = np.vstack([data.inputs, data.test_inputs])
    assert sorted(map(tuple, everything)) == sorted(map(tuple, NUMBERS))


def test_targets_stay_with_their_inputs() -> None:
    data = datasets.from_arrays(NUMBERS, VALUES, test=0.4, split_seed=8)
    for inputs, targets in ((data.inputs, data.targets), (data.test_inputs, data.test_targets)):
        np.testing.assert_array_equal(targets, inputs @ [[1.0], [2.0]])


def test_both_parts_keep_the_order_of_the_samples() -> None:
    data = datasets.from_arrays(np.arange(50.0), np.arange(50.0), test=0.3)
    for part in (data.inputs, data.test_inputs):
        assert (np.diff(part[:, 0]) > 0).all()


def test_without_a_test_share_the_arrays_are_as_they_were_given() -> None:
    data = datasets.from_arrays(NUMBERS, VALUES)
    np.testing.assert_array_equal(data.inputs, NUMBERS)
    np.testing.assert_array_equal(data.targets, VALUES)
    assert data.test_inputs.shape == (0, 2) and data.test_targets.shape == (0, 1)


def test_the_split_depends_on_its_own_seed_only() -> None:
    first, same, other = (
        datasets.xor(samples=60, noise=0, seed=1, split_seed=s) for s in (4, 4, 5)
    )
    assert first == same
    assert first != other
    drawn = [datasets.xor(samples=60, noise=0, seed=s, split_seed=4, test=0) for s in (1, 2)]
    places = []
    for seed, everything in zip((1, 2), drawn, strict=True):
        part = datasets.xor(samples=60, noise=0, seed=seed, split_seed=4).test_inputs
        rows = [tuple(row) for row in everything.inputs]
        places.append([rows.index(tuple(row)) for row in part])
    assert places[0] == places[1]


# --- Features -----------------------------------------------------------------------------------


def test_features_are_those_of_the_playground() -> None:
    names = ["x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)"]
    data = datasets.circle(samples=50, features=names)
    x1, x2 = data.raw_inputs.T
    expected = [x1, x2, x1**2, x2**2, x1 * x2, np.sin(x1), np.sin(x2)]
    np.testing.assert_allclose(data.inputs.T, expected, rtol=1e-14)
    assert data.names == tuple(names) and data.raw_names == ("x1", "x2")


def test_features_stand_in_the_order_that_they_are_given() -> None:
    data = datasets.xor(samples=30, features=("x1*x2", "x1"))
    np.testing.assert_array_equal(data.inputs[:, 1], data.raw_inputs[:, 0])
    np.testing.assert_array_equal(data.inputs[:, 0], data.raw_inputs.prod(axis=1))


def test_features_go_by_the_names_of_the_inputs() -> None:
    chosen = ["sepal_width^2", "petal_length*petal_width", "petal_width"]
    iris = datasets.iris(features=chosen, test=0)
    sepal_width, petal_length, petal_width = iris.raw_inputs.T[1:]
    expected = np.transpose([sepal_width**2, petal_length * petal_width, petal_width])
    np.testing.assert_array_equal(iris.inputs, expected)
    np.testing.assert_allclose(
        datasets.sine(features=["sin(x)"], noise=0).targets,
        datasets.sine(features=["sin(x)"], noise=0).inputs,
    )


@pytest.mark.parametrize("standardize", [False, True])
def test_points_of_a_grid_become_what_the_network_is_given(standardize: bool) -> None:
    data = datasets.spiral(features=["x2", "sin(x1)", "x1^2"], standardize=standardize, samples=80)
    np.testing.assert_array_equal(data.features_of(data.raw_inputs), data.inputs)
    np.testing.assert_array_equal(data.features_of(data.raw_test_inputs), data.test_inputs)
    assert data.features_of([[0.5, 1.5]]).shape == (1, 3)


def test_points_of_the_wrong_shape_are_refused() -> None:
    with pytest.raises(SettingError, match=r"rows of 2 numbers \(x1, x2\), got shape \(4, 3\)"):
        datasets.plane(samples=5, test=0).features_of(np.zeros((4, 3)))


def test_features_that_cannot_be_are_refused() -> None:
    refused(r"unknown feature 'x1\^3'; did you mean x1\^2", features=["x1^3"])
    refused(r"unknown feature 'cosine'; features are names such as x1, x1\^2", features=["cosine"])
    refused("unknown feature 'x1\\*x1'", features=["x1*x1"])
    refused("the feature 'x1' is listed twice", features=["x1", "x2", "x1"])
    refused("at least one feature", features=[])
    refused("must be a list of names such as 'x1', got 'x1'", SettingTypeError, features="x1")
    refused("a feature must be a name such as 'x1', got 3", SettingTypeError, features=[3])


# --- Standardisation ----------------------------------------------------------------------------


def test_training_inputs_have_mean_0_and_deviation_1() -> None:
    data = datasets.from_arrays(NUMBERS, VALUES, test=0.3, standardize=True)
    np.testing.assert_allclose(data.inputs.mean(axis=0), 0, atol=1e-14)
    np.testing.assert_allclose(data.inputs.std(axis=0), 1, rtol=1e-14)


def test_test_inputs_are_scaled_like_training_inputs() -> None:
    data = datasets.from_arrays(NUMBERS, VALUES, test=0.3, standardize=True)
    raw = data.raw_inputs
    expected = (data.raw_test_inputs - raw.mean(axis=0)) / raw.std(axis=0)
    np.testing.assert_allclose(data.test_inputs, expected, rtol=1e-12)
    np.testing.assert_array_equal(data.targets, raw @ [[1.0], [2.0]])  # targets stay


@pytest.mark.parametrize("constant", [0.1, 1e9 + 0.1, 0.0])
def test_an_input_that_never_varies_becomes_zero(constant: float) -> None:
    numbers = np.column_stack([NUMBERS, np.full(20, constant)])
    data = datasets.from_arrays(numbers, VALUES, test=0.25, standardize=True)
    assert not data.inputs[:, 2].any() and not data.test_inputs[:, 2].any()
    assert data.inputs[:, :2].all()


# --- Recipes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "settings",
    [
        {"name": "spiral", "noise": 0.25, "seed": 3, "test": 0.3, "features": ["x1", "x2^2"]},
        {"name": "random", "samples": 9, "inputs": 2, "outputs": 3, "standardize": True},
        {"name": "polynomial", "c2": -1.5, "split_seed": 12},
        {"name": "iris", "test": 0.1, "features": ["petal_width"]},
    ],
    ids=lambda settings: settings["name"],
)
def test_a_recipe_makes_the_same_data_again(settings: dict) -> None:
    data = datasets.from_recipe(settings)
    assert settings.items() <= data.recipe.items()
    written = json.loads(json.dumps(data.recipe))
    assert datasets.from_recipe(written) == data
    assert datasets.from_recipe(written).recipe == data.recipe


def test_a_recipe_says_nothing_of_features_that_are_the_inputs_themselves() -> None:
    assert "features" not in datasets.xor(features=["x1", "x2"]).recipe
    assert datasets.xor(features=["x1", "x2"]) == datasets.xor()
    assert datasets.xor(features=["x2", "x1"]).recipe["features"] == ["x2", "x1"]


def test_arrays_in_memory_have_no_recipe() -> None:
    assert datasets.from_arrays(NUMBERS, VALUES).recipe is None


@pytest.mark.parametrize(
    ("recipe", "match"),
    [
        ({"name": "spirl"}, "unknown data set 'spirl'; did you mean spiral"),
        ({"name": "spiral", "file": "x.csv"}, 'either a "name"'),
        ({"noise": 0.1}, 'either a "name"'),
        ({"name": "spiral", "nois": 0.1}, "spiral has no setting 'nois'; did you mean noise"),
        ({"file": "x.csv", "targt": "y"}, "a file has no setting 'targt'; did you mean target"),
        ({"file": "x.csv", "folder": "y"}, "a file has no setting 'folder'"),
        ({"name": 3}, "name must be that of a data set, got 3"),
        ({"file": 3}, "file must be a path, got 3"),
        ("spiral", "data must be a table"),
    ],
)
def test_a_recipe_that_cannot_be_is_refused(recipe: object, match: str) -> None:
    with pytest.raises(SettingError, match=match):
        datasets.from_recipe(recipe)


# --- Settings -----------------------------------------------------------------------------------


def test_settings_out_of_range_are_refused() -> None:
    refused(r"samples must be a whole number from 2 to 131,072, got 1\b", samples=1)
    refused("samples must be a whole number, got 10.5", samples=10.5)
    refused("noise must be a number at least 0, got -0.1", noise=-0.1)
    refused("noise must be a number at least 0, got nan", noise=float("nan"))
    refused("seed must be a whole number from 0 to 4,294,967,295", seed=-1)
    refused(r"test must be a number in \[0, 1\), got 1", test=1)
    refused("test must be a number, got '0.5'", SettingTypeError, test="0.5")
    refused("noise must be a number, got True", SettingTypeError, noise=True)
    refused("standardize must be True or False, got 1", SettingTypeError, standardize=1)
    refused("spiral has no setting 'radius'", radius=3)
    with pytest.raises(SettingTypeError, match=r"spiral takes its settings by name, as in spiral"):
        datasets.spiral(500)


def test_whole_numbers_may_be_written_as_floats() -> None:
    assert datasets.xor(samples=20.0).recipe["samples"] == 20
    assert type(datasets.xor(samples=np.int64(20)).recipe["samples"]) is int
    assert type(datasets.xor(noise=0).recipe["noise"]) is float


def test_a_split_that_leaves_nothing_is_refused() -> None:
    refused("test=0.01 of 10 samples leaves none to test with", samples=10, test=0.01)
    refused("test=0.99 of 10 samples leaves none to train with", samples=10, test=0.99)


def test_one_class_alone_is_refused() -> None:
    with pytest.raises(SettingError, match="all 3 training samples are of the class 'yes'"):
        datasets.from_arrays([1, 2, 3], ["yes", "yes", "yes"])


def test_an_error_says_where_in_an_experiment_it_stands() -> None:
    for key, value in {
        "noise": -1,
        "samples": 0,
        "test": 2,
        "features": ["y"],
        "seed": 0.5,
    }.items():
        with pytest.raises(SettingError) as caught:
            datasets.spiral(**{key: value})
        assert caught.value.key == key


# --- Identity -----------------------------------------------------------------------------------


def test_data_are_equal_where_numbers_and_names_are() -> None:
    data = datasets.from_arrays(NUMBERS, VALUES)
    assert data == datasets.from_arrays(NUMBERS.tolist(), VALUES.tolist())
    assert hash(data) == hash(datasets.from_arrays(NUMBERS.copy(), VALUES))
    changed = VALUES.copy()
    changed[7] = np.nextafter(changed[7], 0)
    assert data != datasets.from_arrays(NUMBERS, changed)
    assert data != datasets.from_arrays(NUMBERS, VALUES, names=["a", "b"])
    labels = [0, 1] * 10
    named = [datasets.from_arrays(NUMBERS, labels, c) for c in (["a", "b"], ["b", "a"], ["a", "b"])]
    assert named[0] == named[2] != named[1]
    assert data != "data"


def test_data_survive_copies_and_pickles() -> None:
    data = datasets.moons(samples=12, standardize=True)
    for twin in (pickle.loads(pickle.dumps(data)), copy.deepcopy(data)):
        assert twin == data and twin.recipe == data.recipe
        assert twin.preparation == data.preparation


def test_arrays_are_copied_and_cannot_be_changed() -> None:
    numbers, values = NUMBERS.copy(), VALUES.copy()
    data = datasets.from_arrays(numbers, values)
    numbers[0, 0] = values[0, 0] = 99
    assert data.inputs[0, 0] != 99 and data.targets[0, 0] != 99
    for array in (data.inputs, data.targets, data.test_inputs, data.raw_inputs):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_a_representation_says_how_it_was_made(tmp_path: Path) -> None:
    assert repr(datasets.iris()) == ("datasets.iris(test=0.25, split_seed=0, standardize=False)")
    assert repr(datasets.from_arrays(NUMBERS, VALUES, test=0.5)) == (
        "datasets.from_arrays(10 samples, 10 to test)"
    )
