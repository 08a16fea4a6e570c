"""What runs begin with is written into their memory by compiled code, without Python's lock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from gdsim.engine.copying import copier
from gdsim.engine.program import Cycle, Value

# The whole numbers of a row, or of several with one number, as compiled code reads them.
FILL = 7
(
    # Their address in the first block; the blocks, the numbers from one to the next, and
    # the lanes to write in each.
    TARGET_AT, BLOCKS, APART, LANES,
    # Run r gets number (r // STRIDE) % SIZE of those at an address.
    VALUES_AT, SIZE, STRIDE,
) = range(FILL)  # fmt: skip
# No segment has so many runs: all get the same number.
ALL = 2**62


class Beginning:
    """Rows of arrays over lanes, and what is written to each.

    rows: the array, (blocks, rows, lanes), its rows, and a value in the array's precision.
    """

    def __init__(self, rows: Iterable[tuple[np.ndarray, range, Value]]) -> None:
        self._constants: list[tuple[np.ndarray, Value]] = []
        self._tables: list[tuple[int, np.ndarray]] = []
        self._kept: list[np.ndarray] = []  # the values that tables point at
        by_size: dict[int, list[tuple[np.ndarray, range, Value]]] = {}
        for each in rows:
            by_size.setdefault(each[0].itemsize, []).append(each)
        for size, of_size in by_size.items():
            if any(isinstance(value, Cycle) for *_, value in of_size):
                numbers = [one for each in of_size for one in self._numbers(*each)]
                self._tables.append((size, np.array(numbers, np.int64)))
            else:  # a single run, often: done before compiled code is loaded
                for array, these, value in of_size:
                    self._constants.append((array[:, these.start : these.stop], value))

    def _numbers(self, array: np.ndarray, rows: range, value: Value) -> Iterator[list[int]]:
        blocks, count, lanes = array.shape
        stride, given = (value.stride, value.values) if isinstance(value, Cycle) else (ALL, value)
        values = np.ascontiguousarray(given, array.dtype)
        self._kept.append(values)
        # Rows with one number lie side by side.
        size, step = (lanes, 1) if isinstance(value, Cycle) else (len(rows) * lanes, len(rows))
        for row in rows[:: max(step, 1)]:
            target = array.ctypes.data + row * lanes * array.itemsize
            source = values.ctypes.data, values.size, stride
            yield [target, blocks, count * lanes, size, *source]

    def write(self, first_run: int) -> None:
        """Write them; `first_run` is the number of the run in the first lane."""
        for target, value in self._constants:
            target[...] = value
        for size, table in self._tables:
            copier("spread", size).load().spread.ctypes(table.ctypes.data, len(table), first_run)
