"""CSV: one row per run, as text that any program reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from gdsim.results.formats.rows import Column, Section, Table
from gdsim.results.formats.source import Array, Report, Source

_CELLS, _ROWS = 2**19, 2**15  # of a section, whose cells are Python strings in memory


def write(source: Source, path: Path, report: Report) -> None:
    """Write one row per run: numbers in the fewest digits that read back the same, NaN as empty."""
    table = Table.of(source)
    done = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(_quoted(column.name) for column in table.columns) + "\n")
        for section in table.read(_CELLS, _ROWS):
            rows = _rows(section)
            file.writelines(rows)
            done += len(rows)
            report(done, table.rows)


def _rows(section: Section) -> list[str]:
    """The lines of a section."""
    shape, mask = section.block.shape, section.done
    cells = []
    for column, values in section.columns():
        # Each value of an axis is formatted once, however many runs have it.
        words = np.broadcast_to(_words(column, values), shape).ravel()
        cells.append((words if mask is None else words[mask]).tolist())
    return [",".join(row) + "\n" for row in zip(*cells, strict=True)]


def _words(column: Column, values: Array) -> Array:
    if column.labels is not None:
        return np.array([_quoted(label) for label in column.labels], dtype=object)[values]
    words = values.astype(str).astype(object)
    if values.dtype.kind == "f":
        words[np.isnan(values)] = ""
    return words


def _quoted(text: str) -> str:
    """Text, in quotes if it has a character with a meaning in CSV files."""
    if any(sign in text for sign in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
