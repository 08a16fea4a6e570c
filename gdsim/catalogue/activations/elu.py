"""ELU: ReLU with an exponential below zero."""

from gdsim.catalogue import Activation, Hyper, nonnegative

DEFINITION = Activation(
    "where(z > 0, z, alpha*expm1(z))",
    summary="Like ReLU above zero, and levels off smoothly below it.",
    formula=r"a = \max(0, z) + \alpha \min(0, e^{z} - 1)",
    source="Clevert, Unterthiner and Hochreiter 2016, arXiv:1511.07289; torch.nn.ELU.",
    name="ELU",
    parameters={"alpha": Hyper(1.0, nonnegative, summary="Minus the value far below zero.")},
)
