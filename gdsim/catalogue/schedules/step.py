"""Step: the learning rate drops by a factor at regular intervals."""

from gdsim.catalogue import Hyper, Moment, Schedule, positive
from gdsim.catalogue import steps as counts
from gdsim.lanes.math import floor, maximum, power, select


def factor(t, steps, step_size, gamma):
    """gamma to the power of the number of whole intervals passed.

    Source: torch.optim.lr_scheduler.StepLR.
    """
    interval = select(step_size > 0, step_size, maximum(floor(steps / 3), 1))
    return power(gamma, floor(t / interval))


DEFINITION = Schedule(
    factor,
    hyper={
        "step_size": Hyper(
            0, counts, whole=True, summary="Steps between drops; 0: a third of the run."
        ),
        "gamma": Hyper(0.1, positive, log=True, summary="Factor at each drop."),
    },
    summary="Keeps the learning rate for a while, then cuts it, again and again.",
    formula=r"\eta_t = \eta\, \gamma^{\lfloor t / s \rfloor}",
    source="torch.optim.lr_scheduler.StepLR.",
    name="Step",
    moments={"step_size": Moment(lambda step_size, steps: step_size, "gamma")},
)
