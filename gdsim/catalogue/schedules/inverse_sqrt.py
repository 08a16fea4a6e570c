"""InverseSqrt: the learning rate falls with the root of time."""

from gdsim.catalogue import Hyper, Range, Schedule
from gdsim.lanes.math import sqrt


def factor(t, timescale):
    """Root of timescale / (timescale + t): 1 at first, one half after 3 timescales.

    With a warmup of as many steps as `timescale` this is the rule of the transformer.
    Source: Vaswani et al. 2017, arXiv:1706.03762, equation 3.
    """
    return sqrt(timescale / (timescale + t))


DEFINITION = Schedule(
    factor,
    hyper={"timescale": Hyper(100.0, Range(1, 2**24), log=True, summary="Steps before it bends.")},
    summary="Falls quickly at first and then ever more slowly, without an end to plan for.",
    formula=r"\eta_t = \eta\, \sqrt{s / (s + t)}",
    source="Vaswani et al. 2017, arXiv:1706.03762, section 5.3.",
    name="InverseSqrt",
)
