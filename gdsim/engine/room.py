"""Arrays that are still to be made: what is counted beforehand is what is allocated."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


class Room(NamedTuple):
    """The shape and type of an array that is still to be made."""

    shape: tuple[int, ...]
    dtype: npt.DTypeLike

    @property
    def nbytes(self) -> int:
        """The bytes that it takes."""
        return math.prod(self.shape) * int(np.dtype(self.dtype).itemsize)

    def new(self) -> np.ndarray:
        """The array, with any numbers in it."""
        return np.empty(self.shape, self.dtype)
