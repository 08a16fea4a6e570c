"""Labels are the same classes in the same order, from files and from arrays of any type."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdsim.base.errors import SettingError, SettingTypeError
from gdsim.objectives.datasets import from_arrays, from_file


def of_file(folder: Path, labels: list[str], classes: object = True) -> tuple:
    path = folder / "own.csv"
    path.write_text("x,y\n" + "".join(f"{i},{label}\n" for i, label in enumerate(labels)))
    data = from_file(path, classes=classes)
    return data.classes, data.targets.tolist()


def of_array(labels: object, classes: object = True) -> tuple:
    data = from_arrays(range(len(labels)), labels, classes)
    return data.classes, data.targets.tolist()


@given(st.lists(st.integers(-30, 1200), min_size=2, max_size=8).filter(lambda x: len(set(x)) > 1))
def test_numbers_are_the_same_classes_however_they_are_written(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[int]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    ascending = sorted(set(numbers))
    expected = tuple(map(str, ascending)), [ascending.index(each) for each in numbers]
    mixed = [f"{n}.0" if i % 2 else str(n) for i, n in enumerate(numbers)]
    assert of_file(folder, list(map(str, numbers))) == expected
    assert of_file(folder, mixed) == expected
    assert of_file(folder, [f"{n}." for n in numbers]) == expected
    forms = [numbers, np.array(numbers, float), np.array(numbers, np.int16), mixed]
    forms += [np.array(mixed, "S"), np.array(mixed, object), np.array(numbers, object)]
    for form in forms:
        assert of_array(form) == expected


def test_codes_with_leading_zeros_keep_them(tmp_path: Path) -> None:
    expected = ("007", "01067", "20099"), [1, 0, 2]
    assert of_file(tmp_path, ["01067", "007", "20099"]) == expected
    assert of_array(["01067", "007", "20099"]) == expected


def test_a_number_spelled_in_two_ways_is_one_class(tmp_path: Path) -> None:
    assert of_file(tmp_path, ["1", "01", "1.0", "2e0", "2"]) == (("1", "2"), [0, 0, 0, 1, 1])


def test_text_among_numbers_is_text(tmp_path: Path) -> None:
    expected = ("1.5", "10", "2", "new"), [1, 2, 0, 3]
    assert of_file(tmp_path, ["10", "2", "1.5", "new"]) == expected
    assert of_array(["10", "2", "1.5", "new"]) == expected


@pytest.mark.parametrize("labels", [[1, 0.5, 2], ["1", "0.5", "2"], [b"1", b"0.5", b"2"]])
def test_numbers_that_are_not_whole_are_no_labels(tmp_path: Path, labels: list) -> None:
    with pytest.raises(SettingError, match=r"0\.5.*, which is not a label of a class"):
        of_array(labels)
    texts = [each.decode() if isinstance(each, bytes) else str(each) for each in labels]
    with pytest.raises(SettingError, match=r"line 3: column 'y' is '0\.5', which is not a label"):
        of_file(tmp_path, texts)
    assert of_array(labels, ["0.5", "1", "2"]) == (("0.5", "1", "2"), [1, 0, 2])


@pytest.mark.parametrize("dtype", ["S5", "O"])
def test_bytes_are_the_text_they_hold(dtype: str) -> None:
    labels = np.array([b"dog", b"cat", "süß".encode(), b"dog"], dtype)
    assert of_array(labels, None) == (("cat", "dog", "süß"), [1, 0, 2, 1])
    assert of_array(labels, [b"dog", "cat", "süß"]) == (("dog", "cat", "süß"), [0, 1, 2, 0])
    with pytest.raises(SettingError, match=r"targets\[1\] is b'\\xff', which is not text in UTF-8"):
        of_array([b"a", b"\xff"])


def test_quotes_after_a_blank_are_quotes(tmp_path: Path) -> None:
    assert of_file(tmp_path, ['  "b"', " a", '"c, d"'], None) == (("a", "b", "c, d"), [1, 0, 2])


@pytest.mark.parametrize("given", [True, ["low", "high"]])
def test_classes_of_several_targets_are_refused(tmp_path: Path, given: object) -> None:
    (tmp_path / "own.csv").write_text("x,y,z\n1,0,1\n2,1,0\n")
    with pytest.raises(SettingError, match=r"classes is for one target, got 2: \['y', 'z'\]"):
        from_file(tmp_path / "own.csv", ["y", "z"], given)
    with pytest.raises(SettingError, match="targets must be a list with one label per sample"):
        from_arrays([1, 2], [[0, 1], [1, 0]], given)


def test_without_classes_targets_are_numbers_or_refused(tmp_path: Path) -> None:
    assert from_arrays([1, 2], [True, False], False).targets.tolist() == [[1], [0]]
    with pytest.raises(SettingTypeError, match=r"targets\[0, 0\] must be a number, got 'a'"):
        from_arrays([1, 2], ["a", "b"], False)
    with pytest.raises(SettingTypeError, match="column 'y' must be a number, got 'a'"):
        of_file(tmp_path, ["a", "b"], False)
