"""The numbers that an experiment's text names but does not list: in files, or in a result."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion
from gdsim.base.files import LARGEST_DATA, read_array, read_text
from gdsim.base.given_numbers import GivenNumbers

KEYS = ("file", "column", "coordinate", "sha256")  # the keys of a table that names numbers
_NUMERIC = re.compile(r"[-+]?\.?[0-9]")  # the start of a number


@dataclass(frozen=True)
class Part:
    """The coordinates of a part of a result, which lacks some numbers that its text names."""

    coordinates: Any


@dataclass(frozen=True)
class Sources:
    """The places where named numbers are read: files in `folder`, and `coordinates` by name.

    The keys of errors start at the table that names the numbers.
    """

    folder: Path | None = None
    coordinates: Any = None

    def array(self, table: dict[str, Any], columns: Sequence[str] = ()) -> NDArray[Any]:
        """The numbers that a table names, shape (n,); with `columns`, shape (n, columns).

        Errors: SettingError if they are missing or are not numbers.
        """
        if "coordinate" in table:
            return self._of_result(table, columns)
        path = Path(self.folder or ".") / _text(table, "file")
        suffix = path.suffix.casefold()
        if suffix == ".csv":
            return _of_csv(path, table.get("column"), columns)
        if "column" in table:
            raise SettingError("column is for CSV files", "column")
        if suffix != ".npy":
            raise SettingError(f"{path.name}: must be an .npy or .csv file", "file")
        array = read_array(path, key="file")
        if array.dtype.kind not in "iuf":
            raise SettingTypeError(f"{path.name} must have numbers, got {array.dtype}", "file")
        return array

    def _of_result(self, table: dict[str, Any], columns: Sequence[str]) -> NDArray[np.float64]:
        name, digest = _text(table, "coordinate"), _text(table, "sha256")
        if self.coordinates is None:
            raise SettingError(
                f"its values are the coordinate {name!r} of the result that this text comes from; "
                "read both: Experiment.from_toml(result.experiment, result)"
            )
        several = [f"{name}_{column}" for column in columns if name == "start"]
        is_part = isinstance(self.coordinates, Part)
        given = self.coordinates.coordinates if is_part else self.coordinates
        try:
            parts = [np.atleast_1d(np.asarray(given[key], float)) for key in several or [name]]
            array = np.stack(parts, axis=-1) if several else parts[0]
        except Exception as error:  # a result, or the store that it reads, may raise anything
            raise SettingError(f"its values, the coordinate {name!r}, are missing") from error
        if not is_part and GivenNumbers(array).digest != digest:
            raise SettingError(
                f"the coordinate {name!r} no longer has its values: for a part of a result, or a "
                "changed one, pass the experiment too"
            )
        return array


def _of_csv(path: Path, column: Any, columns: Sequence[str]) -> NDArray[np.float64]:
    """The numbers of one column of a CSV file (commas, semicolons or tabs); with `columns`, of all.

    If the first line has the names in `columns`, the result has their order.
    """
    text = read_text(path, LARGEST_DATA, "file")
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise SettingError(f"{path.name} is empty", "file")
    separator = max(",;\t", key=first.count)
    cells = [cell.strip() for cell in next(csv.reader([first], delimiter=separator))]
    header = None if all(map(_is_number, cells)) else cells
    chosen: list[int] | None = None
    if column is not None:
        chosen = [_place(path, column, header)]
    elif columns and header and set(columns) <= set(header):
        chosen = [_place(path, name, header) for name in columns]
    elif len(cells) > 1 and not columns:
        way = "; to choose one, name them in the first line and state column = 'name'"
        if header:
            way = f"; choose one by its name in the first line: column = {shown(header[0])}"
        raise SettingError(f"{path.name} has {len(cells)} columns{way}", "file")
    elif header and any(map(_NUMERIC.match, header)):  # numbers with a typing error, not names
        raise SettingError(
            f"{path.name}: the first line must be names or numbers, got {shown(first)}", "file"
        )
    rows = text[text.index(first) + len(first) :] if header else text
    if not rows.strip():
        raise SettingError(f"{path.name} has no numbers", "file")
    try:
        array = np.loadtxt(
            io.StringIO(rows), delimiter=separator, usecols=chosen, comments=None, quotechar='"',
            ndmin=2,
        )  # fmt: skip
    except ValueError as error:
        raise SettingError(f"{path.name}: {_reason(str(error))}", "file") from None
    return array if columns and column is None else array[:, 0]


def _place(path: Path, column: Any, header: list[str] | None) -> int:
    key = "column"
    if not isinstance(column, str):
        raise SettingTypeError(f"column must be the name of a column, got {shown(column)}", key)
    if header is None:
        raise SettingError(f"{path.name} has no names of columns in its first line", key)
    if column not in header:
        raise SettingError(
            f"{path.name} has no column {shown(column)}; {suggestion(column, header)}", key
        )
    if header.count(column) > 1:
        raise SettingError(f"{path.name} has two columns called {shown(column)}", key)
    return header.index(column)


def _reason(words: str) -> str:
    """NumPy's message about a text that is not a table of numbers, as the end of our sentence."""
    return words.partition(";")[0].rstrip(".").replace("could not convert string", "not a number:")


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _text(table: dict[str, Any], name: str) -> str:
    value = table.get(name)
    if not isinstance(value, str):
        raise SettingTypeError(f"{name} must be text, got {shown(value)}", name)
    return value
