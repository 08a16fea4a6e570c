"""Zeros: every weight 0."""

from gdsim.catalogue import Initializer


def scale() -> float:
    """Zero."""
    return 0.0


DEFINITION = Initializer(
    "constant",
    scale,
    summary="All weights zero: hidden units of a layer stay equal and learn the same.",
    formula=r"w = 0",
    source="torch.nn.init.zeros_.",
    name="Zeros",
)
