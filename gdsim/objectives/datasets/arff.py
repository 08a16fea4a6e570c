"""Tables in ARFF, the format of Weka: the names and types of columns, then rows.

Source: https://waikato.github.io/weka-wiki/formats_and_processing/arff_stable/. Rows are dense; a
row in braces lists only what is not 0, and is refused.
"""

from __future__ import annotations

import io
import re

from gdsim.base.errors import SettingError, shown
from gdsim.base.words import counted
from gdsim.objectives.datasets.table import Table

_STARTS = re.compile(r"\s*@relation\b", re.IGNORECASE)
_QUOTED = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
_ATTRIBUTE = re.compile(
    rf"@attribute\s+({_QUOTED}|[^\s'\"{{]+)(?:\s+|(?=\{{))([^\s%].*)", re.IGNORECASE
)
_CLASS = rf"\s*+(?:{_QUOTED}(?=\s*[,}}])|[^,}}]*+)\s*+"
_NOMINAL = re.compile(rf"\{{({_CLASS}(?:,{_CLASS})*+)\}}\s*(?:%.*)?")
_CELL = re.compile(rf"\s*({_QUOTED}(?=\s*(?:,|$))|[^,]*)\s*(,|$)")
_ESCAPED = re.compile(r"\\(.)")
_TYPES = ("numeric", "real", "integer", "string")


def matches(text: str) -> bool:
    """Whether a text is in ARFF."""
    lines = io.StringIO(text)
    first = next((line for line in lines if not line.isspace() and line.lstrip()[0] != "%"), "")
    return _STARTS.match(first) is not None


def read(name: str, text: str) -> Table:
    """The table in the text of a file; the values of a nominal column are its classes, in order."""
    header: list[str] = []
    classes: dict[str, tuple[str, ...]] = {}
    rows: list[list[str]] = []
    numbers: list[int] = []
    in_data = False
    for number, line in enumerate(text.splitlines(), 1):
        line, place = line.strip(), f"{name}, line {number}"
        if not line or line.startswith("%"):
            continue
        if in_data:
            rows.append(_row(line, place, len(header)))
            numbers.append(number)
        elif line.casefold().startswith("@attribute"):
            column, values = _attribute(line, place)
            if column in header:
                raise SettingError(f"{name} has two columns called {shown(column)}", "file")
            header.append(column)
            if values:
                classes[column] = values
        else:
            in_data = line.casefold() == "@data"
    if not header or not rows:
        what = "rows below @data" if header else "@attribute"
        raise SettingError(f"{name} is in ARFF, but has no {what}", "file")
    return Table(name, header, rows, numbers, classes)


def _attribute(line: str, place: str) -> tuple[str, tuple[str, ...]]:
    """The name of a column, and the values that a nominal one may have."""
    match = _ATTRIBUTE.fullmatch(line)
    if match is None:
        problem = f"{place} must be '@attribute', a name and a type, got {shown(line)}"
        raise SettingError(problem, "file")
    column, kind = _plain(match.group(1)), match.group(2)
    nominal = _NOMINAL.fullmatch(kind)
    if nominal is not None:
        return column, tuple(_cells(nominal.group(1)))
    if kind.partition("%")[0].strip().casefold() in _TYPES:
        return column, ()
    problem = f"{place}: column {shown(column)} has type {shown(kind)}, which gdsim does not "
    known = f"{', '.join(_TYPES)} and classes in braces"
    raise SettingError(f"{problem}read: it reads {known}; leave the column out", "file")


def _row(line: str, place: str, columns: int) -> list[str]:
    if line.startswith("{"):
        way = "only what is not 0, which gdsim does not read: save it as a dense ARFF or CSV file"
        raise SettingError(f"{place} is sparse, it lists {way}", "file")
    cells = _cells(line)
    if len(cells) != columns:
        problem = f"{place} has {counted(len(cells), 'cell')} for {counted(columns, 'attribute')}"
        raise SettingError(problem, "file")
    return cells


def _cells(line: str) -> list[str]:
    """The cells between commas; a comma inside quotes separates nothing."""
    return [_plain(match.group(1).rstrip()) for match in _separated(line)]


def _separated(line: str) -> list[re.Match[str]]:
    found: list[re.Match[str]] = []
    place, more = 0, True
    while more and (match := _CELL.match(line, place)):
        found.append(match)
        place, more = match.end(), match.group(2) == ","
    return found


def _plain(cell: str) -> str:
    """A name or cell without its quotes, and what they escape."""
    is_quoted = len(cell) > 1 and cell[0] in "'\"" and cell[0] == cell[-1]
    return _ESCAPED.sub(r"\1", cell[1:-1]) if is_quoted else cell
