"""Tanh: from -1 to 1."""

from gdsim.catalogue import Activation

DEFINITION = Activation(
    "tanh(z)",
    summary="Rises from -1 to 1. Flat at both ends, where gradients vanish.",
    formula=r"a = \tanh z",
    source="LeCun, Bottou, Orr and Mueller 1998, Efficient backprop; torch.tanh.",
    name="Tanh",
)
