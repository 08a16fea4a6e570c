"""A result as a table with one row per run: its coordinates and its final numbers.

Columns are the dimensions of the runs, then every variable and coordinate with one number per run,
then one column per parameter, and per class of what is of classes. Runs that were not computed have
no row. Traces are left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdsim.engine.verdict import Verdict
from gdsim.results.formats.source import Array, Block, Field, Source, blocks


@dataclass(frozen=True)
class Column:
    """A column of the table: `field`, or element `index` of its own dimension.

    `labels`: all texts, if the values are text; the numbers read are then indices of these.
    """

    name: str
    field: Field
    index: int | None = None
    labels: tuple[str, ...] | None = None
    codes: Array | None = None

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of the column's numbers."""
        return self.field.dtype


@dataclass(frozen=True)
class Table:
    """All columns of a result."""

    source: Source
    columns: tuple[Column, ...]

    @classmethod
    def of(cls, source: Source) -> Table:
        """The table of a result."""
        return cls(source, tuple(_columns(source)))

    @property
    def rows(self) -> int:
        """The number of rows."""
        return math.prod(self.source.shape) - self.source.missing

    def read(self, cells: int, rows: int) -> Iterator[Section]:
        """The table in sections of at most `cells` cells and `rows` rows, in order."""
        largest = min(max(cells // len(self.columns), 1), rows)
        for block in blocks(self.source.shape, largest):
            yield Section(self, block)


@dataclass(frozen=True)
class Section:
    """Some consecutive runs of a table."""

    table: Table
    block: Block

    @property
    def done(self) -> Array | None:
        """Which of the runs have rows; None if all have."""
        source = self.table.source
        if not source.missing:
            return None
        return source.fields["done"].read(self.block).ravel()

    def columns(self) -> Iterator[tuple[Column, Array]]:
        """Each column and its numbers, whose shape broadcasts to the block's."""
        last: tuple[Field, Array] | None = None
        for column in self.table.columns:
            if last is None or last[0] is not column.field:
                last = column.field, self._values(column)
            values = last[1]
            yield column, values if column.index is None else values[..., column.index]

    def _values(self, column: Column) -> Array:
        field, dims = column.field, self.table.source.dims
        over = [dim for dim in dims if dim in field.dims]
        place = dict(zip(dims, self.block.place, strict=True))
        where = tuple(place[dim] for dim in field.dims[: field.leading])
        if column.codes is not None:
            values = column.codes[where]
        elif over == list(dims):
            return field.read(self.block)
        else:
            count = math.prod(part.stop - part.start for part in where)
            values = field.read(Block(where, 0, count))
        order = [field.dims.index(dim) for dim in over]
        lengths = dict(zip(field.dims, values.shape, strict=True))
        return values.transpose(order).reshape([lengths.get(dim, 1) for dim in dims])


def _columns(source: Source) -> Iterator[Column]:
    fields, dims = source.fields, source.dims
    for name in dims:
        if name in fields:
            yield _column(fields[name])
    for name, field in fields.items():
        if name not in (*dims, "done") and {*field.dims} <= {*dims}:
            yield _column(field)
    for vector, field in fields.items():
        if field.leading == len(dims) and field.dims[len(dims) :] in (("variable",), ("class",)):
            for index, name in enumerate(_names(fields, field)):
                yield Column(f"{vector}_{name}", field, index)


def _column(field: Field) -> Column:
    if field.name == "verdict":
        return Column(field.name, field, labels=tuple(str(each) for each in Verdict))
    if not field.is_text:
        return Column(field.name, field)
    labels, codes = np.unique(field.whole(), return_inverse=True)
    names = tuple(str(label) for label in labels)
    return Column(field.name, field, labels=names, codes=codes.reshape(field.shape))


def _names(fields: Mapping[str, Field], vector: Field) -> list[str]:
    if vector.dims[-1] in fields:
        return [str(name) for name in fields[vector.dims[-1]].whole()]
    return [str(i) for i in range(vector.shape[-1])]
