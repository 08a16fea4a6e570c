"""The runs that differ from one in seeds alone: chance is all that tells them apart."""

from __future__ import annotations

import numpy as np

from gdsim.base.evenly import evenly
from gdsim.experiment import Experiment

SEEDS = "seed", "init_seed"  # dimensions along which nothing but chance changes
MOST = 16  # runs
BYTES = 1_000_000  # of all their weights, which are copied many times a second


def over_seeds(experiment: Experiment, run: int) -> np.ndarray:
    """(k,): the numbers of the runs with the settings of one, over all dimensions but optimizers.

    It is among them. At most `MOST`, evenly picked, and about as many as fit into `BYTES`; only its
    own where there is one seed.
    """
    dims, shape = experiment.dims[1:], experiment.shape[1:]
    if not any(name in SEEDS and size > 1 for name, size in zip(dims, shape, strict=True)):
        return np.array([run])
    at = np.unravel_index(run, shape)
    free = [evenly(size, MOST) if name in SEEDS else np.array([place])
            for name, size, place in zip(dims, shape, at, strict=True)]  # fmt: skip
    numbers = np.ravel_multi_index(np.meshgrid(*free, indexing="ij"), shape).ravel()
    most = min(MOST, BYTES // (8 * experiment.objective.size))
    if len(numbers) > most or run not in numbers:
        numbers = np.append(numbers[evenly(len(numbers), max(most - 1, 1))], run)
    return np.unique(numbers)
