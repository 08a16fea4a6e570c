"""A user's own files: CSV and NPZ, and the messages for files that cannot be used."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdsim import Experiment
from gdsim.base.errors import SettingError, SettingTypeError
from gdsim.objectives import Network
from gdsim.objectives.datasets import from_arrays, from_file, from_recipe

HOUSES = "area,rooms,price\n50,2,1.5\n70.5,3,2\n30,1,1e0\n"
FLOWERS = "petal,kind,sepal\n1.5,rose,2\n2.5,tulip,3\n3.5,rose,4\n"


def written(folder: Path, text: str | bytes, name: str = "own.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refused(path: Path, match: str, error: type = SettingError, **settings: object) -> None:
    with pytest.raises(error, match=match):
        from_file(path, **settings)


def test_the_last_column_is_the_target_unless_another_is_named(tmp_path: Path) -> None:
    data = from_file(written(tmp_path, HOUSES))
    assert data.names == ("area", "rooms")
    assert data.inputs.tolist() == [[50, 2], [70.5, 3], [30, 1]]
    assert data.targets.tolist() == [[1.5], [2], [1]]
    other = from_file(written(tmp_path, HOUSES), target="area")
    assert other.names == ("rooms", "price") and other.targets[:, 0].tolist() == [50, 70.5, 30]


def test_a_target_of_text_is_classes(tmp_path: Path) -> None:
    data = from_file(written(tmp_path, FLOWERS), target="kind")
    assert data.classes == ("rose", "tulip")
    assert data.targets.tolist() == [0, 1, 0]
    assert data.names == ("petal", "sepal")
    turned = from_file(tmp_path / "own.csv", target="kind", classes=["tulip", "rose"])
    assert turned.targets.tolist() == [1, 0, 1]


def test_a_target_of_numbers_can_be_classes(tmp_path: Path) -> None:
    path = written(tmp_path, "x,label\n1,10\n2,9\n3,10\n")
    assert from_file(path).classes == ()
    data = from_file(path, classes=True)
    assert data.classes == ("9", "10") and data.targets.tolist() == [1, 0, 1]


def test_several_columns_can_be_targets(tmp_path: Path) -> None:
    data = from_file(written(tmp_path, HOUSES), target=["price", "rooms"])
    assert data.targets.tolist() == [[1.5, 2], [2, 3], [1, 1]]
    assert data.names == ("area",)


@pytest.mark.parametrize(
    "text",
    [
        HOUSES.replace(",", ";"),
        HOUSES.replace(",", "\t"),
        HOUSES.replace("\n", "\r\n"),
        HOUSES.replace(",", " , "),
        "\ufeff" + HOUSES,
        "\n" + HOUSES.replace("\n", "\n\n"),
        HOUSES.rstrip(),
        '"area","rooms","price"\n"50","2","1.5"\n70.5,3,2\n30,1,1\n',
    ],
    ids=["semicolons", "tabs", "windows", "spaces", "mark", "empty lines", "no end", "quotes"],
)
def test_files_are_read_as_other_programs_write_them(tmp_path: Path, text: str) -> None:
    usual = from_file(written(tmp_path, HOUSES, "usual.csv"))
    assert from_file(written(tmp_path, text)) == usual


def test_a_compressed_file_is_read_like_a_plain_one(tmp_path: Path) -> None:
    plain = from_file(written(tmp_path, HOUSES))
    assert from_file(written(tmp_path, gzip.compress(HOUSES.encode()), "own.csv.gz")) == plain


@pytest.mark.parametrize("keys", [("inputs", "targets"), ("X", "y")])
def test_an_npz_file_is_its_arrays(tmp_path: Path, keys: tuple[str, str]) -> None:
    inputs, targets = np.random.default_rng(1).normal(size=(2, 9, 3))
    np.savez(tmp_path / "own.npz", **dict(zip(keys, (inputs, targets), strict=True)))
    settings = {"names": ["a", "b", "c"], "test": 0.3, "split_seed": 2, "standardize": True}
    data = from_file(tmp_path / "own.npz", **settings)
    assert data == from_arrays(inputs, targets, **settings)


def test_an_npz_file_can_hold_labels(tmp_path: Path) -> None:
    np.savez(tmp_path / "own.npz", X=np.eye(3), y=np.array([1, 0, 1]))
    assert from_file(tmp_path / "own.npz", classes=["no", "yes"]).targets.tolist() == [1, 0, 1]
    np.savez(tmp_path / "text.npz", X=np.eye(3), y=np.array(["b", "a", "b"]))
    assert from_file(tmp_path / "text.npz").classes == ("a", "b")


def test_a_recipe_reads_the_file_again_from_its_folder(tmp_path: Path) -> None:
    written(tmp_path, FLOWERS, "flowers.csv")
    settings = {
        "file": "flowers.csv",
        "target": "kind",
        "classes": ["tulip", "rose"],
        "features": ["petal", "petal*sepal"],
        "standardize": True,
    }
    data = from_recipe(settings, folder=tmp_path)
    assert settings.items() <= data.recipe.items()
    assert from_recipe(data.recipe, folder=str(tmp_path)) == data
    assert repr(data).startswith("datasets.from_file('flowers.csv', target='kind', ")
    with pytest.raises(SettingError, match=r"flowers\.csv: cannot be read \(No such file"):
        from_recipe(data.recipe)


def test_a_path_that_is_not_relative_needs_no_folder(tmp_path: Path) -> None:
    path = written(tmp_path, HOUSES)
    assert from_recipe(from_file(path).recipe, folder=tmp_path / "elsewhere") == from_file(path)


# --- What cannot be -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "own.csv is empty"),
        ("\n \n", "own.csv is empty"),
        ("a,b\n", "own.csv has no rows below the names of its columns"),
        ("1,2\n3,4\n", "own.csv has numbers in its first line"),
        ("a,\n1,2\n", "own.csv: column 2 has no name in the first line"),
        ("a,b,a\n1,2,3\n", "own.csv has two columns called 'a'"),
        ("a,b\n1,2\n3\n", "own.csv, line 3 has 1 cell, but the first line has 2"),
        ("\na,b\n1,2\n\n3,4,5\n", "own.csv, line 5 has 3 cells, but the first line has 2"),
        ("a,b\n1,2\n,4\n", "own.csv, line 3: column 'a' has no value"),
        ("a,b\n1,2\nNA,4\n", r"own.csv, line 3: column 'a' has no value \('NA'\)"),
        ("a,b\n1,2\n3,?\n", "own.csv, line 3: column 'b' has no value"),
        ("a,b\n1,2\n3,nan\n", "own.csv, line 3: column 'b' has no value"),
        ("a,b\n1,2\ninf,4\n", "own.csv, line 3: column 'a' must be a finite number, got 'inf'"),
        ("a,b\n1,2\n1e999,4\n", "column 'a' must be a finite number, got '1e999'"),
        ("a,b\n1,2\nold,4\n", "own.csv, line 3: column 'a' must be a number, got 'old'"),
        ("a,b\n1,2\n3,new\n", "own.csv, line 3: column 'b' must be a number, got 'new'"),
        ("a|b\n1,5|2,5\n", "own.csv, line 2: column 'a' must be a number, got '1,5'"),
        ("a,b\n1_000,2\n", "column 'a' must be a number, got '1_000'"),
        ("a,b\n1,yes\n2,\n3,no\n", "own.csv, line 3: column 'b' has no value"),
        ("a,b\n1,yes\n2,yes\n", "all 2 training samples are of the class 'yes'"),
        ("a\n1\n2\n", "own.csv has no column besides the target"),
        ('a,b\n1,"2\n', "own.csv, line 2: unexpected end of data"),
    ],
)
def test_tables_that_cannot_be_are_refused_with_the_place(
    tmp_path: Path, text: str, match: str
) -> None:
    refused(written(tmp_path, text), match)


def test_targets_that_cannot_be_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, HOUSES)
    refused(path, "own.csv has no column 'prize'; did you mean price", target="prize")
    refused(path, "own.csv has no column 'zz'; known: area, rooms, price", target=["rooms", "zz"])
    refused(path, "target must be different columns", target=["rooms", "rooms"])
    refused(path, "target must be different columns", target=[])
    refused(path, "no column besides the target", target=["area", "rooms", "price"])
    refused(path, "target must be the name of a column", SettingTypeError, target=2)
    refused(path, "names is for NPZ files", names=["a", "b"])
    text = written(tmp_path, FLOWERS)
    refused(
        text, "line 2: column 'kind' must be a number, got 'rose'", SettingTypeError, target="sepal"
    )
    refused(
        text,
        "line 3: column 'kind' is 'tulip', but the labels are rose, lily",
        target="kind",
        classes=["rose", "lily"],
    )


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    refused(tmp_path / "none.csv", r"none\.csv: cannot be read \(No such file or directory\)")
    refused(tmp_path / "none.npz", r"none\.npz: cannot be read \(No such file or directory\)")
    refused(tmp_path, r"cannot be read \(it is a folder\)")
    refused(written(tmp_path, b"a,b\n\xff\xfe,1\n"), "own.csv is not text in UTF-8")
    whole = gzip.compress(HOUSES.encode() * 50)
    refused(written(tmp_path, whole[:-9], "half.csv.gz"), r"half\.csv\.gz: cannot be read \(")
    refused(
        written(tmp_path, b"not a zip", "own.npz"), "own.npz is not a valid NPZ file of numbers"
    )
    np.save(tmp_path / "one.npy", np.eye(2))
    (tmp_path / "one.npy").rename(tmp_path / "one.npz")
    refused(tmp_path / "one.npz", "one.npz is not a valid NPZ file of numbers")
    np.savez(tmp_path / "other.npz", inputs=np.eye(2), labels=np.eye(2))
    refused(tmp_path / "other.npz", r"must have arrays inputs and targets \(or X and y\), it has")
    np.savez(tmp_path / "objects.npz", inputs=np.array([{}, 1]), targets=np.eye(2))
    refused(tmp_path / "objects.npz", "objects.npz is not a valid NPZ file of numbers")
    np.savez(tmp_path / "gap.npz", inputs=np.array([[1, np.nan]]), targets=[1])
    refused(tmp_path / "gap.npz", r"gap.npz: inputs\[0, 1\] is nan: a missing value")
    refused(tmp_path / "gap.npz", "target is for CSV files", target="y")


@given(st.text(alphabet='ab12.,;\t\n\r" \0é-e', max_size=40) | st.binary(max_size=40))
def test_any_file_is_read_or_refused_with_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: str | bytes
) -> None:
    for name in ("any.csv", "any.csv.gz", "any.npz"):
        try:
            data = from_file(written(tmp_path_factory.getbasetemp(), content, name))
        except SettingError as error:
            assert name in str(error) or "training samples" in str(error)
        else:
            assert np.isfinite(data.inputs).all() and len(data.inputs) == len(data.targets)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    refused(written(tmp_path, picture, "own.png"), "own.png is not text in UTF-8")


def test_a_column_of_names_is_left_out_where_no_feature_is_of_it(tmp_path):
    path = tmp_path / "named.csv"
    path.write_text("id,a,b,kind\nx1,1,2,cat\nx2,2,3,dog\nx3,3,5,cat\n")
    hint = r"line 2: column 'id' must be a number, got 'x1'; features=\['a', 'b'\] leaves the"
    with pytest.raises(SettingTypeError, match=hint):
        from_file(path)
    found = from_file(path, features=["a", "a*b"])
    assert found.raw_names == ("a", "b") and found.classes == ("cat", "dog")
    np.testing.assert_array_equal(found.inputs, [[1, 2], [2, 6], [3, 15]])
    with pytest.raises(SettingTypeError, match="column 'id' must be a number"):
        from_file(path, features=["id", "a"])
    again = from_recipe(found.recipe)
    assert again == found
    same = from_file(path, features=["a", "b"])  # the columns that are left
    assert from_recipe(same.recipe) == same and same.recipe["features"] == ["a", "b"]
    experiment = Experiment(Network([2, 2], data=same, loss="cross_entropy"), "sgd")
    assert Experiment.from_toml(experiment.to_toml()) == experiment


def test_a_column_with_some_text_is_left_out_too(tmp_path):
    path, other = tmp_path / "mixed.csv", tmp_path / "other.csv"
    path.write_text("id,a,b,y\n1,1,2,0.5\n2b,2,3,1\n")
    other.write_text("y,id,b,a\n1,7,8,9\n")
    with pytest.raises(SettingTypeError, match=r"'2b'; features=\['a', 'b'\] leaves the column"):
        from_file(path)
    found = from_file(path, features=["a", "b"], test_file=other)
    assert found.test_inputs.tolist() == [[9, 8]] and from_recipe(found.recipe) == found
    found = from_file(other, "y", features=["b", "a"], test_file=other)
    assert found.raw_names == ("b", "a")


def test_gaps_of_columns_that_no_feature_is_of_cost_no_rows(tmp_path):
    path = tmp_path / "gaps.csv"
    path.write_text("a,b,c,y\n1,,2,3\n4,5,6,7\n,8,9,10\n11,,12,13\n")
    assert from_file(path, missing="drop").raw_inputs.tolist() == [[4, 5, 6]]
    found = from_file(path, features=["a", "a*c"], missing="drop")
    assert found.raw_inputs.tolist() == [[1, 2], [4, 6], [11, 12]]
    assert from_file(path, features=["c"]).inputs.tolist() == [[2], [6], [9], [12]]
    with pytest.raises(SettingError, match="unknown feature 'd'; features are names"):
        from_file(path, features=["c", "d"], missing="drop")


def test_numbers_that_may_be_classes_are_told_how_they_become_some(tmp_path):
    path = tmp_path / "numbered.csv"
    path.write_text("a,kind\n1,0\n2,1\n3,2\n4,0\n")
    hint = r"1 target value; if its 3 different values \(0, 1, 2\) are classes, give the data clas"
    with pytest.raises(SettingError, match=hint):
        Network([1, 4, 3], data=from_file(path))
    assert Network([1, 4, 3], data=from_file(path, classes=True)).has_classes
    with pytest.raises(SettingError, match=r"1 target value; it must end with 1$"):
        Network([1, 4, 2], data=from_file(path))
