"""Xavier or Glorot, normal: signals keep their size forward and backward."""

import math

from gdsim.catalogue import Hyper, Initializer, positive


def scale(fan_in: float, fan_out: float, gain: float) -> float:
    """Standard deviation: gain * sqrt(2 / (fan_in + fan_out))."""
    return gain * math.sqrt(2 / (fan_in + fan_out))


DEFINITION = Initializer(
    "normal",
    scale,
    summary="Keeps the spread of signals and of gradients from layer to layer, for tanh.",
    formula=r"w \sim N(0, 2 g^2 / (n_{in} + n_{out}))",
    source="Glorot and Bengio 2010, AISTATS 9; torch.nn.init.xavier_normal_.",
    name="XavierNormal",
    hyper={"gain": Hyper(1.0, positive, log=True, summary="Factor on all weights.")},
)
