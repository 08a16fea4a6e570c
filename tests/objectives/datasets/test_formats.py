"""ARFF and LIBSVM: read as SciPy and scikit-learn read them, or refused with the line."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import numpy as np
import pytest
from scipy.io import arff

import gdsim as gd
from gdsim.base.errors import SettingError
from gdsim.objectives.datasets import arff as weka
from gdsim.objectives.datasets import from_file, from_recipe, libsvm

ARFF = """% Made by hand.
%
@RELATION 'flowers, some'

@ATTRIBUTE length NUMERIC
@attribute 'leaf width'\treal
@attribute count integer
@ATTRIBUTE kind {setosa,virginica,dark_blue}
@data
5.1, 3.5e-1,2,virginica

% a comment among the rows
4.9,-3,1,setosa
6,.25,7,dark_blue
1e3,2,0,virginica
"""


def written(folder: Path, text: str, name: str = "own.arff") -> Path:
    (folder / name).write_text(text)
    return folder / name


def test_arff_is_what_scipy_reads(tmp_path: Path) -> None:
    table, types = arff.loadarff(io.StringIO(ARFF))
    data = from_file(written(tmp_path, ARFF))
    assert data.names == ("length", "leaf width", "count") == tuple(types.names()[:3])
    np.testing.assert_array_equal(data.inputs, np.array([list(row)[:3] for row in table], float))
    assert data.classes == types["kind"][1] == ("setosa", "virginica", "dark_blue")
    labels = [data.classes[int(i)] for i in data.targets]
    assert labels == [each.decode() for each in table["kind"]]


def test_arff_has_two_kinds_of_quotes_and_text_is_no_input(tmp_path: Path) -> None:
    text = """@relation r
