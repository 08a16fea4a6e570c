"""Spiral: two arms wound around each other."""

import numpy as np

from gdsim.catalogue import DataSet
from gdsim.lanes.math import cos, sin
from gdsim.objectives.datasets.draws import Made, each, uniforms
from gdsim.objectives.datasets.settings import NOISE, SAMPLES, SEED


def make(samples: int, noise: float, seed: int) -> Made:
    """Two arms of 1.75 turns out to radius 5, each point moved by up to `noise` in each direction.

    The second arm is the first one turned by half a turn.
    """
    first, second = (samples + 1) // 2, samples // 2
    along = np.arange(first) / (samples / 2)
    angle = 1.75 * along * 2 * np.pi
    arm = (5 * along)[:, None] * np.stack([each(sin, angle), each(cos, angle)], axis=-1)
    points = np.concatenate(
        [
            arm + (2 * uniforms(seed, 0, first, 2) - 1) * noise,
            (2 * uniforms(seed, 1, second, 2) - 1) * noise - arm[:second],
        ]
    )
    return points, np.repeat(np.array([1, 0]), [first, second])


DEFINITION = DataSet(
    make,
    summary="Two arms wound around each other: the hardest of the four for a small network.",
    source="TensorFlow playground, classifySpiralData; Lang and Witbrock 1988, Learning to tell "
    "two spirals apart.",
    name="Spiral",
    inputs=("x1", "x2"),
    classes=("arm that starts down", "arm that starts up"),
    hyper={"samples": SAMPLES, "noise": NOISE, "seed": SEED},
)
