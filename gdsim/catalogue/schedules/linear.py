"""Linear: the learning rate moves along a straight line."""

from gdsim.catalogue import Hyper, Moment, Schedule, nonnegative
from gdsim.catalogue import steps as counts
from gdsim.lanes.math import minimum, select


def factor(t, steps, start_factor, end_factor, period):
    """From start_factor to end_factor over `period` steps, then constant.

    Source: torch.optim.lr_scheduler.LinearLR (whose defaults, 1/3 to 1 over 5 steps, are a warmup).
    """
    length = select(period > 0, period, steps)
    return start_factor + (end_factor - start_factor) * (minimum(t, length) / length)


DEFINITION = Schedule(
    factor,
    hyper={
        "start_factor": Hyper(1.0, nonnegative, summary="Factor at the first step."),
        "end_factor": Hyper(0.0, nonnegative, summary="Factor after the last step."),
        "period": Hyper(
            0, counts, whole=True, summary="Steps from start to end; 0: the whole run."
        ),
    },
    summary="Goes down in a straight line, by default from the full learning rate to nothing at "
    "the end of the run.",
    formula=r"\eta_t = \eta\, \left( a + (b - a)\, \min(t, T) / T \right)",
    source="torch.optim.lr_scheduler.LinearLR.",
    name="Linear",
    moments={
        "warmup": Moment(lambda warmup, steps: 0, "start_factor"),
        "period": Moment(lambda period, steps: period - 1, "end_factor"),
    },
)
