"""MultiStep: the learning rate drops by a factor at chosen moments."""

from gdsim.catalogue import Hyper, Moment, Schedule, positive, share
from gdsim.lanes.math import floor, select


def factor(t, steps, milestone1, milestone2, milestone3, milestone4, gamma):
    """gamma to the power of the number of milestones passed.

    A milestone is a share of the run, rounded to a whole step; the update after that many updates
    is the first with the new rate. A milestone of 1 is never reached.
    Source: torch.optim.lr_scheduler.MultiStepLR, whose milestones are steps.
    """
    first = select(t >= floor(milestone1 * steps + 0.5), gamma, 1)
    second = select(t >= floor(milestone2 * steps + 0.5), gamma, 1)
    third = select(t >= floor(milestone3 * steps + 0.5), gamma, 1)
    fourth = select(t >= floor(milestone4 * steps + 0.5), gamma, 1)
    return first * second * third * fourth


DEFINITION = Schedule(
    factor,
    hyper={
        "milestone1": Hyper(0.5, share, summary="Share of the run at which the rate drops."),
        "milestone2": Hyper(0.75, share, summary="Where it drops again; 1: never."),
        "milestone3": Hyper(1.0, share, summary="Where it drops again; 1: never."),
        "milestone4": Hyper(1.0, share, summary="Where it drops again; 1: never."),
        "gamma": Hyper(0.1, positive, log=True, summary="Factor at each drop."),
    },
    summary="Cuts the learning rate at up to four moments of the run, as in the classic recipes "
    "for image networks.",
    formula=r"\eta_t = \eta\, \gamma^{n_t}, \quad n_t = \mathrm{milestones\ up\ to\ } t",
    source="He et al. 2016, arXiv:1512.03385; torch.optim.lr_scheduler.MultiStepLR.",
    name="MultiStep",
    moments={
        "milestone1": Moment(lambda share, steps: share * steps, "gamma"),
        "milestone2": Moment(lambda share, steps: share * steps),
        "milestone3": Moment(lambda share, steps: share * steps),
        "milestone4": Moment(lambda share, steps: share * steps),
    },
)
