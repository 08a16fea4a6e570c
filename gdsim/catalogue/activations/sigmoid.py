"""Sigmoid: from 0 to 1."""

from gdsim.catalogue import Activation

DEFINITION = Activation(
    "sigmoid(z)",
    summary="Rises from 0 to 1. Flat at both ends, where gradients vanish.",
    formula=r"a = 1 / (1 + e^{-z})",
    source="Rumelhart, Hinton and Williams 1986, Nature 323; torch.sigmoid.",
    name="Sigmoid",
)
