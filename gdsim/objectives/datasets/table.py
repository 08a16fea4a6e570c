"""Tables in text files: the separator of cells, and whether the first line names the columns."""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError, SettingTypeError, shown
from gdsim.base.files import read_bytes, unpacked
from gdsim.base.words import counted
from gdsim.objectives.datasets import arrays, file_kinds
from gdsim.objectives.datasets.missing import is_missing

LARGEST = 2**28  # bytes of a table, unpacked; its cells take ten times as much memory
_BLANKS = " "
_SEPARATORS = ("\t", ";", "|", ",", _BLANKS)  # in order of preference, if several fit
_SEEN = 20  # lines that decide on the separator
_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+([eE][+-]?[0-9]+)?")  # a number with a decimal comma
_POINT = re.compile(r"[+-]?[0-9]*\.[0-9]+([eE][+-]?[0-9]+)?")
_INDEX = ("", "Unnamed: 0")  # what pandas calls a column of row names, and reads it as
Line = tuple[list[str], int]  # the cells of a row, and the number of its line


@dataclass(frozen=True)
class Table:
    """A table of text: the names of its columns, its rows, and the line number of each row.

    classes: the names of the classes of a column that the file itself states.
    """

    name: str
    header: list[str]
    rows: list[list[str]]
    lines: list[int]
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def place(self, row: int, column: int) -> str:
        """The place of a cell, for an error."""
        return f"{self.name}, line {self.lines[row]}: column {shown(self.header[column])}"

    def column(self, column: int) -> list[str]:
        """The cells of a column."""
        return [row[column] for row in self.rows]

    def is_of_numbers(self, column: int) -> bool:
        """Whether all cells of a column are numbers or missing."""
        return all(as_number(c) is not None or is_missing(c) for c in self.column(column))

    def numbers(
        self, rows: NDArray[np.int64], columns: Sequence[int], way: str = ""
    ) -> NDArray[np.float64]:
        """Columns of some rows, float64.

        SettingError at the first cell that is not a number, with `way`, which leads out.
        """
        numbers = np.empty((len(rows), len(columns)))
        for i, row in enumerate(rows.tolist()):
            for j, column in enumerate(columns):
                number = as_number(self.rows[row][column])
                if number is None or not math.isfinite(number):
                    self._refuse(row, column, way)
                numbers[i, j] = number
        return numbers

    def _refuse(self, row: int, column: int, way: str) -> None:
        cell, place = self.rows[row][column], self.place(row, column)
        if as_number(cell) is not None:
            raise SettingError(f"{place} must be a finite number, got {shown(cell)}", "file")
        words = f"{place} must be a number, got {shown(cell)}"
        if _COMMA.fullmatch(cell):
            words += f"; write decimals with a point, {shown(cell.replace(',', '.'))}"
            way = ""
        raise SettingTypeError(words + way, "file")


def read(name: str, text: str, header: bool | None, names: Any) -> Table:
    """The table in a text; `header` and `names` as in `gdsim.datasets.from_file`."""
    separator = _separator(text)
    lines = _lines(name, text, separator)
    if not lines:
        raise SettingError(f"{name} is empty", "file")
    first, rest = lines[0][0], lines[1:]
    classes = _described(first, rest)
    if header is None:
        _refuse_samples(name, first, rest, classes)
    if header is False:
        rest = _counted(name, first, rest) if classes else lines
        columns = list(arrays.names_of(names, len(rest[0][0]), "column"))
    else:
        columns, classes = first, ()
        _check_header(name, columns)
        if not rest:
            raise SettingError(f"{name} has no rows below the names of its columns", "file")
    for row, number in rest:
        if len(row) != len(columns):
            cells = counted(len(row), "cell")
            problem = f"{name}, line {number} has {cells}, but the first line has {len(columns)}"
            raise SettingError(problem, "file")
    rows = [row for row, _ in rest]
    if separator == ";":
        rows = _with_points(name, rows)
    if header is not False and columns[0] in _INDEX:
        columns, rows = columns[1:], [row[1:] for row in rows]
    named = {columns[-1]: classes} if classes else {}
    return Table(name, columns, rows, [line for _, line in rest], named)


def _with_points(name: str, rows: list[list[str]]) -> list[list[str]]:
    """Rows with a decimal point for each decimal comma; SettingError if there are both."""
    commas = next((cell for row in rows for cell in row if _COMMA.fullmatch(cell)), None)
    if commas is None:
        return rows
    points = next((cell for row in rows for cell in row if _POINT.fullmatch(cell)), None)
    if points is not None:
        both = f"with a comma, such as {shown(commas)}, and with a point, such as {shown(points)}"
        raise SettingError(f"{name} has decimals {both}; write all of them with a point", "file")
    return [[c.replace(",", ".") if _COMMA.fullmatch(c) else c for c in row] for row in rows]


def as_number(cell: str) -> float | None:
    """A cell as a number, or None."""
    try:
        return None if "_" in cell else float(cell)
    except ValueError:
        return None


def text_of(path: Path) -> str:
    """The content of a text file, which may be compressed by gzip."""
    content = unpacked(read_bytes(path, LARGEST, "file"), path, LARGEST, "file")
    kind = file_kinds.of_bytes(content)
    if kind is None:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise SettingError(f"{path.name} is not text in UTF-8", "file") from None
        kind = file_kinds.of_text(text)
    if kind is not None:
        raise SettingError(f"{path.name} {kind}", "file")
    return text


