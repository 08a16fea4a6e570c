"""A user's own arrays: what is accepted, and the messages for what is not."""

from __future__ import annotations

import numpy as np
import pytest

from gdsim.base.errors import SettingError, SettingTypeError
from gdsim.objectives.datasets import from_arrays

PAIRS = [[0, 1], [2, 3], [4, 5]]


def test_one_number_a_sample_may_stand_without_its_row() -> None:
    data = from_arrays([1, 2, 3], [2, 4, 6])
    assert data.inputs.tolist() == [[1], [2], [3]]
    assert data.targets.tolist() == [[2], [4], [6]]
    assert data.names == ("x",) and data.classes == ()
    assert data.outputs == 1


def test_several_targets_a_sample_are_kept() -> None:
    data = from_arrays(PAIRS, [[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    assert data.targets.shape == (3, 3) and data.outputs == 3
    assert data.names == ("x1", "x2")


def test_inputs_can_have_names() -> None:
    assert from_arrays(PAIRS, [1, 2, 3], names=["width", "height"]).names == ("width", "height")


@pytest.mark.parametrize("dtype", [np.float32, np.int8, np.uint16, bool])
def test_numbers_of_any_kind_become_float64(dtype: type) -> None:
    data = from_arrays(np.array(PAIRS).astype(dtype), np.array([1, 0, 1]).astype(np.float32))
    assert data.inputs.dtype == data.targets.dtype == np.float64


# --- Labels -------------------------------------------------------------------------------------


def test_text_is_labels_in_alphabetical_order() -> None:
    data = from_arrays(PAIRS, ["no", "yes", "maybe"])
    assert data.classes == ("maybe", "no", "yes")
    assert data.targets.tolist() == [1, 2, 0] and data.targets.dtype == np.int64


def test_true_and_false_are_labels() -> None:
    data = from_arrays(PAIRS, np.array([True, False, True]))
    assert data.classes == ("False", "True")
    assert data.targets.tolist() == [1, 0, 1]


@pytest.mark.parametrize("labels", [[10, 2, 10], [10.0, 2.0, 10.0], ["10", "2", "10"]])
def test_numbers_are_labels_if_that_is_said_and_ascend(labels: list) -> None:
    data = from_arrays(PAIRS, labels, classes=True)
    assert data.classes == ("2", "10")
    assert data.targets.tolist() == [1, 0, 1]


@pytest.mark.parametrize("labels", [[2, 0, 1], ["c", "a", "b"], np.array([2.0, 0.0, 1.0])])
def test_labels_are_names_or_numbers_of_the_classes(labels: object) -> None:
    data = from_arrays(PAIRS, labels, classes=["a", "b", "c"])
    assert data.targets.tolist() == [2, 0, 1]


def test_names_of_classes_give_their_order_even_if_they_are_numbers() -> None:
    assert from_arrays(PAIRS, [1, 0, 1], classes=["1", "0"]).targets.tolist() == [0, 1, 0]
    assert from_arrays(PAIRS, [3, 5, 3], classes=["5", "3"]).targets.tolist() == [1, 0, 1]


def test_whole_numbers_are_values_unless_classes_are_asked_for() -> None:
    assert from_arrays(PAIRS, [0, 1, 1]).classes == ()


# --- What cannot be -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inputs", "targets", "match"),
    [
        ([[1, 2], [3]], [1, 2], "inputs must have rows of one length"),
        ([], [], r"inputs is empty: its shape is \(0,\)"),
        ([[], []], [1, 2], r"inputs is empty: its shape is \(2, 0\)"),
        (PAIRS, [1, 2], "inputs has 3 rows, but targets has 2"),
        (
            np.zeros((2, 2, 2)),
            [1, 2],
            r"inputs must have one row per sample, got shape \(2, 2, 2\)",
        ),
        (7, [1], r"inputs must have one row per sample, got shape \(\)"),
        ([[0, 1], [2, np.nan], [4, 5]], [1, 2, 3], r"inputs\[1, 1\] is nan: a missing value"),
        (
            [[0, 1], [2, 3], [-np.inf, 5]],
            [1, 2, 3],
            r"inputs\[2, 0\] must be a finite number, got -inf",
        ),
        ([[0, 1], [None, 3]], [1, 2], r"inputs\[1, 0\] is None: a missing value"),
        (PAIRS, [1, np.nan, 3], r"targets\[1, 0\] is nan: a missing value"),
        (
            PAIRS,
            np.zeros((3, 1, 1)),
            r"targets must have one row per sample, got shape \(3, 1, 1\)",
        ),
        (
            PAIRS,
            [["a", "b"]] * 3,
            r"targets must be a list with one label per sample.*got shape \(3, 2\)",
        ),
        (PAIRS, 5, r"targets must have one row per sample, got shape \(\)"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(inputs: object, targets: object, match: str) -> None:
    with pytest.raises(SettingError, match=match):
        from_arrays(inputs, targets)


@pytest.mark.parametrize(
    ("inputs", "match"),
    [
        ([[1, 2], [3, "x"]], r"inputs\[1, 1\] must be a number, got 'x'"),
        ([[0, 1], [2, {}]], r"inputs\[1, 1\] must be a number, got \{\}"),
        (np.array([1j, 2]), "inputs must be numbers, got an array of complex128"),
        (np.array(["2024-01-01"] * 2, "datetime64[D]"), "inputs must be numbers, got an array of"),
    ],
)
def test_what_is_no_number_is_refused(inputs: object, match: str) -> None:
    with pytest.raises(SettingTypeError, match=match):
        from_arrays(inputs, [1, 2])


@pytest.mark.parametrize(
    ("labels", "classes", "match"),
    [
        ([0, 1, 2], ["a", "b"], r"targets\[2\] is 2, but the labels are 0, 1"),
        ([0, -1, 1], ["a", "b"], r"targets\[1\] is -1, but the labels are 0, 1"),
        (["a", "b", "d"], ["a", "b", "c"], r"targets\[2\] is 'd', but the labels are a, b, c"),
        ([0, 11, 1], [f"c{i}" for i in range(10)], r"is 11, but the labels are 0 to 9"),
        ([0, 0.5, 1], True, r"targets\[1\] is 0.5, which is not a label of a class"),
        ([0, 0.5, 1], ["a", "b"], r"targets\[1\] is 0.5, but the labels are 0, 1"),
        ([0, float("nan"), 1], True, r"targets\[1\] is nan: a missing value"),
        ([0, 1, 0], ["a"], "at least two different names, got"),
        ([0, 1, 0], ["a", "a"], "at least two different names, got"),
        ([1, 1, 1], ["a", "b"], "all 3 training samples are of the class 'b'"),
    ],
)
def test_labels_out_of_range_are_refused(labels: list, classes: object, match: str) -> None:
    with pytest.raises(SettingError, match=match):
        from_arrays(PAIRS, labels, classes=classes)


def test_names_that_do_not_fit_are_refused() -> None:
    for names in (["a"], ["a", "a"], ["a", ""], ["a", "b", "c"]):
        with pytest.raises(SettingError, match="names must be 2 different names"):
            from_arrays(PAIRS, [1, 2, 3], names=names)
    with pytest.raises(SettingTypeError, match="names must be a list of names, got 'ab'"):
        from_arrays(PAIRS, [1, 2, 3], names="ab")
    with pytest.raises(SettingTypeError, match="classes must be the names of the classes or True"):
        from_arrays(PAIRS, [1, 0, 1], classes="ab")


@pytest.mark.parametrize("odd", [np.array("a"), np.ma.masked, range(10**30), range(10**12), b"ab"])
@pytest.mark.parametrize("setting", ["classes", "names", "features"])
def test_lists_of_names_are_checked_before_they_are_gone_through(setting, odd):
    with pytest.raises(SettingError) as caught:
        from_arrays([1, 2, 3], [0, 1, 0], **{setting: odd})
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 400
