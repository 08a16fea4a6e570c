"""Test samples that are given, as arrays and as files, instead of put aside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gdsim as gd
from gdsim import datasets

X = np.array([[1.0, 10.0], [3.0, 30.0], [5.0, 20.0], [7.0, 40.0]])
Y = ["cat", "dog", "dog", "cat"]
TEST_X = np.array([[2.0, 25.0], [9.0, 5.0], [4.0, 1.0]])
TEST_Y = ["dog", "dog", "dog"]  # tests may all be of one class


def given(**changes: Any) -> datasets.Data:
    arrays = {"inputs": X, "targets": Y, "test_inputs": TEST_X, "test_targets": TEST_Y}
    return datasets.from_arrays(**{**arrays, **changes})


def assert_scaled(data: datasets.Data) -> None:
    """Inputs are standardised by the mean and deviation of those for training."""
    mean, deviation = X.mean(axis=0), X.std(axis=0)
    np.testing.assert_allclose(data.inputs, (X - mean) / deviation, rtol=1e-14)
    np.testing.assert_allclose(data.test_inputs, (TEST_X - mean) / deviation, rtol=1e-14)
    np.testing.assert_array_equal(data.raw_test_inputs, TEST_X)
    assert data.classes == ("cat", "dog")
    assert data.test_targets.tolist() == [1, 1, 1]


def test_test_arrays_are_scaled_by_the_training_set() -> None:
    assert_scaled(given(standardize=True))
    np.testing.assert_array_equal(given().test_inputs, TEST_X)
    both = given(features=["x2", "x1*x2"])
    np.testing.assert_array_equal(both.test_inputs[:, 1], TEST_X[:, 0] * TEST_X[:, 1])


def test_values_are_tested_with_values() -> None:
    data = given(targets=[0.5, 1.5, 2.5, 3.5], test_targets=[9, 8, 7])
    assert data.test_targets.tolist() == [[9.0], [8.0], [7.0]]


def test_numbers_of_classes_keep_their_meaning() -> None:
    """A label is compared with the labels for training, not counted anew."""
    data = given(targets=[1, 2, 3, 1], test_targets=[3, 1.0, "2"], classes=True)
    assert data.test_targets.tolist() == [2, 0, 1]
    with pytest.raises(gd.SettingError, match=r"^test_targets\[0\] is 0, but the labels are 1, 2"):
        given(targets=[1, 2, 2, 1], test_targets=[0, 1, 1], classes=True)
    named = given(targets=[0, 1, 1, 0], test_targets=[1, 0, 0], classes=["no", "yes"])
    assert named.test_targets.tolist() == [1, 0, 0]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"test_targets": None}, "test_inputs needs test_targets as well"),
        ({"test_inputs": None}, "test_targets needs test_inputs as well"),
        ({"test_inputs": X[:3, :1]}, "test_inputs must have 2 columns, as inputs has, got 1"),
        ({"test_inputs": X}, "test_inputs has 4 rows, but test_targets has 3"),
        ({"test_inputs": [[1, 2], [3, np.inf], [5, 6]]}, r"test_inputs\[1, 1\] must be a finite"),
        ({"test_inputs": [[1, 2], [3, None], [5, 6]]}, r"test_inputs\[1, 1\] is None: a missing"),
        ({"test_targets": ["dog", "cow", "cat"]}, r"test_targets\[1\] is 'cow', but the labels"),
        ({"test": 0.5}, "test samples of its own, but test=0.5 would put others aside"),
        ({"targets": X, "test_targets": TEST_X[:, :1]}, "test_targets must have 2 columns, as"),
        ({"targets": X[:, 0]}, r"test_targets\[0, 0\] must be a number, got 'dog'"),
    ],
)
def test_tests_that_do_not_fit_are_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(gd.SettingError, match=words):
        given(**changes)


def written(folder: Path, kind: str) -> dict[str, str]:
    """The samples as files in a folder, and the arguments that read them."""
    if kind == "csv":
        lines = ["a,b,kind", *(f"{a},{b},{k}" for (a, b), k in zip(X, Y, strict=True))]
        (folder / "train.csv").write_text("\n".join(lines))
        # The target is another column here, and the order of the inputs another one.
        tests = zip(TEST_X, TEST_Y, strict=True)
        lines = ["kind,b,a", *(f"{k},{b},{a}" for (a, b), k in tests)]
        (folder / "test.csv").write_text("\n".join(lines))
        return {"file": "train.csv", "test_file": "test.csv"}
    if kind == "npz":
        np.savez(folder / "train.npz", X=X, y=Y)
        np.savez(folder / "test.npz", inputs=TEST_X, targets=TEST_Y)
        return {"file": "train.npz", "test_file": "test.npz"}
    np.savez(folder / "both.npz", X=X, y=Y, X_test=TEST_X, y_test=TEST_Y)
    return {"file": "both.npz"}


@pytest.mark.parametrize("kind", ["csv", "npz", "both"])
def test_files_of_tests_are_read_and_saved(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = written(tmp_path, kind)
    data = datasets.from_recipe({**recipe, "standardize": True}, tmp_path)
    assert_scaled(data)
    text = f"""
    gdsim = 1
    [objective.network]
    layers = [2, 1]
    data = {{ {", ".join(f'{k} = "{v}"' for k, v in recipe.items())}, standardize = true }}
    [[optimizers]]
    name = "adam"
    """
    (tmp_path / "experiment.toml").write_text(text)
    experiment = gd.Experiment.load(tmp_path / "experiment.toml")
    assert_scaled(experiment.objective.data)
    experiment.save(tmp_path / "again.toml")
    saved = (tmp_path / "again.toml").read_text()
    for key, name in recipe.items():
        assert f'{key} = "{name}"' in saved
    monkeypatch.chdir(tmp_path)  # a result's text has paths from the working directory
    assert gd.Experiment.from_toml(experiment.to_toml()).objective.data == experiment.objective.data


def test_arrays_of_tests_are_saved_whole(tmp_path: Path) -> None:
    network = gd.Network([2, 1], data=given(standardize=True))
    gd.Experiment(network, "adam").save(tmp_path / "own.toml")
    assert gd.Experiment.load(tmp_path / "own.toml").objective.data == network.data


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (
            ["kind,b,c", "dog,1,2"],
            "test.csv must have the inputs of those for training: it lacks 'a' and has also 'c'",
        ),
        (
            [",".join(["a,b,kind", *(f"c{i}" for i in range(12))]), "1,2,dog" + ",0" * 12],
            r"training: it has also 'c0', .*, 'c8' and 3 more$",
        ),
        (["a,b", "1,2"], "test.csv has no column 'kind'"),
        (["a,b,kind", "1,2,cow"], "test.csv, line 2: column 'kind' is 'cow', but the labels are"),
    ],
)
def test_files_of_tests_that_do_not_fit_are_refused(
    lines: list[str], words: str, tmp_path: Path
) -> None:
    recipe = written(tmp_path, "csv")
    (tmp_path / "test.csv").write_text("\n".join(lines))
    with pytest.raises(gd.SettingError, match=words):
        datasets.from_recipe(recipe, tmp_path)


def test_libsvm_tests_may_name_fewer_inputs(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1 1:0.5 3:2\n-1 2:1\n1 3:4\n")
    (tmp_path / "a.t").write_text("-1 1:7 2:8\n-1 1:9\n")
    (tmp_path / "wide").write_text("1 4:1\n")
    (tmp_path / "from0").write_text("1 0:1 1:2\n")
    data = datasets.from_file(tmp_path / "a", classes=True, test_file=tmp_path / "a.t")
    assert data.test_inputs.tolist() == [[7, 8, 0], [9, 0, 0]]
    assert data.test_targets.tolist() == [0, 0]
    way = "inputs of those for training, 3 inputs, it has 4; write 4:0 in a line of the file for"
    for file, words in (("wide", way), ("from0", "has the index 0")):
        with pytest.raises(gd.SettingError, match=words):
            datasets.from_file(tmp_path / "a", classes=True, test_file=tmp_path / file)
    (tmp_path / "b").write_text("1 1:0.5 3:2\n-1 2:1 4:0\n1 3:4\n")
    data = datasets.from_file(tmp_path / "b", classes=True, test_file=tmp_path / "wide")
    assert data.inputs.shape == (3, 4) and data.test_inputs.tolist() == [[0, 0, 0, 1]]
