"""Uniform numbers around 0, with the same bound for every layer."""

from gdsim.catalogue import Hyper, Initializer, nonnegative


def scale(bound: float) -> float:
    """The bound itself."""
    return bound


DEFINITION = Initializer(
    "uniform",
    scale,
    summary="Uniform numbers up to the bound that you say, for every layer.",
    formula=r"w \sim U(-b, b)",
    source="TensorFlow playground, which starts so with 0.5; torch.nn.init.uniform_.",
    name="Uniform",
    hyper={"bound": Hyper(0.5, nonnegative, summary="The largest size of a weight.")},
)
