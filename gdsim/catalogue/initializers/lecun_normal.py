"""LeCun, normal: a layer's sums have the spread of its inputs."""

import math

from gdsim.catalogue import Initializer


def scale(fan_in: float) -> float:
    """Standard deviation: sqrt(1 / fan_in)."""
    return math.sqrt(1 / fan_in)


DEFINITION = Initializer(
    "normal",
    scale,
    summary="Gives the sums of a layer the spread of its inputs.",
    formula=r"w \sim N(0, 1 / n_{in})",
    source="LeCun et al. 1998, Efficient backprop; jax.nn.initializers.lecun_normal, "
    "but not truncated.",
    name="LeCunNormal",
)
