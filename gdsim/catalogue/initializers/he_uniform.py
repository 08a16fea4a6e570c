"""He or Kaiming, uniform: Xavier's idea for units that cut off half of their inputs."""

import math

from gdsim.catalogue import Initializer


def scale(fan_in: float) -> float:
    """The bound: sqrt(6 / fan_in)."""
    return math.sqrt(6 / fan_in)


DEFINITION = Initializer(
    "uniform",
    scale,
    summary="Keeps the spread of signals from layer to layer where ReLU cuts off half of it.",
    formula=r"w \sim U(-b, b),\; b = \sqrt{6 / n_{in}}",
    source="He et al. 2015, arXiv:1502.01852; torch.nn.init.kaiming_uniform_ for relu.",
    name="HeUniform",
)
