"""Moons: two half circles that reach into each other."""

import numpy as np

from gdsim.catalogue import DataSet
from gdsim.lanes.math import cos, sin
from gdsim.objectives.datasets.draws import Array, Made, each, normals
from gdsim.objectives.datasets.settings import NOISE, SAMPLES, SEED


def _half_circle(count: int) -> tuple[Array, Array]:
    angle = np.pi * np.arange(count) / max(count - 1, 1)
    return each(cos, angle), each(sin, angle)


def make(samples: int, noise: float, seed: int) -> Made:
    """Half circles of radius 1 around (0, 0) and, upside down, (1, 0.5); noise is normal."""
    upper, lower = samples // 2, samples - samples // 2
    x, y = _half_circle(upper)
    a, b = _half_circle(lower)
    points = np.concatenate([np.stack([x, y], axis=-1), np.stack([1 - a, 0.5 - b], axis=-1)])
    points += noise * normals(seed, 0, samples, 2)
    return points, np.repeat(np.array([0, 1]), [upper, lower])


DEFINITION = DataSet(
    make,
    summary="Two half circles that reach into each other.",
    source="scikit-learn, sklearn.datasets.make_moons, without shuffling.",
    name="Moons",
    inputs=("x1", "x2"),
    classes=("upper", "lower"),
    hyper={"samples": SAMPLES, "noise": NOISE, "seed": SEED},
)
