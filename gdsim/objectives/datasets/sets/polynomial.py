"""Polynomial: a cubic in one dimension."""

from gdsim.catalogue import DataSet, Hyper
from gdsim.objectives.datasets.draws import Made, normals, uniforms
from gdsim.objectives.datasets.settings import NOISE, SAMPLES, SEED


def make(samples: int, c0: float, c1: float, c2: float, c3: float, noise: float, seed: int) -> Made:
    """c0 + c1 x + c2 x^2 + c3 x^3 for x between -1 and 1; noise is normal."""
    x = 2 * uniforms(seed, 0, samples, 1) - 1
    return x, c0 + x * (c1 + x * (c2 + x * c3)) + noise * normals(seed, 1, samples, 1)


DEFINITION = DataSet(
    make,
    summary="A cubic over one number; by default Chebyshev's, between -1 and 1.",
    source="A teaching shape of gdsim's own; Chebyshev polynomial T3 1854.",
    name="Polynomial",
    inputs=("x",),
    hyper={
        "samples": SAMPLES,
        "c0": Hyper(0.0, summary="The constant."),
        "c1": Hyper(-3.0, summary="Coefficient of x."),
        "c2": Hyper(0.0, summary="Coefficient of x squared."),
        "c3": Hyper(4.0, summary="Coefficient of x cubed."),
        "noise": NOISE,
        "seed": SEED,
    },
)
