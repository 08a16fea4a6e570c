"""One number for all weights."""

from gdsim.catalogue import Hyper, Initializer


def scale(value: float) -> float:
    """The number itself."""
    return value


DEFINITION = Initializer(
    "constant",
    scale,
    summary="All weights equal: hidden units of a layer stay equal and learn the same.",
    formula=r"w = c",
    source="torch.nn.init.constant_.",
    name="Constant",
    hyper={"value": Hyper(0.1, summary="The number that every weight is.")},
)
