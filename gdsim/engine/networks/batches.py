"""Mini-batches: the samples of each step, which depend only on the seed and the epoch or step."""

from __future__ import annotations

from functools import cache, cached_property, lru_cache
from typing import Any

import numpy as np

from gdsim.engine.cache import Source
from gdsim.engine.networks.source import kind_text
from gdsim.engine.perceptron import Perceptron
from gdsim.engine.program import Cycle, Program

# The tables of mini-batches that are kept, for segments in progress at the same time; fewer for
# large data, within this number of bytes in total.
TABLES, TABLES_BYTES = 16, 2**28


class Samples:
    """A network's data in a precision, as kernels read them; kept with the network, for all runs.

    `arrays`: inputs, targets, test_inputs and test_targets by name.
    """

    def __init__(self, network: Perceptron, dtype: str) -> None:
        self._network = network
        self.arrays = {
            name: np.ascontiguousarray(getattr(network, name), dtype)
            for name in ("inputs", "targets", "test_inputs", "test_targets")
        }
        self.table = lru_cache(tables_kept(network, dtype))(self._table)

    @classmethod
    def of(cls, network: Perceptron, dtype: str) -> Samples:
        """The samples of a network."""
        kept = network.samples_of_kernels
        samples: Samples = kept.get(dtype) or cls(network, dtype)
        kept.setdefault(dtype, samples)
        return samples

    @cached_property
    def by_class(self) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """The training samples ("") and those of the test ("test_"), one class after another.

        Inputs, targets, and where each class begins and the last ends: int64 (classes + 1,).
        """
        ordered = {}
        for part in ("", "test_"):
            inputs, targets = self.arrays[f"{part}inputs"], self.arrays[f"{part}targets"]
            classes = self._network.class_of(targets)
            order = np.argsort(classes, kind="stable")
            counts = np.bincount(classes, minlength=self._network.classes)
            ends = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
            ordered[part] = inputs[order], targets[order], ends
        return ordered

    def _table(self, seed: int, first: int, count: int) -> tuple[np.ndarray, np.ndarray]:
        """The samples of several epochs (with replacement: of several steps), in their order."""
        network = self._network
        if network.replacement:
            batch = network.batch or network.samples
            chosen = draw(network.samples, batch, seed, first, count)
        else:
            chosen = shuffle(network.samples, seed, first, count)
        # By an index this takes two to ten times as long.
        inputs, targets = (self.arrays[name].take(chosen, axis=0) for name in ("inputs", "targets"))
        return inputs, targets


def tables_kept(network: Perceptron, dtype: str) -> int:
    """The number of tables of mini-batches that are kept."""
    return int(np.clip(TABLES_BYTES // table_bytes(network, dtype, 1), 1, TABLES))


def table_bytes(network: Perceptron, dtype: str, n_steps: int) -> int:
    """The bytes of the table of a call of this many steps."""
    if network.replacement:
        samples = (n_steps + 1) * (network.batch or network.samples)
    else:
        samples = (n_steps // network.steps_per_epoch + 2) * network.samples
    return int(samples * (network.sizes[0] + network.sizes[-1]) * np.dtype(dtype).itemsize)


@cache
def shuffler(width: int) -> Source:
    """The module with `shuffle` and `draw_batch` for `width` runs at once."""
    return Source("order", kind_text("order", "uint32", width))


def own_order(program: Program) -> bool:
    """Whether each run of a network has its own order of samples."""
    network = program.network
    return network is not None and network.batch is not None and isinstance(program.seed, Cycle)


def shuffle(samples: int, seed: int, epoch: int, count: int = 1) -> np.ndarray:
    """The samples' numbers in the order of one or several epochs: uint32, (count * samples,)."""
    return _written(shuffler(1).load().shuffle, samples * count, samples, seed, epoch, count)


def draw(samples: int, batch: int, seed: int, step: int, count: int = 1) -> np.ndarray:
    """The samples of one or several steps, with replacement: uint32, (count * batch,)."""
    return _written(shuffler(1).load().draw_batch, batch * count, samples, seed, step, count, batch)


def order(samples: int, batch: int | None, replacement: bool, seed: int, step: int) -> list[int]:
    """The numbers of the samples of a step, in the order in which they are summed.

    Without replacement, each epoch of ceil(samples / batch) steps goes through a new shuffle of all
    samples, and its last step has the remaining ones. `batch` None: all samples in their order.
    """
    if batch is None:
        return list(range(samples))
    if replacement:
        return [int(i) for i in draw(samples, batch, seed, step)]
    epoch, position = divmod(step, -(-samples // batch))
    first = position * batch
    return [int(i) for i in shuffle(samples, seed, epoch)[first : first + batch]]


def _written(function: Any, size: int, *arguments: int) -> np.ndarray:
    """The numbers that a compiled function writes; its arguments: samples, seed and others."""
    samples, seed, *rest = arguments
    numbers, key = np.empty(size, np.uint32), np.array([seed], np.uint32)
    function.ctypes(numbers.ctypes.data, samples, key.ctypes.data, *rest)
    return numbers
