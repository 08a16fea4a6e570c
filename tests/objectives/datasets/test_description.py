"""What a file of samples holds: the types of its columns, missing values, its first rows."""

import gzip

import numpy as np
import pytest

import gdsim as gd

describe = gd.datasets.describe

MIXED = """when;name;size;kind;age
2024-01-02;Anna;1,5;cat;3
2024-01-03;Bert;;dog;4
2024-01-04;Carl;2,5;cat;?
2024-01-05;Dora;3,5;dog;6
"""


def test_each_column_has_its_type_and_its_gaps(tmp_path):
    path = tmp_path / "mixed.csv.gz"
    path.write_bytes(gzip.compress(MIXED.encode()))
    seen = describe(path)
    assert (seen.name, seen.format, seen.rows, seen.header) == ("mixed.csv.gz", "CSV", 4, None)
    assert seen.target == "age"
    rows = [(c.name, c.kind, c.missing, c.different, c.are_labels) for c in seen.columns]
    assert rows == [
        ("when", "date", 0, 4, False),
        ("name", "text", 0, 4, False),
        ("size", "number", 1, 3, False),
        ("kind", "category", 0, 2, True),
        ("age", "number", 1, 3, False),
    ]
    assert seen.columns[3].first == ("cat", "dog", "cat", "dog")


@pytest.mark.parametrize("date", ["2024-02-29", "29.02.2024", "02/29/2024", "2024-02-29T10:30"])
def test_dates_are_told_from_text(tmp_path, date):
    (tmp_path / "a.csv").write_text(f"when,y\n{date},1\n{date},2.5\n")
    assert describe(tmp_path / "a.csv").columns[0].kind == "date"
    (tmp_path / "a.csv").write_text(f"when,y\n{date},1\n2024-30-30,2.5\n")
    assert describe(tmp_path / "a.csv").columns[0].kind == "text"


def test_numbers_with_a_mistake_among_them_are_mixed(tmp_path):
    (tmp_path / "a.csv").write_text("size,y\n1.5,1\nabc,2\n2.5,3\n")
    assert describe(tmp_path / "a.csv").columns[0].kind == "mixed"
    (tmp_path / "a.csv").write_text("size,y\n1.5,1\nabc,2\ndef,3\n")
    assert describe(tmp_path / "a.csv").columns[0].kind == "text"


def test_a_first_line_of_numbers_is_a_sample(tmp_path):
    (tmp_path / "a.csv").write_text("1,2,0\n3,4,1\n5,6,0\n7,8.5,1\n")
    seen = describe(tmp_path / "a.csv")
    assert seen.header is False and seen.rows == 4 and seen.target == "x3"
    assert [column.are_labels for column in seen.columns] == [False, False, True]
    assert len(gd.datasets.from_file(tmp_path / "a.csv", header=seen.header).inputs) == 4
    assert describe("a.csv", header=True, folder=tmp_path).rows == 3


def test_arff_has_categories_as_stated(tmp_path):
    text = "@relation r\n@attribute a numeric\n@attribute b {no,yes}\n@data\n1,no\n2,no\n"
    (tmp_path / "a.arff").write_text(text)
    seen = describe(tmp_path / "a.arff")
    assert seen.format == "ARFF" and [c.kind for c in seen.columns] == ["number", "category"]


def test_arrays_and_libsvm_have_their_target_last(tmp_path):
    np.savez(tmp_path / "a.npz", X=np.array([[1.0, np.nan], [2.0, 3.0]]), y=["b", "a"])
    seen = describe(tmp_path / "a.npz")
    assert (seen.format, seen.target) == ("NPZ", None)
    assert [(c.name, c.kind, c.missing) for c in seen.columns] == [
        ("x1", "number", 0), ("x2", "number", 1), ("target", "text", 0),
    ]  # fmt: skip
    np.save(tmp_path / "a.npy", np.eye(3))
    assert describe(tmp_path / "a.npy").target == "x3"
    (tmp_path / "a.svm").write_text("1 1:0.5 3:2\n0 2:1\n1 1:1\n0 3:4\n")
    seen = describe(tmp_path / "a.svm")
    assert seen.format == "LIBSVM" and [c.name for c in seen.columns] == [
        "x1",
        "x2",
        "x3",
        "target",
    ]
    assert seen.columns[0].first == ("0.5", "0.0", "1.0", "0.0") and seen.columns[3].are_labels


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.csv", b"", "a.csv is empty"),
        ("a.csv", b"x,y\n", "no rows below the names"),
        ("a.csv", b"x,y\n1,2,3\n", "line 2 has 3 cells, but the first line has 2"),
        ("a.csv", b"PK\x03\x04xl/", "is an Excel workbook: save its sheet as CSV"),
        ("a.npz", b"nonsense", "a.npz"),
        ("b.csv", None, "b.csv"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path, name, content, problem):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(gd.SettingError, match=problem):
        describe(tmp_path / name)


def test_arrays_that_do_not_fit_are_refused(tmp_path):
    np.savez(tmp_path / "a.npz", X=np.ones((3, 2)), y=np.ones(2))
    with pytest.raises(
        gd.SettingError, match=r"targets must have one row per sample, 3, got shape"
    ):
        describe(tmp_path / "a.npz")
    np.save(tmp_path / "a.npy", np.ones(3))
    with pytest.raises(gd.SettingError, match=r"one row per sample, got shape \(3,\)"):
        describe(tmp_path / "a.npy")
    with pytest.raises(gd.SettingTypeError, match="file must be a path, got 3"):
        describe(3)
