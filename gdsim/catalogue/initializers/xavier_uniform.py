"""Xavier or Glorot, uniform: signals keep their size forward and backward."""

import math

from gdsim.catalogue import Hyper, Initializer, positive


def scale(fan_in: float, fan_out: float, gain: float) -> float:
    """The bound: gain * sqrt(6 / (fan_in + fan_out))."""
    return gain * math.sqrt(6 / (fan_in + fan_out))


DEFINITION = Initializer(
    "uniform",
    scale,
    summary="Keeps the spread of signals and of gradients from layer to layer, for tanh.",
    formula=r"w \sim U(-b, b),\; b = g \sqrt{6 / (n_{in} + n_{out})}",
    source="Glorot and Bengio 2010, AISTATS 9; torch.nn.init.xavier_uniform_.",
    name="XavierUniform",
    hyper={"gain": Hyper(1.0, positive, log=True, summary="Factor on all weights.")},
)
