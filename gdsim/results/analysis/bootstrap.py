"""Bootstrap confidence intervals of medians, many at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def medians(samples: Array, resamples: int, generator: np.random.Generator) -> Array:
    """Bootstrapped medians of samples (rows, n): (rows, resamples).

    The median of n draws with replacement is drawn directly: sorted draws are sorted values at
    sorted uniform places, and the middle one of n uniform numbers is beta distributed, its
    neighbour the least of the remaining ones. That is the same distribution as that of n draws and
    a sort, at a cost that does not grow with n. Rows share the places, so they are resampled
    together: pairs stay paired.
    """
    n = samples.shape[1]
    ordered = np.sort(samples, axis=1)
    rank = (n + 1) // 2  # of the lower middle value
    lower = generator.beta(rank, n - rank + 1, resamples)
    upper = lower
    if n % 2 == 0:
        upper = 1 - (1 - lower) * (1 - generator.random(resamples)) ** (1 / (n - rank))
    places = [np.minimum((n * each).astype(np.intp), n - 1) for each in (lower, upper)]
    medians: Array = (ordered[:, places[0]] + ordered[:, places[1]]) / 2
    return medians


def interval(resampled: Array, level: float) -> tuple[Array, Array]:
    """The percentile interval of resampled statistics (…, resamples) that holds `level` of them.

    Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13.
    """
    tail = (1 - level) / 2
    low, high = np.quantile(resampled, (tail, 1 - tail), axis=-1)
    return low, high
