"""Circle: a disc inside a ring."""

import numpy as np

from gdsim.catalogue import DataSet
from gdsim.lanes.math import cos, sin
from gdsim.objectives.datasets.draws import Array, Made, each, uniforms
from gdsim.objectives.datasets.settings import NOISE, SAMPLES, SEED

RADIUS = 5.0


def _points(u: Array, low: float, high: float) -> Array:
    radius = low + (high - low) * u[:, 0]
    angle = 2 * np.pi * u[:, 1]
    return np.stack([radius * each(sin, angle), radius * each(cos, angle)], axis=-1)


def make(samples: int, noise: float, seed: int) -> Made:
    """Half of the samples within half the radius, half from 0.7 of it on.

    A sample's class is that of a point up to noise * radius away in each direction.
    """
    inner = uniforms(seed, 0, (samples + 1) // 2, 4)
    outer = uniforms(seed, 1, samples // 2, 4)
    points = np.concatenate(
        [_points(inner, 0.0, 0.5 * RADIUS), _points(outer, 0.7 * RADIUS, RADIUS)]
    )
    moved = points + (2 * np.concatenate([inner, outer])[:, 2:] - 1) * RADIUS * noise
    distance = np.sqrt(moved[:, 0] * moved[:, 0] + moved[:, 1] * moved[:, 1])
    return points, (distance < 0.5 * RADIUS).astype(np.int64)


DEFINITION = DataSet(
    make,
    summary="A disc inside a ring: no straight line parts them, their squares do.",
    source="TensorFlow playground, classifyCircleData.",
    name="Circle",
    inputs=("x1", "x2"),
    classes=("ring", "disc"),
    hyper={"samples": SAMPLES, "noise": NOISE, "seed": SEED},
)
