"""He or Kaiming, normal: Xavier's idea for units that cut off half of their inputs."""

import math

from gdsim.catalogue import Initializer


def scale(fan_in: float) -> float:
    """Standard deviation: sqrt(2 / fan_in)."""
    return math.sqrt(2 / fan_in)


DEFINITION = Initializer(
    "normal",
    scale,
    summary="Keeps the spread of signals from layer to layer where ReLU cuts off half of it.",
    formula=r"w \sim N(0, 2 / n_{in})",
    source="He et al. 2015, arXiv:1502.01852; torch.nn.init.kaiming_normal_ for relu.",
    name="HeNormal",
)
