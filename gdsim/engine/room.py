"""Arrays before they are allocated: the same shapes are counted and allocated."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


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
        line, size = 64, np.dtype(self.dtype).itemsize
        whole = np.empty(self.nbytes + line, np.uint8)
        first = -(whole.ctypes.data + place * size) % line
        return whole[first : first + self.nbytes].view(self.dtype).reshape(self.shape)
