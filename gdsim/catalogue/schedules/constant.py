"""Constant: the learning rate without change."""

from gdsim.catalogue import Schedule


def factor():
    """1 at every step."""
    return 1.0


DEFINITION = Schedule(
    factor,
    hyper={},
    summary="The same learning rate from the first step to the last.",
    formula=r"\eta_t = \eta",
    source="The plain case.",
    name="Constant",
)
