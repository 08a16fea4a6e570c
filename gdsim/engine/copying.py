"""Numbers are copied into and out of the memory of runs, without Python's lock."""

from __future__ import annotations

from functools import cache

import numpy as np

from gdsim.engine.cache import Source
from gdsim.engine.source import fill


class _CopyWriter:
    """Writes how numbers of a size are copied."""

    def __init__(self, size: int) -> None:
        self.size = size

    def imports(self) -> list[str]:
        known = f"BYTES = {self.size}"
        if self.size == 8:
            return [known, "from gdsim.lanes.addresses import put_whole as store, whole_at as load"]
        return [
            known,
            "from gdsim.lanes.memory import unit",
            'load, store = unit("uint32", 1).load, unit("uint32", 1).store',
        ]


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


def pick(segments: np.ndarray, runs: np.ndarray, out: np.ndarray) -> None:
    """Copy consecutive rows of some runs, of any of many segments, to `out`: (runs, rows).

    segments: as the template `gather` says; runs: ascending, int64.
    """
    copier("gather", out.itemsize).load().pick.ctypes(
        segments.ctypes.data, runs.ctypes.data, len(runs), out.ctypes.data, out.shape[1]
    )