def _separator(text: str) -> str:
    """What divides the cells of a text."""
    best = max(_SEPARATORS, key=lambda each: _fitness(text, each))
    return ";" if best == "," and _has_decimal_commas(text) else best


def _has_decimal_commas(text: str) -> bool:
    """Whether all commas in cells between semicolons are in numbers, as in 1,5;2,5;3,5."""
    rows = list(itertools.islice(_rows(text, ";"), _SEEN))
    commas = [cell for row in rows for cell in row if "," in cell]
    sizes = {len(row) for row in rows}
    return len(sizes) == 1 and sizes != {1} and all(map(_COMMA.fullmatch, commas))


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    """The rows of a text that are not empty, up to one that cannot be read."""
    with contextlib.suppress(csv.Error):
        for row in _reader(text, separator):
            if any(cell.strip() for cell in row):
                yield [cell.strip() for cell in row]


def _lines(name: str, text: str, separator: str) -> list[Line]:
    """The non-empty rows of a text."""
    reader = _reader(text, separator)
    try:
        rows = [([cell.strip() for cell in row], reader.line_num) for row in reader]
    except csv.Error as error:
        raise SettingError(f"{name}, line {reader.line_num}: {error}", "file") from None
    return [(row, number) for row, number in rows if any(row)]


def _reader(text: str, separator: str) -> Any:
    source: Iterable[str] = io.StringIO(text, newline="")
    if separator == _BLANKS:  # any number of blanks and tabs
        source = (line.replace("\t", " ").strip() for line in text.splitlines())
    return csv.reader(source, delimiter=separator, skipinitialspace=True, strict=True)


def _fitness(text: str, separator: str) -> tuple[bool, bool, int]:
    """How well a separator divides the first rows: into several cells, the same number in each.

    Blanks fit only if no other separator does: they occur in names and around other separators.
    """
    rows = itertools.islice(_rows(text, separator), _SEEN)
    counts = [1 if any(map(_are_numbers, row)) else len(row) for row in rows]
    least = min(counts[:2], default=0)
    return least > 1, len(set(counts)) == 1, 0 if separator == _BLANKS else least


def _are_numbers(cell: str) -> bool:
    """Whether a cell is several numbers with blanks between them, not one number."""
    parts = cell.split()
    return len(parts) > 1 and all(as_number(part) is not None for part in parts)


def _described(first: list[str], rest: list[Line]) -> tuple[str, ...]:
    """The names of classes in a first line that counts samples and inputs, as in scikit-learn's.

    An example is 150,4,setosa,versicolor,virginica; empty for any other line.
    """
    classes = tuple(first[2:])
    if len(set(classes)) < max(len(classes), 2) or not first[0].isdecimal():
        return ()
    if not rest or first[1] != str(len(rest[0][0]) - 1) or any(map(_may_be_number, classes)):
        return ()
    columns = range(2, min(len(first), len(rest[0][0])))
    return classes if all(_is_above_numbers(column, rest) for column in columns) else ()


def _counted(name: str, first: list[str], rest: list[Line]) -> list[Line]:
    """The samples below a line that counts them; SettingError if there are more or fewer."""
    if first[0] != str(len(rest)):
        problem = f"{name}: its first line counts {first[0]} samples, but {len(rest)} follow"
        raise SettingError(problem, "file")
    return rest


def _refuse_samples(
    name: str, first: list[str], rest: list[Line], classes: tuple[str, ...]
) -> None:
    """SettingError if the first line is a sample, or describes them, and names no columns."""
    if classes:
        counts = f"counts {first[0]} samples of {first[1]} inputs and names {len(classes)} classes"
        problem = f"{name}: its first line {counts}; header=False reads it so"
        raise SettingError(problem, "header")
    numeric = [_may_be_number(cell) for cell in first]
    if all(numeric):
        seen = "has numbers in its first line"
    elif any(_is_above_numbers(i, rest) for i, is_number in enumerate(numeric) if is_number):
        seen = f"has {shown(first[numeric.index(True)])} in its first line, above numbers"
    else:
        return
    raise SettingError(
        f"{name} {seen} instead of names of columns: header=False reads the line as a sample (and "
        "names=[...] names the columns), header=True reads it as names",
        "header",
    )


def _may_be_number(cell: str) -> bool:
    return as_number(cell) is not None or cell == "?" or bool(_COMMA.fullmatch(cell))


def _is_above_numbers(column: int, rest: list[Line]) -> bool:
    """Whether a column has cells below the first line and all of them are numbers."""
    cells = (row[column] for row, _ in rest if column < len(row))
    kinds = [_may_be_number(cell) for cell in cells if not is_missing(cell)]
    return bool(kinds) and all(kinds)


def _check_header(name: str, header: list[str]) -> None:
    way = "; if it is a sample, set header=False"
    for i, cell in enumerate(header):
        if not cell and i:  # the first may be without a name, of an index
            problem = f"{name}: column {i + 1} has no name in the first line"
            raise SettingError(problem + way, "file")
        if header.count(cell) > 1:
            raise SettingError(f"{name} has two columns called {shown(cell)}{way}", "file")
