"""Paths of runs: how far they are from minima, and how far they step."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def distances(paths: Array, minima: Iterable[ArrayLike]) -> Array:
    """(...,): the distance of each point (..., P) to the nearest minimum; infinite without one."""
    nearest = np.full(paths.shape[:-1], np.inf)
    for minimum in minima:
        nearest = np.minimum(nearest, np.linalg.norm(paths - np.asarray(minimum), axis=-1))
    return nearest


def nearest(points: ArrayLike, place: ArrayLike) -> Array:
    """(P,): the one of points (n, P) that is nearest to a place."""
    known = np.asarray(points, np.float64)
    closest: Array = known[np.argmin(np.linalg.norm(known - np.asarray(place), axis=1))]
    return closest


def step_lengths(paths: Array, steps: ArrayLike) -> Array:
    """(..., s): how far the step from each point of paths (..., s, P) goes, NaN at the last one.

    steps: (s,) of the points; where they are several apart, it is the mean displacement per step.
    """
    lengths = np.full(paths.shape[:-1], np.nan)
    lengths[..., :-1] = np.linalg.norm(np.diff(paths, axis=-2), axis=-1) / np.diff(steps)
    return lengths
