"""Missing values are never trained on: they are refused with count and place, or left out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdsim as gd
from gdsim.base.errors import SettingError, SettingTypeError
from gdsim.objectives.datasets import from_arrays, from_file, from_recipe

GAPS = ["", "?", "NA", "na", "N/A", "nan", "NaN", "null", "NULL", "None", "#N/A", "<NA>", " ? "]
MASKED = np.ma.array([[1.0, 2], [3, 4], [5, 6], [7, 8]], mask=[[0, 0], [0, 1], [0, 0], [1, 0]])


def written(folder: Path, text: str) -> Path:
    (folder / "own.csv").write_text(text)
    return folder / "own.csv"


# --- Files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize("first", [False, True])
def test_a_missing_label_in_a_file_is_no_class(tmp_path: Path, gap: str, first: bool) -> None:
    labels = ["cat", "dog", "cat", gap, "dog"]
    labels = [gap, *labels] if first else labels
    path = written(tmp_path, "x,kind\n" + "".join(f"{i},{k}\n" for i, k in enumerate(labels)))
    line, count = (2, "the 2 samples that miss one") if first else (5, "this sample")
    words = f"own.csv, line {line}: column 'kind' has no value .*; missing='drop' leaves {count}"
    with pytest.raises(SettingError, match=words):
        from_file(path)
    data = from_file(path, missing="drop")
    assert data.classes == ("cat", "dog")
    assert data.targets.tolist() == [0, 1, 0, 1]
    assert data.inputs[:, 0].tolist() == [i for i, k in enumerate(labels) if k != gap]


@pytest.mark.parametrize("gap", GAPS)
def test_a_missing_number_in_a_file_is_refused_or_left_out(tmp_path: Path, gap: str) -> None:
    path = written(
        tmp_path, f"a,b,y\n1,2,3\n{gap},4,5\n6,7,{gap}\n8,9,10\n{gap},{gap},{gap}\n0,0,0"
    )
    with pytest.raises(SettingError, match=r"line 3: column 'a' has no value .*the . samples that"):
        from_file(path)
    data = from_file(path, missing="drop")
    assert data.inputs.tolist() == [[1, 2], [8, 9], [0, 0]]
    assert data.targets.tolist() == [[3], [10], [0]]
    assert from_recipe(data.recipe) == data and data.recipe["missing"] == "drop"
    several = from_file(path, ["y", "b"], missing="drop")
    assert several.targets.tolist() == [[3, 2], [10, 9], [0, 0]]


def test_a_label_that_a_class_is_called_is_not_missing(tmp_path: Path) -> None:
    path = written(tmp_path, "x,y\n1,mild\n2,none\n3,?\n4,severe\n")
    data = from_file(path, classes=["none", "mild", "severe"], missing="drop")
    assert data.targets.tolist() == [1, 0, 2] and data.inputs[:, 0].tolist() == [1, 2, 4]
    same = from_arrays(
        [1, 2, 3, 4], ["mild", "none", "?", "severe"], ["none", "mild", "severe"], missing="drop"
    )
    assert same.targets.tolist() == data.targets.tolist()


def test_other_cells_stay_as_strict_as_they_were(tmp_path: Path) -> None:
    path = written(tmp_path, "a,y\n1,2\n?,3\ninf,4\n")
    with pytest.raises(SettingError, match="line 4: column 'a' must be a finite number, got 'inf'"):
        from_file(path, missing="drop")
    with pytest.raises(SettingError, match=r"own\.csv: every sample misses a value"):
        from_file(written(tmp_path, "a,y\n1,?\n?,3\n"), missing="drop")


def test_an_experiment_file_can_say_that_they_are_left_out(tmp_path: Path) -> None:
    written(tmp_path, "a,y\n1,cat\n2,?\n3,dog\n")
    text = (
        "gdsim = 1\nsteps = 2\n[objective.network]\nlayers = [1, 3, 2]\nloss = 'cross_entropy'\n"
        "data = { file = 'own.csv' }\n[[optimizers]]\nname = 'sgd'\n"
    )
    (tmp_path / "e.toml").write_text(text)
    with pytest.raises(SettingError, match=r"line 6 .*line 3: column 'y' has no value \('\?'\)"):
        gd.Experiment.load(tmp_path / "e.toml")
    (tmp_path / "e.toml").write_text(text.replace("csv' }", "csv', missing = 'drop' }"))
    experiment = gd.Experiment.load(tmp_path / "e.toml")
    assert experiment.objective.data.targets.tolist() == [0, 1]
    experiment.save(tmp_path / "again.toml")
    assert gd.Experiment.load(tmp_path / "again.toml") == experiment


@pytest.mark.parametrize(("choice", "error"), [("keep", SettingError), (True, SettingTypeError)])
def test_missing_is_refuse_or_drop(choice: object, error: type) -> None:
    with pytest.raises(error, match="missing must be 'refuse' or 'drop', got"):
        from_arrays([1, 2], [1, 2], missing=choice)


# --- Arrays -------------------------------------------------------------------------------------


def test_what_a_mask_hides_is_not_trained_on() -> None:
    words = r"inputs\[1, 1\] is masked: a missing value; missing='drop' leaves the 2 samples that"
    with pytest.raises(SettingError, match=words):
        from_arrays(MASKED, [1, 2, 3, 4])
    data = from_arrays(MASKED, [1, 2, 3, 4], missing="drop")
    assert data.inputs.tolist() == [[1, 2], [5, 6]] and data.targets.tolist() == [[1], [3]]


@pytest.mark.parametrize("dtype", ["f8", "f4", "i4", "u1", "?", "U3", "S3", "O"])
@pytest.mark.parametrize("classes", [None, True])
def test_a_mask_counts_for_targets_of_any_type(dtype: str, classes: bool | None) -> None:
    values = np.array([1, 0, 1, 0, 1]).astype(dtype)
    targets = np.ma.array(values, mask=[0, 0, 1, 0, 1])
    with pytest.raises(
        SettingError, match=r"targets\[2(, 0)?\] is masked: a missing value; .*the 2"
    ):
        from_arrays(np.arange(5), targets, classes)
    data = from_arrays(np.arange(5), targets, classes, missing="drop")
    expected = from_arrays([0, 1, 3], values[[0, 1, 3]], classes)
    assert data == expected


@pytest.mark.parametrize(
    "targets",
    [
        [1, None, 2],
        [1.5, None, 2.5],
        [[1, 2], [None, 3], [4, 5]],
        pd.array([1, pd.NA, 2]),
        pd.array([0.5, pd.NA, 2.5]),
        np.array([1, None, np.float32(2)], object),
    ],
    ids=["whole", "numbers", "rows", "Int64", "Float64", "objects"],
)
def test_numbers_among_which_one_is_missing_are_no_labels(targets: object) -> None:
    data = from_arrays([1, 2, 3], targets, missing="drop")
    rows = [targets[0], targets[2]]  # type: ignore[index]
    assert data == from_arrays([1, 3], np.array(rows, float)) and not data.classes


@pytest.mark.parametrize(
    "values",
    [
        [MASKED[0], MASKED[1], MASKED[2], MASKED[3]],
        [[1, 2], [3, np.ma.masked], (5, 6), [np.ma.masked, 8]],
        MASKED.astype("f4"),
        np.ma.masked_invalid([[1, 2], [3, np.nan], [5, 6], [np.inf, 8]]),
        [[1, 2], [3, None], [5, 6], [float("nan"), 8]],
    ],
    ids=["rows", "cells", "single", "invalid", "none"],
)
def test_masked_and_missing_values_are_found_however_they_are_given(values: object) -> None:
    with pytest.raises(SettingError, match=r"inputs\[1, 1\] is .*: a missing value"):
        from_arrays(values, [1, 2, 3, 4])
    data = from_arrays(values, [1, 2, 3, 4], missing="drop")
    assert data.inputs.tolist() == [[1, 2], [5, 6]]


def test_a_mask_that_hides_nothing_changes_nothing() -> None:
    array = np.random.default_rng(8).normal(size=(9, 2))
    masked = np.ma.array(array, mask=np.zeros(array.shape))
    assert from_arrays(masked, array[:, 0]) == from_arrays(array, array[:, 0])


@pytest.mark.parametrize(
    "dtype",
    ["Int64", "Float32", "boolean", "string", "str", "category", "int64[pyarrow]", "object"],
)
def test_what_pandas_misses_is_not_trained_on(dtype: str) -> None:
    pandas = pytest.importorskip("pandas")
    if "pyarrow" in dtype:
        pytest.importorskip("pyarrow")
    whole = pandas.Series([1, 0, 1, 0, 1])
    text = dtype in ("string", "str", "category", "object")
    given = (whole.astype(str) if text else whole).astype(dtype)
    given[2] = None
    assert given.isna().sum() == 1
    for classes in (True,) if text or dtype == "boolean" else (None, True):
        with pytest.raises(SettingError, match=r"targets\[2(, 0)?\] is .*: a missing value"):
            from_arrays(range(5), given, classes)
        data = from_arrays(range(5), given, classes, missing="drop")
        assert data.inputs[:, 0].tolist() == [0, 1, 3, 4]
        assert data.targets.ravel().tolist() == [1, 0, 0, 1]
    if not text:
        frame = pandas.DataFrame({"a": given, "b": given[::-1].to_numpy()})
        with pytest.raises(SettingError, match=r"inputs\[2, 0\] is .*: a missing value"):
            from_arrays(frame, range(5))
        assert len(from_arrays(frame, range(5), missing="drop").inputs) == 4


def test_what_arrow_misses_is_not_trained_on() -> None:
    arrow = pytest.importorskip("pyarrow")
    for values in ([1, None, 3], [1.5, None, 2.5], ["a", None, "b"], [True, None, False]):
        for column in (arrow.array(values), arrow.chunked_array([values[:2], values[2:]])):
            with pytest.raises(SettingError, match=r"targets\[1(, 0)?\] is .*: a missing value"):
                from_arrays([1, 2, 3], column)
            data = from_arrays([1, 2, 3], column, missing="drop")
            assert data.inputs[:, 0].tolist() == [1, 3]


@given(
    st.lists(st.lists(st.sampled_from([0.0, 1.5, np.nan]), min_size=3, max_size=3), min_size=1),
    st.sampled_from(["nan", "mask", "none", "text"]),
)
def test_exactly_the_samples_that_miss_nothing_are_used(rows: list[list[float]], how: str) -> None:
    array = np.array(rows)
    gone = np.isnan(array)
    filled = np.where(gone, -999.0, array)
    objects = np.where(gone, None if how == "none" else "?", array.astype(object))
    forms = {"nan": array, "mask": np.ma.array(filled, mask=gone), "none": objects, "text": objects}
    given, used = forms[how], ~gone.any(axis=1)
    if not used.any():
        with pytest.raises(SettingError, match="every sample misses a value"):
            from_arrays(given, np.arange(len(rows)), missing="drop")
        return
    data = from_arrays(given, np.arange(len(rows)), missing="drop")
    assert data.inputs.tolist() == array[used].tolist()
    assert data.targets[:, 0].tolist() == np.flatnonzero(used).tolist()
    if not used.all():
        with pytest.raises(SettingError, match="a missing value"):
            from_arrays(given, np.arange(len(rows)))
