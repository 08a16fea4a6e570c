"""What a file of samples holds, before anything of it is chosen: its columns and first rows."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from gdsim.base.errors import SettingError, SettingTypeError, shown
from gdsim.base.files import read_array
from gdsim.base.settings import flag
from gdsim.objectives.datasets import arff, arrays, files, libsvm, table
from gdsim.objectives.datasets.labels import whole_number
from gdsim.objectives.datasets.missing import is_missing
from gdsim.objectives.datasets.table import as_number

NUMBER, CATEGORY, DATE, TEXT, MIXED = "number", "category", "date", "text", "mixed"
FIRST = 6  # rows that are shown
MOST_CLASSES = 10  # different whole numbers of a column that are taken for classes
MOST_CATEGORIES = 100  # different texts of a column of categories
_DATES = ("%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%Y/%m/%d", "%d.%m.%Y %H:%M", "%m/%d/%Y %H:%M")


@dataclass(frozen=True)
class Column:
    """A column of a file.

    kind: "number", "category" (text that repeats), "date", "text", or "mixed", which is mostly
    numbers: those cells that are text are probably mistakes. missing: how many rows have no
    value. different: how many different values there are. first: the first rows, as in the file.
    are_labels: whether its values look like classes: categories, or few whole numbers.
    """

    name: str
    kind: str
    missing: int
    different: int
    first: tuple[str, ...]
    are_labels: bool


@dataclass(frozen=True)
class Description:
    """What a file of samples holds: its format, its number of rows, and its columns.

    header: what `gdsim.datasets.from_file` is given as `header`, with which it reads the file so.
    target: the column that is predicted unless another is named; None: a file of arrays, or in
    LIBSVM's format, whose last column here is its target. tests: how many samples to test with an
    NPZ file has besides its rows.
    """

    name: str
    format: str
    rows: int
    columns: tuple[Column, ...]
    header: bool | None = None
    target: str | None = None
    tests: int = 0


def describe(
    path: str | os.PathLike[str],
    *,
    header: bool | None = None,
    folder: str | os.PathLike[str] | None = None,
) -> Description:
    """What a file that `gdsim.datasets.from_file` reads holds.

    header, folder: as for `from_file`; but with header=None a first line that looks like a sample
    is one. Errors: SettingError for a file that cannot be read.
    """
    if not isinstance(path, str | os.PathLike):
        raise SettingTypeError(f"file must be a path, got {shown(path)}", "file")
    full = Path(folder or ".") / path
    header = header if header is None else flag(header, "header")
    suffix = full.suffix.casefold()
    if suffix == ".npz":
        stored = files.stored_arrays(full)
        tests = next((len(stored[key]) for key in files.TEST_INPUTS if key in stored), 0)
        return replace(_of_arrays(full.name, "NPZ", *files.pair_of(stored)), tests=tests)
    if suffix == ".npy":
        array = read_array(full, key="file")
        if array.ndim != 2 or not len(array):
            problem = f"{full.name} must have one row per sample, got shape {array.shape}"
            raise SettingError(problem, "file")
        given = _table_of(full.name, arrays.names_of(None, array.shape[1], "column"), array)
        return _of_table(given, "NPY", given.header[-1])
    text = table.text_of(full)
    if libsvm.matches(text):
        read = libsvm.samples(full.name, text, None, None, "drop", True, None)
        return _of_arrays(full.name, "LIBSVM", read.inputs, read.targets)
    if arff.matches(text):
        given = arff.read(full.name, text)
        return _of_table(given, "ARFF", given.header[-1])
    given, header = _of_text(full.name, text, header)
    return _of_table(given, "CSV", given.header[-1], header)


def _of_text(name: str, text: str, header: bool | None) -> tuple[table.Table, bool | None]:
    """A table, and whether its first line has names."""
    if header is not None:
        return table.read(name, text, header, None), header
    try:
        return table.read(name, text, None, None), None
    except SettingError as error:
        if error.key != "header":
            raise
        return table.read(name, text, False, None), False


def _of_arrays(name: str, format: str, inputs: Any, targets: Any) -> Description:
    rows = arrays.Given.of(inputs, "inputs").rows().values
    wanted = np.asarray(targets)
    wanted = wanted[:, None] if wanted.ndim == 1 else wanted
    if wanted.ndim != 2 or len(wanted) != len(rows):
        raise SettingError(
            f"{name}: targets must have one row per sample, {len(rows)}, got shape "
            f"{np.shape(targets)}",
            "file",
        )
    count = wanted.shape[1]
    names = ["target"] if count == 1 else [f"target {i + 1}" for i in range(count)]
    header = [*arrays.names_of(None, rows.shape[1]), *names]
    both = np.concatenate([rows.astype(object), wanted.astype(object)], axis=1)
    return _of_table(_table_of(name, header, both), format, None)


def _table_of(name: str, header: Sequence[str], array: np.ndarray) -> table.Table:
    """An array as a table of text."""
    cells = [[_cell(each) for each in row] for row in array.tolist()]
    return table.Table(name, list(header), cells, list(range(1, len(cells) + 1)))


def _cell(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return repr(value) if isinstance(value, float) else str(value)


def _of_table(
    given: table.Table, format: str, target: str | None, header: bool | None = None
) -> Description:
    columns = tuple(_column(given, index) for index in range(len(given.header)))
    return Description(given.name, format, len(given.rows), columns, header, target)


def _column(given: table.Table, index: int) -> Column:
    name, cells = given.header[index], given.column(index)
    stated = given.classes.get(name, ())
    values = [cell for cell in cells if not is_missing(cell, stated)]
    different = set(values)
    kind = CATEGORY if stated else _kind(different, values)
    few = len(different) <= MOST_CLASSES and 2 * len(different) <= len(values)
    whole = few and all(whole_number(cell) is not None for cell in different)
    return Column(
        name,
        kind,
        len(cells) - len(values),
        len(different),
        tuple(cells[:FIRST]),
        kind == CATEGORY or (kind == NUMBER and len(different) > 1 and whole),
    )


def _kind(different: set[str], values: list[str]) -> str:
    numbers = {cell for cell in different if as_number(cell) is not None}
    if numbers == different:
        return NUMBER
    if all(map(_is_date, different)):
        return DATE
    if 2 * sum(cell in numbers for cell in values) > len(values):
        return MIXED
    repeats = len(different) <= MOST_CATEGORIES and 2 * len(different) <= len(values)
    return CATEGORY if repeats else TEXT


def _is_date(cell: str) -> bool:
    with contextlib.suppress(ValueError):
        datetime.fromisoformat(cell)
        return True
    for form in _DATES:
        with contextlib.suppress(ValueError):
            datetime.strptime(cell, form)
            return True
    return False
