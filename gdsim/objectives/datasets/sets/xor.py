"""XOR: four squares, of one class where both coordinates have the same sign."""

import numpy as np

from gdsim.catalogue import DataSet
from gdsim.objectives.datasets.draws import Made, uniforms
from gdsim.objectives.datasets.settings import NOISE, SAMPLES, SEED


def make(samples: int, noise: float, seed: int) -> Made:
    """Points of a square of side 10, moved 0.3 away from the axes.

    A sample's class is that of a point up to 5 * noise away in each direction.
    """
    u = 10 * uniforms(seed, 0, samples, 4) - 5
    points = u[:, :2] + np.where(u[:, :2] > 0, 0.3, -0.3)
    moved = points + u[:, 2:] * noise
    return points, (moved[:, 0] * moved[:, 1] >= 0).astype(np.int64)


DEFINITION = DataSet(
    make,
    summary="Four squares in two classes, crosswise: the sign of the product decides.",
    source="TensorFlow playground, classifyXORData.",
    name="XOR",
    inputs=("x1", "x2"),
    classes=("different signs", "same signs"),
    hyper={"samples": SAMPLES, "noise": NOISE, "seed": SEED},
)
