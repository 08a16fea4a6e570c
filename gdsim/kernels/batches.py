"""Mini-batches: which samples a step sees. They depend on the seed and the epoch or step only."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from gdsim.kernels import cache as disk
from gdsim.kernels.network_source import kind_text


@cache
def compiled(width: int) -> Any:
    """The module with `shuffle` and `draw_batch` for so many runs at once."""
    return disk.load("order", kind_text("order_template", "uint32", width))


def shuffle(samples: int, seed: int, epoch: int, count: int = 1) -> np.ndarray:
    """The samples' numbers in the order of an epoch, or of several: uint32, (count * samples,)."""
    return _written(compiled(1).shuffle, samples * count, samples, seed, epoch, count)


def draw(samples: int, batch: int, seed: int, step: int, count: int = 1) -> np.ndarray:
    """The samples of a step, or several, drawn with replacement: uint32, (count * batch,)."""
    return _written(compiled(1).draw_batch, batch * count, samples, seed, step, count, batch)


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
