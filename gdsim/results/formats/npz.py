"""NumPy's .npz: every array, uncompressed, and the attributes."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
from numpy.lib import format as npy

from gdsim.results.formats.source import Report, Source

_BLOCK = 2**22  # bytes


def write(source: Source, path: Path, report: Report) -> None:
    """Write a whole result in the format of `numpy.savez`."""
    total = sum(each.row_bytes * _rows(each.shape, each.leading) for each in source.fields.values())
    done = 0
    with zipfile.ZipFile(path, "w", allowZip64=True) as archive:
        for name, field in source.fields.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                npy.write_array_header_1_0(
                    file,
                    {
                        "descr": npy.dtype_to_descr(field.dtype),
                        "fortran_order": False,
                        "shape": field.shape,
                    },
                )
                for block in field.blocks(_BLOCK):
                    values = np.ascontiguousarray(field.read(block), field.dtype)
                    file.write(values.tobytes())
                    done += values.nbytes
                    report(done, total)
        for name, value in source.attributes.items():
            with archive.open(f"attribute_{name}.npy", "w", force_zip64=True) as file:
                npy.write_array(file, np.array(value), allow_pickle=False)


def _rows(shape: tuple[int, ...], leading: int) -> int:
    return int(np.prod(shape[:leading], dtype=np.int64))