@attribute "a \\"b\\"" real
@attribute 'c\\'s {' string
@attribute d {"x, y", 'it\\'s'} % {x}
@data
1 , 'p, q',  "x, y"
2,"0 1", 'it\\'s'
"""
    path = written(tmp_path, text)
    with pytest.raises(
        SettingError, match=r"line 6: column \"c's {\" must be a number, got 'p, q'"
    ):
        from_file(path)
    data = from_file(written(tmp_path, text.replace("'p, q'", "3").replace('"0 1"', "4")))
    assert data.names == ('a "b"', "c's {") and data.inputs.tolist() == [[1, 3], [2, 4]]
    assert data.classes == ("x, y", "it's")


def test_a_nominal_target_has_the_classes_that_it_states(tmp_path: Path) -> None:
    text = "@relation r\n@attribute y {b, a, c}\n@attribute x real\n@data\na,1\nb,2\n?,3\nb,?\n"
    data = from_file(written(tmp_path, text), "y", missing="drop")
    assert data.classes == ("b", "a", "c") and data.targets.tolist() == [1, 0]
    assert data.inputs.tolist() == [[1], [2]] and from_recipe(data.recipe, tmp_path) == data
    numbers = text.replace("{b, a, c}", "{0, 1}").replace("a,", "1,").replace("b,", "0,")
    assert from_file(written(tmp_path, numbers), "y", missing="drop").classes == ("0", "1")
    with pytest.raises(SettingError, match=r"line 7: column 'y' has no value"):
        from_file(written(tmp_path, text), "y")
    packed = tmp_path / "own.data"
    packed.write_bytes(gzip.compress(text.encode()))
    assert from_file(packed, "y", missing="drop").inputs.tolist() == [[1], [2]]


HEAD = "@relation r\n@attribute x real\n@attribute y real\n@data\n"
REFUSED = {
    "sparse": (HEAD + "1,2\n{0 1.5, 1 3}\n", "line 6 is sparse, .* save it as a dense ARFF or CSV"),
    "short": (HEAD + "1,2\n1\n", "line 6 has 1 cell for 2 attributes"),
    "weights": (HEAD + "1,2,{5}\n", "line 5 has 3 cells"),
    "no rows": (HEAD, "has no rows below @data"),
    "no columns": ("@relation r\n@data\n1,2\n", "line 3 has 2 cells for 0 attributes"),
    "no data": ("@relation r\n1,2\n", "has no @attribute"),
    "twice": (HEAD.replace("y real", "x real") + "1,2\n", "two columns called 'x'"),
    "no type": ("@relation r\n@attribute x\n@data\n1\n", "line 2 must be '@attribute', a name and"),
    "unknown": (HEAD.replace("x real", "x foo") + "1,2\n", "line 2: column 'x' has type 'foo'"),
    "open": (HEAD.replace("y real", "y {a, b") + "1,a\n", "line 3: column 'y' has type '{a, b'"),
    "beyond": (HEAD.replace("y real", "y {a, b} c") + "1,a\n", "line 3: column 'y' has type"),
    "one word": (HEAD.replace("y real", "yreal") + "1,2\n", "line 3 must be '@attribute', a name"),
    "date": (HEAD.replace("y real", "y date 'yyyy'") + "1,2\n", "line 3: column 'y' has type"),
    "relational": (HEAD.replace("x real", "x relational") + "1,2\n", "line 2: column 'x' has type"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_arff_that_cannot_be_read_is_refused_with_its_line(tmp_path: Path, kind: str) -> None:
    text, match = REFUSED[kind]
    path = written(tmp_path, text)
    with pytest.raises(SettingError, match=match):
        from_file(path)


LIBSVM = """# made by hand
+1 1:0.5 3:-1.25e1 # one
-1 2:1
1
+1 3:4 7:.5
"""
# sklearn.datasets.load_svmlight_file of scikit-learn 1.9.1 gives these.
DENSE = [[0.5, 0, -12.5, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0, 0], [0] * 7, [0, 0, 4, 0, 0, 0, 0.5]]


def test_libsvm_is_what_scikit_learn_reads(tmp_path: Path) -> None:
    path = written(tmp_path, LIBSVM, "own.svm")
    data = from_file(path)
    assert data.inputs.tolist() == DENSE and data.targets.tolist() == [[1], [-1], [1], [1]]
    assert data.names == tuple(f"x{i}" for i in range(1, 8))
    assert from_file(path, classes=True).classes == ("-1", "1")
    assert from_file(path, names=list("abcdefg"), classes=True).names == tuple("abcdefg")
    zero = written(tmp_path, LIBSVM.replace(" 2:1", " 0:1"), "zero.txt")
    assert from_file(zero).inputs.shape == (4, 8) and from_file(zero).inputs[1, 0] == 1
    assert from_recipe(data.recipe, tmp_path) == data
    assert gd.Network([7, 2], data=from_file(path, classes=True), loss="cross_entropy")


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("1 1:1\n1 2:1 2:3\n", "line 2: indices must ascend, got 2 after 2"),
        ("1 qid:3 1:1\n2 qid:3 1:2\n", "line 1 has 'qid:3': samples to be ranked are not read"),
        ("1,3 1:1\n2 1:2\n", "line 1: the target must be a number, got '1,3'; several labels"),
        ("1 1:1\n2 1:x\n", "line 2: value 1 must be a number, got 'x'"),
        ("1 1:1\n2 a:1\n", "line 2: after the target come index:value, got 'a:1'"),
        ("1 1:1\n2 1:inf\n", "must be a finite number"),
        ("1 1:inf\n2 1:1\n", "must be a finite number"),
        ("1 1:1\n2 1:nan\n", "missing='drop'"),
        ("1 1:nan\n2 1:1\n", "missing='drop'"),
        ("1 1:1 2:x\n2 1:1\n", "line 1: value 2 must be a number, got 'x'"),
        ("1 1:1\n2 900000000:1\n", "2 samples of 900,000,000 inputs: with every 0 these are more"),
    ],
)
def test_libsvm_that_cannot_be_read_is_refused(tmp_path: Path, text: str, match: str) -> None:
    with pytest.raises(SettingError, match=match):
        from_file(written(tmp_path, text, "own.svm"))


def test_settings_of_tables_are_refused_where_they_say_nothing(tmp_path: Path) -> None:
    svm, table = written(tmp_path, LIBSVM, "own.svm"), written(tmp_path, HEAD + "1,2\n3,4\n")
    for path, given in (
        (svm, {"target": "x1"}),
        (svm, {"header": False}),
        (table, {"header": True}),
        (table, {"names": ["a", "b"]}),
    ):
        with pytest.raises(SettingError, match=f"{next(iter(given))} is not for files in"):
            from_file(path, **given)  # type: ignore[arg-type]


def test_lines_before_the_first_that_tells_may_be_many(tmp_path: Path) -> None:
    numbers = "".join(f"{i}\n" for i in range(10, 900))
    assert not libsvm.matches(numbers) and libsvm.matches(numbers + "1 1:2\n")
    assert from_file(written(tmp_path, numbers + "1 1:2\n", "own.svm")).inputs.sum() == 2
    table = "# comment\n\n" * 400 + "a,b\n1,2\n"
    assert not libsvm.matches(table)
    remarks = " %x\n\n" * 400
    assert from_file(written(tmp_path, remarks + HEAD + "1,2\n")).inputs.tolist() == [[1]]
    assert not weka.matches(remarks) and not weka.matches(remarks + "relation\n@relation")


@pytest.mark.parametrize("text", ["1 2\n3 4\n", "12:30 1\n13:30 2\n", "a 1:2\n", "5\n6\n"])
def test_a_table_with_a_colon_is_no_libsvm(text: str) -> None:
    assert not libsvm.matches(text)
