"""Normal numbers of the same spread for every layer."""

from gdsim.catalogue import Hyper, Initializer, nonnegative


def scale(std: float) -> float:
    """The standard deviation itself."""
    return std


DEFINITION = Initializer(
    "normal",
    scale,
    summary="Normal numbers of the spread that you say, for every layer.",
    formula=r"w \sim N(0, \sigma^2)",
    source="torch.nn.init.normal_.",
    name="Normal",
    hyper={"std": Hyper(1.0, nonnegative, summary="Standard deviation.")},
)
