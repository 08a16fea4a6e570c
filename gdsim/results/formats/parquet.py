"""Parquet: one row per run, columns with types, units and long names; needs pyarrow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from gdsim.base.errors import SettingError, without
from gdsim.results.formats.rows import Column, Section, Table
from gdsim.results.formats.source import Array, Report, Source

_CELLS, _ROWS = 2**23, 2**19  # of a row group


def check() -> None:
    """SettingError if pyarrow is not installed."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise SettingError(without("Parquet files", "pyarrow", "parquet")) from None


def write(source: Source, path: Path, report: Report) -> None:
    """Write one row per run; the attributes of the result become the file's metadata."""
    import pyarrow as pa
    from pyarrow import parquet

    table = Table.of(source)
    fields = [
        pa.field(column.name, _kind(column), nullable=False, metadata=_plain(column))
        for column in table.columns
    ]
    words = {name: str(value) for name, value in source.attributes.items()}
    schema = pa.schema(fields, metadata=words)
    repeated = [column.name for column in table.columns if _is_repeated(column)]
    done = 0
    with (
        path.open("wb") as file,
        parquet.ParquetWriter(
            file, schema, compression="zstd", compression_level=1, use_dictionary=repeated
        ) as writer,
    ):
        for section in table.read(_CELLS, _ROWS):
            batch = pa.Table.from_arrays(_arrays(section), schema=schema)
            if batch.num_rows:
                writer.write_table(batch, row_group_size=batch.num_rows)
            done += batch.num_rows
            report(done, table.rows)


def _kind(column: Column) -> Any:
    import pyarrow as pa

    return pa.string() if column.labels is not None else pa.from_numpy_dtype(column.dtype)


def _plain(column: Column) -> dict[str, str]:
    words = ("long_name", "units")
    return {
        name: str(column.field.attributes[name])
        for name in words
        if name in column.field.attributes
    }


def _is_repeated(column: Column) -> bool:
    """Whether a column has few different values, which are then written once as a dictionary."""
    return column.labels is not None or column.dtype.kind in "iu" or column.field.is_coordinate


def _arrays(section: Section) -> list[Any]:
    import pyarrow as pa

    shape, mask = section.block.shape, section.done
    arrays = []
    for column, values in section.columns():
        rows: Array = np.broadcast_to(values, shape).ravel()
        rows = rows if mask is None else rows[mask]
        if column.labels is None:
            arrays.append(pa.array(rows))
        else:
            arrays.append(pa.array(column.labels, pa.string()).take(pa.array(rows)))
    return arrays
