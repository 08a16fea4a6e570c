"""Mini-batches: which samples a step sees. They depend on the seed and the epoch or step only."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import numpy as np

from gdsim.engine.cache import Source
from gdsim.engine.networks.source import kind_text
from gdsim.engine.perceptron import Perceptron
from gdsim.engine.program import Cycle, Program

# Tables of mini-batches that are kept, for as many segments on their way at once; fewer of large
# data, as far as all together have so many bytes.
TABLES, TABLES_BYTES = 8, 2**28


class Samples:
    """A network's data as kernels of a precision read them; kept with the network, for all of them.

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
        """Those of a network."""
        if dtype not in network.samples_of_kernels:
            network.samples_of_kernels[dtype] = cls(network, dtype)
        found: Samples = network.samples_of_kernels[dtype]
        return found

    def _table(self, seed: int, first: int, count: int) -> tuple[np.ndarray, np.ndarray]:
        """The samples of some epochs, or with replacement of some steps, in their order."""
        network = self._network
        if network.replacement:
            batch = network.batch or network.samples
            chosen = draw(network.samples, batch, seed, first, count)
        else:
            chosen = shuffle(network.samples, seed, first, count)
        return self.arrays["inputs"][chosen], self.arrays["targets"][chosen]


def tables_kept(network: Perceptron, dtype: str) -> int:
    """How many tables of mini-batches are kept."""
    return int(np.clip(TABLES_BYTES // table_bytes(network, dtype, 1), 1, TABLES))


def table_bytes(network: Perceptron, dtype: str, n_steps: int) -> int:
    """The bytes of the table of a call that takes so many steps."""
    if network.replacement:
        samples = (n_steps + 1) * (network.batch or network.samples)
    else:
        samples = (n_steps // network.steps_per_epoch + 2) * network.samples
    return int(samples * (network.sizes[0] + network.sizes[-1]) * np.dtype(dtype).itemsize)


@cache
def shuffler(width: int) -> Source:
    """The module with `shuffle` and `draw_batch` for so many runs at once."""
    return Source("order", kind_text("order", "uint32", width))


def own_order(program: Program) -> bool:
    """Whether each run of a network has its own order of samples."""
    network = program.network
    return network is not None and network.batch is not None and isinstance(program.seed, Cycle)


def shuffle(samples: int, seed: int, epoch: int, count: int = 1) -> np.ndarray:
    """The samples' numbers in the order of an epoch, or of several: uint32, (count * samples,)."""
    return _written(shuffler(1).load().shuffle, samples * count, samples, seed, epoch, count)


def draw(samples: int, batch: int, seed: int, step: int, count: int = 1) -> np.ndarray:
    """The samples of a step, or several, drawn with replacement: uint32, (count * batch,)."""
    return _written(shuffler(1).load().draw_batch, batch * count, samples, seed, step, count, batch)


def order(samples: int, batch: int | None, replacement: bool, seed: int, step: int) -> list[int]:
    """The numbers of the samples that a step sees, in the order in which sums take them.

    Without replacement, each epoch of ceil(samples / batch) steps goes through a new shuffle of all
    samples, and its last step has those that are left. `batch` None: all samples in their order.
    """
    if batch is None:
        return list(range(samples))
    if replacement:
        return [int(i) for i in draw(samples, batch, seed, step)]
    epoch, position = divmod(step, -(-samples // batch))
    first = position * batch
    return [int(i) for i in shuffle(samples, seed, epoch)[first : first + batch]]


def _written(function: Any, size: int, *arguments: int) -> np.ndarray:
    """What a compiled function writes: its arguments are the samples, the seed and the rest."""
    samples, seed, *rest = arguments
    found, key = np.empty(size, np.uint32), np.array([seed], np.uint32)
    function.ctypes(found.ctypes.data, samples, key.ctypes.data, *rest)
    return found
