"""Gaussians: two clouds."""

import numpy as np

from gdsim.catalogue import DataSet
from gdsim.objectives.datasets.draws import Made, normals
from gdsim.objectives.datasets.settings import NOISE, SAMPLES, SEED


def make(samples: int, noise: float, seed: int) -> Made:
    """Normal points around (2, 2) and (-2, -2), with variance 0.5 + 7 noise in each direction."""
    spread = np.sqrt(0.5 + 7 * noise)
    upper = 2 + spread * normals(seed, 0, (samples + 1) // 2, 2)
    lower = -2 + spread * normals(seed, 1, samples // 2, 2)
    classes = np.repeat(np.array([1, 0]), [len(upper), len(lower)])
    return np.concatenate([upper, lower]), classes


DEFINITION = DataSet(
    make,
    summary="Two clouds, which a straight line parts if there is little noise.",
    source="TensorFlow playground, classifyTwoGaussData.",
    name="Gaussians",
    inputs=("x1", "x2"),
    classes=("lower left", "upper right"),
    hyper={"samples": SAMPLES, "noise": NOISE, "seed": SEED},
)
