"""Staircase: the learning rate falls in steps of one size, down to nothing.

`factor` is what the rate is multiplied with at the update behind `t` others, of `steps` in all.
"""

from gdsim.catalogue import Hyper, Range, Schedule
from gdsim.lanes.math import floor


def factor(t, steps, stairs):
    """Every stair is as long and as high as the others; the last one ends at 1 / stairs."""
    return 1 - floor(t * stairs / steps) / stairs


DEFINITION = Schedule(
    factor,
    hyper={
        "stairs": Hyper(4, Range(1, 1000), whole=True, summary="The number of stairs."),
    },
    summary="Falls in equal stairs, each as long as the others.",
    formula=r"\eta_t = \eta\, (1 - \lfloor t\, n / T \rfloor / n)",
    source="An example of gdsim's own.",
    name="Staircase",
)
