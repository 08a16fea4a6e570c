"""Samples in files: text with commas (CSV, also compressed by gzip) and NumPy's NPZ."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.datasets import arrays, labels
from gdsim.datasets.making import Samples
from gdsim.errors import SettingError, SettingTypeError, suggestion
from gdsim.files import read_arrays, read_bytes, unpacked

_MISSING = {"", "?", "na", "n/a", "nan", "null", "none"}
LARGEST = 2**28  # bytes of a table, unpacked; its cells take ten times as much in memory
_KEYS = (("inputs", "targets"), ("X", "y"))


@dataclass(frozen=True)
class Table:
    """A CSV file: the names of its columns, its rows, and the line that each stands on."""

    name: str
    header: list[str]
    rows: list[list[str]]
    lines: list[int]

    def place(self, row: int, column: int) -> str:
        """Where a cell stands, for an error."""
        return f"{self.name}, line {self.lines[row]}: column {self.header[column]!r}"

    def numbers(self, columns: Sequence[int]) -> NDArray[np.float64]:
        """Columns as numbers, float64 (n, len(columns)); SettingError at the first that is none."""
        found = np.empty((len(self.rows), len(columns)))
        for i, row in enumerate(self.rows):
            for j, column in enumerate(columns):
                number = as_number(row[column])
                if number is None or not math.isfinite(number):
                    self._refuse(i, column)
                found[i, j] = number
        return found

    def _refuse(self, row: int, column: int) -> None:
        cell, place = self.rows[row][column], self.place(row, column)
        if cell.casefold() in _MISSING:
            raise SettingError(f"{place} has no value ({cell!r})", "file")
        if as_number(cell) is not None:
            raise SettingError(f"{place} is {cell}, which is no finite number", "file")
        raise SettingTypeError(f"{place} has the text {cell!r}, where a number belongs", "file")

    def labels(self, column: int) -> list[str]:
        """A column as text; SettingError where it is empty."""
        for i, row in enumerate(self.rows):
            if not row[column]:
                self._refuse(i, column)
        return [row[column] for row in self.rows]


def samples(path: Path, target: Any, classes: Any, names: Any) -> Samples:
    """Raw samples of a file, as `gdsim.datasets.from_file` describes them."""
    if path.suffix.casefold() == ".npz":
        if target is not None:
            raise SettingError(
                "target is for CSV files: an NPZ file has an array of them", "target"
            )
        return _of_arrays(path, classes, names)
    if names is not None:
        raise SettingError("names is for NPZ files: a CSV file has them in its first line", "names")
    return of_table(read_csv(path), target, classes)


def of_table(table: Table, target: Any, classes: Any) -> Samples:
    """Raw samples of a table."""
    chosen = _target_columns(table, target)
    others = [i for i in range(len(table.header)) if i not in chosen]
    if not others:
        raise SettingError(f"{table.name} has no column besides the target", "target")
    kinds = labels.checked(classes)
    names = tuple(table.header[i] for i in others)
    first = table.rows[0][chosen[0]]
    is_text = as_number(first) is None and first.casefold() not in _MISSING
    if len(chosen) == 1 and (kinds or is_text):
        found = labels.numbered(table.labels(chosen[0]), kinds, lambda i: table.place(i, chosen[0]))
        return Samples(table.numbers(others), found[0], names, found[1])
    return Samples(table.numbers(others), table.numbers(chosen), names)


def read_csv(path: Path) -> Table:
    """A file of values with commas (or semicolons, or tabs) and names in the first line."""
    text = _text(path)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        lines = [([cell.strip() for cell in row], reader.line_num) for row in reader]
    except csv.Error as error:
        raise SettingError(f"{path.name}, line {reader.line_num}: {error}", "file") from None
    lines = [(row, number) for row, number in lines if any(row)]
    if not lines:
        raise SettingError(f"{path.name} is empty", "file")
    header = lines[0][0]
    _check_header(path.name, header)
    if len(lines) == 1:
        raise SettingError(f"{path.name} has no rows below the names of its columns", "file")
    for row, number in lines[1:]:
        if len(row) != len(header):
            cells = f"{len(row)} cell{'s' * (len(row) > 1)}"
            problem = f"{path.name}, line {number} has {cells}, the first line {len(header)}"
            raise SettingError(problem, "file")
    return Table(
        path.name, header, [row for row, _ in lines[1:]], [number for _, number in lines[1:]]
    )


def as_number(cell: str) -> float | None:
    """A cell as a number; None if it is none."""
    try:
        return None if "_" in cell else float(cell)
    except ValueError:
        return None


def _text(path: Path) -> str:
    """What a text file holds."""
    content = unpacked(read_bytes(path, LARGEST, "file"), path, LARGEST, "file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingError(f"{path.name} is not text in UTF-8", "file") from None


def _check_header(name: str, header: list[str]) -> None:
    if all(as_number(cell) is not None for cell in header):
        problem = f"{name} has numbers in its first line, where the names of the columns belong"
        raise SettingError(problem, "file")
    for i, cell in enumerate(header):
        if not cell:
            raise SettingError(f"{name}: column {i + 1} has no name in the first line", "file")
        if header.count(cell) > 1:
            raise SettingError(f"{name} has two columns called {cell!r}", "file")


def _target_columns(table: Table, target: Any) -> list[int]:
    """Where the target or targets stand; the last column if none is named."""
    if target is None:
        return [len(table.header) - 1]
    wanted = [target] if isinstance(target, str) else target
    if not isinstance(wanted, Sequence) or not all(isinstance(each, str) for each in wanted):
        problem = f"target must be the name of a column, or several, got {target!r}"
        raise SettingTypeError(problem, "target")
    for name in wanted:
        if name not in table.header:
            hint = suggestion(name, table.header)
            raise SettingError(f"{table.name} has no column {name!r}; {hint}", "target")
    if not wanted or len(set(wanted)) < len(wanted):
        raise SettingError(f"target must be different columns, got {list(wanted)}", "target")
    return [table.header.index(name) for name in wanted]


def _of_arrays(path: Path, classes: Any, names: Any) -> Samples:
    found = read_arrays(path, key="file")
    for first, second in _KEYS:
        if first in found and second in found:
            break
    else:
        there = ", ".join(found) or "none"
        problem = f"{path.name} must have arrays inputs and targets (or X and y), it has {there}"
        raise SettingError(problem, "file")
    return arrays.samples(found[first], found[second], classes, names, f"{path.name}: ")
