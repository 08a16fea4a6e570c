"""Softplus: a smooth ReLU."""

from gdsim.catalogue import Activation

# torch switches to z itself above 20, which is smaller by 2e-9; this formula has no switch.
DEFINITION = Activation(
    "softplus(z)",
    summary="ReLU with its corner rounded; its derivative is the sigmoid.",
    formula=r"a = \log(1 + e^{z})",
    source="Dugas et al. 2001, Incorporating second-order functional knowledge; torch.nn.Softplus.",
    name="Softplus",
)
