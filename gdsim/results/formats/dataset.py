"""A source as a labelled dataset whose values are read when they are used; loads xarray."""

from __future__ import annotations

import math
from typing import Any

import xarray
from xarray.backends import BackendArray, BackendEntrypoint
from xarray.core import indexing

from gdsim.results.formats.source import Array, Block, Field, Source


def of_source(source: Source) -> xarray.Dataset:
    """The dataset of a source. Values stay in memory once they have been used."""
    return xarray.open_dataset(_Opened(source), engine=_Backend)  # type: ignore[arg-type]


class _Opened:
    """A source in place of the path that xarray opens."""

    def __init__(self, source: Source) -> None:
        self.source = source


class _Backend(BackendEntrypoint):
    """The xarray backend that reads a source."""

    def open_dataset(
        self, filename_or_obj: Any, *, drop_variables: Any = None, **_: Any
    ) -> xarray.Dataset:
        """The dataset, not yet read."""
        source = filename_or_obj.source
        data: dict[str, xarray.Variable] = {}
        coordinates: dict[str, xarray.Variable] = {}
        for name, field in source.fields.items():
            values = indexing.LazilyIndexedArray(_FieldArray(field))
            variable = xarray.Variable(field.dims, values, dict(field.attributes))
            (coordinates if field.is_coordinate else data)[name] = variable
        return xarray.Dataset(data, coordinates, source.attributes)


class _FieldArray(BackendArray):
    """A field as a lazy array of xarray."""

    def __init__(self, field: Field) -> None:
        self.field, self.shape, self.dtype = field, field.shape, field.dtype

    def __getitem__(self, key: Any) -> Array:
        values: Array = indexing.explicit_indexing_adapter(
            key, self.shape, indexing.IndexingSupport.BASIC, self._read
        )
        return values

    def _read(self, key: tuple[int | slice, ...]) -> Array:
        """The values at an index or a slice of each dimension."""
        parts = [slice(each, each + 1) if isinstance(each, int) else each for each in key]
        lengths = [len(range(*part.indices(n))) for part, n in zip(parts, self.shape, strict=True)]
        leading = self.field.leading
        block = Block(tuple(parts[:leading]), 0, math.prod(lengths[:leading]))
        values = self.field.read(block)[(..., *parts[leading:])]
        return values[tuple(0 if not isinstance(each, slice) else slice(None) for each in key)]
