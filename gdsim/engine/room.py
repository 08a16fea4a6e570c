"""Arrays before they are allocated: the same shapes are counted and allocated."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

LINE = 64  # bytes of a cache line


class Room(NamedTuple):
    """The shape and type of an array that is not allocated yet."""

    shape: tuple[int, ...]
    dtype: npt.DTypeLike

    @property
    def nbytes(self) -> int:
        """Its size in bytes."""
        return math.prod(self.shape) * int(np.dtype(self.dtype).itemsize)

    def new(self) -> np.ndarray:
        """The array, not initialised."""
        return np.empty(self.shape, self.dtype)

    def new_in_lines(self, place: int = 0) -> np.ndarray:
        """The array, not initialised, of which the number at a place begins a cache line."""
        whole = np.empty(self.nbytes + LINE, np.uint8)
        first = -(whole.ctypes.data + place * np.dtype(self.dtype).itemsize) % LINE
        return whole[first : first + self.nbytes].view(self.dtype).reshape(self.shape)


def aligned(count: int, dtype: npt.DTypeLike) -> tuple[np.ndarray, int]:
    """Zeros from the beginning of a cache line on: the array, and the address of the first."""
    array = np.zeros(count * np.dtype(dtype).itemsize + LINE, np.uint8)
    return array, -(-array.ctypes.data // LINE) * LINE
