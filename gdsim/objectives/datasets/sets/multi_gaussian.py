"""Multi-Gaussian: hills and hollows in two rows."""

import numpy as np

from gdsim.catalogue import DataSet
from gdsim.objectives.datasets.draws import Made, uniforms
from gdsim.objectives.datasets.settings import NOISE, SAMPLES, SEED

# Centre and height of each hill or hollow.
HILLS = (
    (-4.0, 2.5, 1.0),
    (0.0, 2.5, -1.0),
    (4.0, 2.5, 1.0),
    (-4.0, -2.5, -1.0),
    (0.0, -2.5, 1.0),
    (4.0, -2.5, -1.0),
)


def make(samples: int, noise: float, seed: int) -> Made:
    """Cones of height 1 or -1 and radius 2, at a point up to 6 * noise away."""
    u = 12 * uniforms(seed, 0, samples, 4) - 6
    moved = u[:, :2] + u[:, 2:] * noise
    value = np.zeros(samples)
    for x, y, height in HILLS:
        dx, dy = moved[:, 0] - x, moved[:, 1] - y
        cone = height * np.maximum(0, 1 - np.sqrt(dx * dx + dy * dy) / 2)
        value = np.where(np.abs(cone) > np.abs(value), cone, value)
    return u[:, :2], value[:, None]


DEFINITION = DataSet(
    make,
    summary="Three hills and three hollows in two rows, flat between them.",
    source="TensorFlow playground, regressGaussian.",
    name="MultiGaussian",
    inputs=("x1", "x2"),
    hyper={"samples": SAMPLES, "noise": NOISE, "seed": SEED},
)
