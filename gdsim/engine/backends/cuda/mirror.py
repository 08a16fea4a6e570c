"""An array on a GPU, and its copy here; each is brought up to date when it is wanted."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from gdsim.engine.backends.cuda.device import Device, Memory


class Mirror:
    """An array of which the one or the other copy, or both, have the newest numbers."""

    def __init__(self, device: Device, array: np.ndarray) -> None:
        self._device, self._array = device, array
        self._is_here, self._is_there = True, False

    @cached_property
    def _memory(self) -> Memory:
        return self._device.new(self._array.nbytes)

    def read(self) -> np.ndarray:
        """The array, to read."""
        if not self._is_here:
            self._memory.take(self._array)
            self._is_here = True
        return self._array

    def change(self) -> np.ndarray:
        """The array, to change."""
        self.read()
        self._is_there = False
        return self._array

    def address(self) -> int:
        """Where the card reads the array."""
        if not self._is_there:
            self._memory.put(self._array)
            self._is_there = True
        return self._memory.address

    def address_to_change(self, whole: bool = False) -> int:
        """Where the card changes the array, of which nothing is kept if it writes the `whole`."""
        self._is_there = self._is_there or whole
        address = self.address()
        self._is_here = False
        return address
