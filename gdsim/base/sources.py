"""Where numbers are that an experiment's text only names: in files, or in a result."""

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

KEYS = ("file", "column", "coordinate", "sha256")  # of a table that names numbers
_NUMERIC = re.compile(r"[-+]?\.?[0-9]")  # how a number begins


@dataclass(frozen=True)
class Part:
    """The coordinates of a part of a result: what is left of those that its text names."""

    coordinates: Any


@dataclass(frozen=True)
class Sources:
    """Files are looked for from `folder`; `coordinates` has arrays by name, as a result does.

    Errors have keys from the table on that they are of.
    """

    folder: Path | None = None
    coordinates: Any = None

    def array(self, table: dict[str, Any], columns: Sequence[str] = ()) -> NDArray[Any]:
        """The numbers that a table names, (n,); or (n, columns), where several may be wanted.

        Errors: SettingError where they are not there, or are no numbers.
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
            raise SettingError(f"{path.name}: an .npy or .csv file is needed", "file")
        array = read_array(path, key="file")
        if array.dtype.kind not in "iuf":
            raise SettingTypeError(f"{path.name} must have numbers, it has {array.dtype}", "file")
        return array

    def _of_result(self, table: dict[str, Any], columns: Sequence[str]) -> NDArray[np.float64]:
        name, wanted = _text(table, "coordinate"), _text(table, "sha256")
        if self.coordinates is None:
            raise SettingError(
                f"its values are the coordinate {name!r} of the result that the text is of; read "
                "both: Experiment.from_toml(result.experiment, result)"
            )
        several = [f"{name}_{each}" for each in columns if name == "start"]
        is_part = isinstance(self.coordinates, Part)
        given = self.coordinates.coordinates if is_part else self.coordinates
        try:
            found = [np.atleast_1d(np.asarray(given[each], float)) for each in several or [name]]
            array = np.stack(found, axis=-1) if several else found[0]
        except Exception as error:  # whatever a result, or the store that it is of, makes of it
            raise SettingError(f"its values, the coordinate {name!r}, are not there") from error
        if not is_part and GivenNumbers(array).digest != wanted:
            raise SettingError(
                f"its values are no longer those of the coordinate {name!r}: of a part of a "
                "result, or a changed one, the experiment must be given too"
            )
        return array


def _of_csv(path: Path, column: Any, columns: Sequence[str]) -> NDArray[np.float64]:
    """A column of a text with commas (or semicolons, or tabs); with `columns`, all of them.

    Columns that the first line calls as `columns` does are in the order of those.
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
        chosen = [_place(path, each, header) for each in columns]
    elif len(cells) > 1 and not columns:
        way = ", and its first line must name them for one to be taken: column = 'name'"
        if header:
            way = f"; say which: column = {shown(header[0])}, as the first line calls it"
        raise SettingError(f"{path.name} has {len(cells)} columns{way}", "file")
    elif header and any(map(_NUMERIC.match, header)):  # a sample with a slip, not to be lost
        problem = f"{path.name} has {shown(first)} in its first line, which is neither names nor"
        raise SettingError(f"{problem} numbers", "file")
    rows = text[text.index(first) + len(first) :] if header else text
    if not rows.strip():
        raise SettingError(f"{path.name} has no numbers", "file")
    try:
        found = np.loadtxt(
            io.StringIO(rows), delimiter=separator, usecols=chosen, comments=None, quotechar='"',
            ndmin=2,
        )  # fmt: skip
    except ValueError as error:
        raise SettingError(f"{path.name}: {_reason(str(error))}", "file") from None
    return found if columns and column is None else found[:, 0]


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
    """What NumPy says of a text that is no table of numbers, as a sentence of ours ends."""
    return words.partition(";")[0].rstrip(".").replace("could not convert string", "no number:")


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
