"""Sine: a wave in one dimension."""

import numpy as np

from gdsim.catalogue import DataSet, Hyper, positive
from gdsim.lanes.math import sin
from gdsim.objectives.datasets.draws import Made, each, normals, uniforms
from gdsim.objectives.datasets.settings import NOISE, SAMPLES, SEED


def make(samples: int, frequency: float, noise: float, seed: int) -> Made:
    """sin(frequency * x) for x between -pi and pi; noise is normal."""
    x = np.pi * (2 * uniforms(seed, 0, samples, 1) - 1)
    return x, each(sin, frequency * x) + noise * normals(seed, 1, samples, 1)


DEFINITION = DataSet(
    make,
    summary="A wave over one number; the higher its frequency, the later it is learned.",
    source="Rahaman et al. 2019, arXiv:1806.08734, on the spectral bias of networks.",
    name="Sine",
    inputs=("x",),
    hyper={
        "samples": SAMPLES,
        "frequency": Hyper(1.0, positive, summary="Waves between -pi and pi."),
        "noise": NOISE,
        "seed": SEED,
    },
)
