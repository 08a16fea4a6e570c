"""The values of a stored sweep, read chunk by chunk when they are used."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import damaged
from gdsim.results.store.store import Store

Array = NDArray[Any]


class StoredValues:
    """A variable's values over the whole grid of a sweep, or over its coarse one.

    Runs of shards that are not committed have missing values. The last chunk is kept in memory,
    because requests may be smaller than a chunk.
    """

    def __init__(self, store: Store, name: str, committed: Array | None) -> None:
        """committed: which shards are committed; None for the coarse grid, which is complete."""
        self.store, self.name, self.committed = store, name, committed
        array = (store.coarse_arrays if committed is None else store.arrays)[name]
        self.shape, self.chunks, self.variable = array.shape, array.chunks, array.variable
        self._last: tuple[tuple[int, ...], Array] | None = None

    def read(self, place: tuple[slice, ...]) -> Array:
        """The values at one slice per dimension; no slice may have a negative step.

        Errors: SettingError for a damaged chunk.
        """
        cuts = [_cuts(*each) for each in zip(place, self.shape, self.chunks, strict=True)]
        lengths = [each[-1][2].stop if each else 0 for each in cuts]
        values = np.empty(lengths, self.variable.dtype)
        for parts in itertools.product(*cuts):
            numbers, inside, into = zip(*parts, strict=True)
            values[into] = self._chunk(numbers)[inside]
        return values

    def _chunk(self, numbers: tuple[int, ...]) -> Array:
        last = self._last
        if last is None or last[0] != numbers:
            self._last = last = numbers, self._read(numbers)
        return last[1]

    def _read(self, numbers: tuple[int, ...]) -> Array:
        store, of_runs = self.store, numbers[: len(numbers) - len(self.variable.dims)]
        where = "the coarse grid"
        if self.committed is not None:
            number = store.shards.number(of_runs)
            where = f"shard {number}"
            if not self.committed[number]:
                return np.broadcast_to(
                    np.array(self.variable.missing, self.variable.dtype), self.chunks
                )
        try:
            return store.read_chunk(self.name, of_runs, self.committed is None)
        except ValueError as error:
            raise damaged(store.path, f"{self.name} of {where} is damaged ({error})") from error


def _cuts(part: slice, size: int, chunk: int) -> list[tuple[int, slice, slice]]:
    """A slice of a dimension by chunks: (chunk number, slice of the chunk, slice of the result)."""
    numbers, cuts, at = range(*part.indices(size)), [], 0
    while at < len(numbers):
        number = numbers[at] // chunk
        begin = number * chunk
        end = min(at + -((numbers[at] - begin - chunk) // numbers.step), len(numbers))
        inside = slice(numbers[at] - begin, numbers[end - 1] - begin + 1, numbers.step)
        cuts.append((number, inside, slice(at, end)))
        at = end
    return cuts
