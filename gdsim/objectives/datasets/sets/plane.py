"""Plane: a value that grows along the diagonal."""

from gdsim.catalogue import DataSet
from gdsim.objectives.datasets.draws import Made, uniforms
from gdsim.objectives.datasets.settings import NOISE, SAMPLES, SEED


def make(samples: int, noise: float, seed: int) -> Made:
    """(x1 + x2) / 10 over the square from -6 to 6, at a point up to 6 * noise away."""
    u = 12 * uniforms(seed, 0, samples, 4) - 6
    moved = u[:, :2] + u[:, 2:] * noise
    return u[:, :2], ((moved[:, 0] + moved[:, 1]) / 10)[:, None]


DEFINITION = DataSet(
    make,
    summary="A value that grows along the diagonal: one linear unit learns it.",
    source="TensorFlow playground, regressPlane.",
    name="Plane",
    inputs=("x1", "x2"),
    hyper={"samples": SAMPLES, "noise": NOISE, "seed": SEED},
)
