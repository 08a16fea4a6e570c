"""No sample is lost in the first line of a file, and no column is split at the wrong character."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdsim as gd
from gdsim.app.model import network_edits
from gdsim.base.errors import SettingError, SettingTypeError
from gdsim.cli import run_command
from gdsim.objectives.datasets import from_arrays, from_file, from_recipe

FLOWERS = "5.1,3.5,setosa\n4.9,3.0,setosa\n6.0,2.2,virginica\n"
# The first lines of files of the UCI archive, as they come.
UCI = {
    "iris": "5.1,3.5,1.4,0.2,Iris-setosa\n4.9,3.0,1.4,0.2,Iris-setosa\n6.4,3.2,4.5,1.5,Iris\n",
    "wine": "1,14.23,1.71,2.43\n1,13.2,1.78,2.14\n2,12.37,.94,1.36\n",
    "breast cancer": "842302,M,17.99,10.38\n842517,M,20.57,17.77\n8510426,B,13.54,14.36\n",
    "ionosphere": "1,0,0.99539,-0.05889,g\n1,0,1,-0.18829,b\n1,0,1,-0.03365,g\n",
    "credit approval": "b,30.83,0,u,+\na,58.67,4.46,u,+\na,24.50,0.5,u,-\n",
    "housing": " 0.00632  18.00   2.310  0\n 0.02731   0.00   7.070  0\n  0.02   0.00   7.070  1\n",
    "auto-mpg": '18.0   8   307.0\t"chevy"\n15.0   8   350.0\t"buick"\n18.0   8   318.0\t"ford"\n',
    "seeds": "15.26\t14.84\t0.871\t1\n14.88\t14.57\t0.8811\t1\n14.29\t14.09\t0.905\t\t2\n",
    "a gap at once": "?,3.5,1\n4.9,3.0,2\n6.0,2.2,1\n",
    "decimal commas": "5,1;3,5;setosa\n4,9;3,0;setosa\n6,0;2,2;virginica\n",
}


def written(folder: Path, text: str, name: str = "own.csv") -> Path:
    path = folder / name
    path.write_text(text)
    return path


@pytest.mark.parametrize("text", [FLOWERS, *UCI.values()], ids=["flowers", *UCI])
def test_a_header_less_file_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingError, match=r"own.csv has .* in its first line.*header=False reads"):
        from_file(written(tmp_path, text))


@pytest.mark.parametrize(
    ("name", "target"), [("iris", None), ("wine", "x1"), ("ionosphere", None), ("seeds", None)]
)
def test_without_a_header_every_line_is_a_sample(
    tmp_path: Path, name: str, target: str | None
) -> None:
    data = from_file(written(tmp_path, UCI[name]), target, header=False)
    rows = list(csv.reader(io.StringIO(UCI[name].replace("\t\t", ",").replace("\t", ","))))
    first = 1 if target else 0
    expected = [[float(cell) for cell in row[first : len(row) - 1 + first]] for row in rows]
    assert data.inputs.tolist() == expected
    count = len(rows[0])
    assert data.names == tuple(f"x{i + 1 + first}" for i in range(count - 1))


def test_columns_without_a_header_can_be_named(tmp_path: Path) -> None:
    path = written(tmp_path, FLOWERS)
    names = ["petal", "sepal", "kind"]
    data = from_file(path, "kind", header=False, names=names, features=["sepal", "petal^2"])
    assert data.names == ("sepal", "petal^2") and data.classes == ("setosa", "virginica")
    assert from_recipe(data.recipe) == data and len(data.inputs) == 3
    with pytest.raises(SettingError, match="names must be 3 different names, one per column"):
        from_file(path, header=False, names=names[:2])
    with pytest.raises(SettingError, match="names is for NPZ files, and for CSV files with header"):
        from_file(path, names=names)


def test_names_that_are_numbers_are_taken_if_that_is_said(tmp_path: Path) -> None:
    path = written(tmp_path, "town,1990,2000\n1,2,3\n2,3,4\n3,5,8\n")
    with pytest.raises(SettingError, match="has '1990' in its first line, above numbers"):
        from_file(path)
    data = from_file(path, "2000", header=True)
    assert data.names == ("town", "1990") and data.targets.tolist() == [[3], [4], [8]]
    years = from_file(written(tmp_path, "1990,2000\n2,3\n3,4\n"), header=True)
    assert years.names == ("1990",) and years.inputs.tolist() == [[2], [3]]


def test_names_of_elements_are_no_missing_values(tmp_path: Path) -> None:
    assert from_file(written(tmp_path, "Na,K,y\n1,2,3\n2,3,4\n")).names == ("Na", "K")


@pytest.mark.parametrize("width", [2, 4, 13])
def test_a_first_line_as_in_the_files_of_scikit_learn_is_understood(
    tmp_path: Path, width: int
) -> None:
    numbers = np.random.default_rng(width).normal(size=(6, width)).round(2)
    rows = [",".join([*map(repr, row.tolist()), str(i % 3)]) for i, row in enumerate(numbers)]
    first = f"6,{width},setosa,versicolor,virginica"
    path = written(tmp_path, "\n".join([first, *rows]))
    with pytest.raises(SettingError, match=f"counts 6 samples of {width} inputs and names 3 class"):
        from_file(path)
    data = from_file(path, header=False)
    assert data.inputs.tolist() == numbers.tolist()
    assert data.classes == ("setosa", "versicolor", "virginica")
    assert data.targets.tolist() == [0, 1, 2, 0, 1, 2]
    written(tmp_path, "\n".join([first, *rows[1:]]))
    with pytest.raises(SettingError, match="its first line counts 6 samples, but 5 follow"):
        from_file(path, header=False)


@given(
    st.lists(
        st.lists(st.floats(-1e9, 1e9).map(repr), min_size=2, max_size=2), min_size=2, max_size=6
    ),
    st.sampled_from([",", ";", "\t", "|", " ", "   ", " , "]),
    st.sampled_from(["text", "number", "first"]),
)
def test_no_table_without_a_header_loses_a_sample(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], separator: str, kind: str
) -> None:
    labels = [f"c{i % 2}" if kind != "number" else str(i % 2) for i in range(len(rows))]
    pairs = zip(rows, labels, strict=True)
    lines = [[label, *row] if kind == "first" else [*row, label] for row, label in pairs]
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_text("\n".join(separator.join(line) for line in lines))
    target = "x1" if kind == "first" else "x3"
    with pytest.raises(SettingError, match="in its first line"):
        from_file(path)
    data = from_file(path, target, header=False, classes=True)
    assert data.inputs.tolist() == [[float(cell) for cell in row] for row in rows]


SETTINGS = 'gdsim = 1\nsteps = 2\n[objective.network]\nlayers = [2, 3, 2]\nloss = "cross_entropy"\n'


def test_experiment_files_and_the_command_line_refuse_and_take_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path, FLOWERS)
    end = '\n[[optimizers]]\nname = "sgd"\n'
    refused = written(tmp_path, f'{SETTINGS}data = {{ file = "own.csv" }}{end}', "refused.toml")
    with pytest.raises(SettingError, match=r"line 6 .*header=False reads the line as a sample"):
        gd.Experiment.load(refused)
    assert run_command(["run", str(refused)]) == 2
    assert "header=False" in capsys.readouterr().err.replace("\n", " ")
    taken = written(
        tmp_path, f'{SETTINGS}data = {{ file = "own.csv", header = false }}{end}', "taken.toml"
    )
    experiment = gd.Experiment.load(taken)
    assert len(experiment.objective.data.inputs) == 3
    experiment.save(tmp_path / "again.toml")
    assert gd.Experiment.load(tmp_path / "again.toml") == experiment
    # What the window changes of data it makes from the recipe again.
    changed = network_edits.with_recipe(experiment.objective.data, {"standardize": True})
    assert len(changed.inputs) == 3 and changed.preparation.means


# --- Separators ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("x y  z\n1 2\t3\n 4   5 6\n", ("x", "y")),
        ("x|y|z\n1|2|3\n4|5|6\n", ("x", "y")),
        ('"area, m2","price","z"\n1,2,3\n4,5,6\n', ("area, m2", "price")),
        ('"a,b";c;z\n1;2;3\n4;5;6\n', ("a,b", "c")),
        ("speed (km;h), x, z\n1,2,3\n4,5,6\n", ("speed (km;h)", "x")),
        ("first name|last, name|z\n1|2|3\n4|5|6\n", ("first name", "last, name")),
        ('x, "y", z\n1, "2", 3\n4, 5, 6\n', ("x", "y")),
    ],
)
def test_the_separator_is_what_divides_all_lines_alike(
    tmp_path: Path, text: str, names: tuple[str, ...]
) -> None:
    data = from_file(written(tmp_path, text))
    assert data.names == names
    assert data.inputs.tolist() == [[1, 2], [4, 5]] and data.targets.tolist() == [[3], [6]]


def test_decimal_commas_between_semicolons_are_read(tmp_path: Path) -> None:
    data = from_file(written(tmp_path, UCI["decimal commas"]), header=False)
    assert data.inputs.tolist() == [[5.1, 3.5], [4.9, 3.0], [6.0, 2.2]]
    assert data.classes == ("setosa", "virginica")
    for text in ("a;b;z\n1,5;2;-3,25e1\n+0,5;;4\n1;1,125;0\n", "a;b;z\n1,5;2;3,5\n0,5;1,5;4,5\n"):
        data = from_file(written(tmp_path, text), missing="drop")
        assert data.inputs.tolist() == [[1.5, 2], [1, 1.125] if "e1" in text else [0.5, 1.5]]
        assert data.targets.tolist() == [[-32.5], [0]] if "e1" in text else [[3.5], [4.5]]
    # Without names both signs divide the lines alike.
    data = from_file(written(tmp_path, "1,5;2,5;3,5\n0,5;1,5;4,5\n"), header=False)
    assert data.inputs.tolist() == [[1.5, 2.5], [0.5, 1.5]]
    data = from_file(written(tmp_path, "a,b,z\nx;y,1,2\nx;z,1,3\n"), "a")
    assert data.classes == ("x;y", "x;z")


def test_decimal_commas_that_may_be_something_else_are_named(tmp_path: Path) -> None:
    mixed = written(tmp_path, "a;z\n1,5;2.5\n2;3\n")
    with pytest.raises(SettingError, match=r"'1,5', and with a point, such as '2\.5'; write all"):
        from_file(mixed)
    tabs = written(tmp_path, "a\tz\n1,5\t2\n2\t3\n")
    with pytest.raises(SettingTypeError, match=r"'1,5'.*write decimals with a point, '1\.5'"):
        from_file(tabs)


@pytest.mark.parametrize("index", [None, ["r", "s"], ["2026-01-01", "2026-01-02"]])
def test_an_index_that_pandas_wrote_is_left_out(tmp_path: Path, index: list[str] | None) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"a": [1, 2], "b": [3, 4], "kind": ["u", "v"]}, index)
    frame.to_csv(tmp_path / "own.csv")
    data = from_file(tmp_path / "own.csv")
    assert data.names == ("a", "b") and data.inputs.tolist() == [[1, 3], [2, 4]]
    assert data.classes == ("u", "v") and from_recipe(data.recipe, tmp_path) == data
    # Read without its index, and written again.
    pandas.read_csv(tmp_path / "own.csv").to_csv(tmp_path / "again.csv", index=False)
    assert from_file(tmp_path / "again.csv").names == ("a", "b")
    with pytest.raises(SettingError, match="column 2 has no name"):
        from_file(written(tmp_path, "a,,b\n0,1,2\n1,2,3\n"))


def test_a_numpy_array_is_a_table_without_names(tmp_path: Path) -> None:
    array = np.random.default_rng(2).normal(size=(7, 4))
    np.save(tmp_path / "own.npy", array)
    last = from_arrays(array[:, :3], array[:, 3], names=["x1", "x2", "x3"], test=0.4)
    assert from_file(tmp_path / "own.npy", test=0.4) == last
    some = from_file(tmp_path / "own.npy", ["b", "a"], names=list("abcd"))
    assert some.names == ("c", "d") and some.targets.tolist() == array[:, [1, 0]].tolist()
    assert from_recipe(some.recipe) == some
    np.save(tmp_path / "flat.npy", array[0])
    with pytest.raises(
        SettingError, match=r"flat.npy must have one row per sample.*got shape \(4,\)"
    ):
        from_file(tmp_path / "flat.npy")
    with pytest.raises(SettingError, match="header is for CSV files"):
        from_file(tmp_path / "own.npy", header=False)
