"""Cosine: the learning rate follows half a wave of the cosine."""

from gdsim.catalogue import Hyper, Moment, Schedule, share
from gdsim.catalogue import steps as counts
from gdsim.lanes.math import cos, minimum, select


def factor(t, steps, min_factor, period):
    """Half a cosine wave from 1 down to min_factor over `period` steps, then constant.

    Source: Loshchilov & Hutter 2017, arXiv:1608.03983, equation 5;
    torch.optim.lr_scheduler.CosineAnnealingLR, which instead rises again after T_max.
    """
    length = select(period > 0, period, steps)
    wave = 0.5 + 0.5 * cos(3.141592653589793 * (minimum(t, length) / length))
    return min_factor + (1 - min_factor) * wave


DEFINITION = Schedule(
    factor,
    hyper={
        "min_factor": Hyper(0.0, share, summary="Factor at the end."),
        "period": Hyper(0, counts, whole=True, summary="Steps down the wave; 0: the whole run."),
    },
    summary="Starts and ends gently and falls fastest halfway. The most used schedule of deep "
    "learning.",
    formula=r"\eta_t = \eta\, \left( a + (1 - a)\, \frac{1 + \cos(\pi t / T)}{2} \right)",
    source="Loshchilov and Hutter 2017, arXiv:1608.03983; "
    "torch.optim.lr_scheduler.CosineAnnealingLR.",
    name="Cosine",
    moments={"period": Moment(lambda period, steps: period - 1, "min_factor")},
)
