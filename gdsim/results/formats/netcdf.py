"""NetCDF 4, as xarray writes and reads it: every array, compressed and with checksums."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from gdsim.results.blocks import chunk_shape
from gdsim.results.formats.netcdf_file import CalmFile
from gdsim.results.formats.source import Field, Report, Source

_CHUNK = 2**20  # bytes, the size of HDF5's cache per variable


def write(source: Source, path: Path, report: Report) -> None:
    """Write a whole result, with xarray's conventions for types that NetCDF lacks."""
    import h5netcdf

    sizes = {dim: n for each in source.fields.values() for dim, n in _sizes(each)}
    total = sum(math.prod(each.shape) * each.dtype.itemsize for each in source.fields.values())
    done = 0
    with CalmFile(path) as calm, h5netcdf.File(calm, "w") as file:
        file.dimensions = sizes
        for name, value in source.attributes.items():
            file.attrs[name] = value
        for field in source.fields.values():
            target = _create(file, field, source)
            if field.is_text:
                target[...] = field.whole().astype(object)
                continue
            for block in field.blocks(_CHUNK):
                values = field.read(block)
                target[block.place] = values.astype(np.int8) if values.dtype == bool else values
                calm.check()
                done += values.nbytes
                report(done, total)


def _sizes(field: Field) -> list[tuple[str, int]]:
    return list(zip(field.dims, field.shape, strict=True))


def _create(file: Any, field: Field, source: Source) -> Any:
    """An empty variable with its attributes."""
    import h5py  # type: ignore[import-untyped]

    how: dict[str, Any] = {}
    lead = field.shape[: field.leading]
    if field.shape and 0 not in field.shape and not field.is_text:
        rows = max(_CHUNK // max(field.row_bytes, 1), 1)
        how["chunks"] = (*chunk_shape(lead, rows), *field.shape[field.leading :])
        how |= {"compression": "gzip", "compression_opts": 1, "shuffle": True, "fletcher32": True}
    if field.dtype.kind == "f":
        how["fillvalue"] = field.dtype.type(np.nan)
    kind = {"U": h5py.string_dtype(), "b": np.dtype(np.int8)}.get(field.dtype.kind, field.dtype)
    variable = file.create_variable(field.name, field.dims, kind, **how)
    for name, value in field.attributes.items():
        variable.attrs[name] = value
    if field.dtype.kind == "b":
        variable.attrs["dtype"] = "bool"
    further = _further_coordinates(field, source)
    if further:
        variable.attrs["coordinates"] = " ".join(sorted(further))
    return variable


def _further_coordinates(field: Field, source: Source) -> list[str]:
    """The coordinates of a variable that do not have the name of one of its dimensions."""
    if field.is_coordinate:
        return []
    return [
        name
        for name, each in source.fields.items()
        if each.is_coordinate and each.dims != (name,) and {*each.dims} <= {*field.dims}
    ]
