"""Exponential: the learning rate shrinks by the same factor at every step."""

from gdsim.catalogue import Hyper, Schedule, positive
from gdsim.lanes.math import power


def factor(t, gamma):
    """The power t of gamma.

    Source: torch.optim.lr_scheduler.ExponentialLR.
    """
    return power(gamma, t)


DEFINITION = Schedule(
    factor,
    hyper={"gamma": Hyper(0.995, positive, log=True, summary="Factor from step to step.")},
    summary="A smooth decay that loses the same share of the learning rate at every step.",
    formula=r"\eta_t = \eta\, \gamma^t",
    source="torch.optim.lr_scheduler.ExponentialLR.",
    name="Exponential",
)
