"""ReLU: nothing below zero, the input above."""

from gdsim.catalogue import Activation

DEFINITION = Activation(
    "relu(z)",
    summary="Cuts off what is below zero. Cheap and hard to beat, but a unit can die.",
    formula=r"a = \max(0, z)",
    source="Nair and Hinton 2010, Rectified linear units improve restricted Boltzmann machines; "
    "torch.relu.",
    name="ReLU",
)
