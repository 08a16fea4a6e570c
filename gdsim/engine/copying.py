"""Numbers are copied into and out of the memory of runs, without Python's lock."""

from __future__ import annotations

from functools import cache

import numpy as np

from gdsim.engine.cache import Source
from gdsim.engine.source import dtype_text, fill


class _CopyWriter:
    """Writes how numbers of a size are copied."""

    def __init__(self, size: int) -> None:
        self.size = size

    def imports(self) -> list[str]:
        return [f"BYTES = {self.size}"]


@cache
def copier(template: str, size: int) -> Source:
    """The module of the template `spread` or `gather` for numbers of so many bytes."""
    return Source(template, fill(template, _CopyWriter(size)))


def gather(rows: np.ndarray, wanted: np.ndarray, lanes: np.ndarray | None, out: np.ndarray) -> None:
    """Copy some rows, int64, of some lanes, int64, of (blocks, rows, lanes) to `out`.

    lanes: None for the first ones. out: (lanes, rows), perhaps a view.
    """
    _, n_rows, size = rows.shape
    run_apart, row_apart = (apart // rows.itemsize for apart in out.strides)
    copier("gather", rows.itemsize).load().gather.ctypes(
        *(rows.ctypes.data, n_rows, size, wanted.ctypes.data, len(wanted)),
        *(0 if lanes is None else lanes.ctypes.data, len(out)),
        *(out.ctypes.data, run_apart, row_apart),
    )


@cache
def concluder(dtype: str) -> Source:
    """The module that writes what became of runs of a function to the arrays of an outcome."""
    return Source("conclude", dtype_text("conclude", dtype))


def pick(segments: np.ndarray, runs: np.ndarray, out: np.ndarray) -> None:
    """Copy consecutive rows of some runs, of any of many segments, to `out`: (runs, rows).

    segments: as the template `gather` says; runs: ascending, int64.
    """
    copier("gather", out.itemsize).load().pick.ctypes(
        segments.ctypes.data, runs.ctypes.data, len(runs), out.ctypes.data, out.shape[1]
    )
