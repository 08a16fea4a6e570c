"""NTK scaling: standard normal weights, and sums divided by the width."""

import math

from gdsim.catalogue import Initializer


def scale() -> float:
    """One: standard normal numbers."""
    return 1.0


def multiplier(fan_in: int, last: bool) -> float:
    """Sums of weighted inputs are divided by sqrt(fan_in), those of the output layer by fan_in."""
    return 1.0 / fan_in if last else 1.0 / math.sqrt(fan_in)


DEFINITION = Initializer(
    "normal",
    scale,
    summary="Standard normal weights; layers divide by the root of their width, the output by it.",
    formula=r"w \sim N(0, 1),\; z = W a / \sqrt{n_{in}},\; y = W a / n_{in}",
    source="Jacot, Gabriel and Hongler 2018, arXiv:1806.07572; the output's division is the mean "
    "field one of Sohl-Dickstein 2024, arXiv:2402.06184.",
    name="NTK",
    multiplier=multiplier,
)
