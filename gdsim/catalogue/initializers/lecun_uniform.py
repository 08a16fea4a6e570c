"""LeCun, uniform: a layer's sums have the spread of its inputs."""

import math

from gdsim.catalogue import Initializer


def scale(fan_in: float) -> float:
    """The bound: sqrt(3 / fan_in)."""
    return math.sqrt(3 / fan_in)


DEFINITION = Initializer(
    "uniform",
    scale,
    summary="Gives the sums of a layer the spread of its inputs.",
    formula=r"w \sim U(-b, b),\; b = \sqrt{3 / n_{in}}",
    source="LeCun et al. 1998, Efficient backprop; jax.nn.initializers.lecun_uniform.",
    name="LeCunUniform",
)
