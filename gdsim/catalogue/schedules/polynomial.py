"""Polynomial: the learning rate goes to zero along a power of the time left."""

from gdsim.catalogue import Hyper, Moment, Schedule, positive
from gdsim.catalogue import steps as counts
from gdsim.lanes.math import minimum, select
from gdsim.lanes.math import power as raise_to


def factor(t, steps, power, period):
    """The remaining share of `period`, to a power; 0 after the period.

    Source: torch.optim.lr_scheduler.PolynomialLR (whose defaults are a power of 1 over 5 steps).
    """
    length = select(period > 0, period, steps)
    return raise_to(1 - minimum(t, length) / length, power)


DEFINITION = Schedule(
    factor,
    hyper={
        "power": Hyper(2.0, positive, summary="1 is a straight line; higher bends it down early."),
        "period": Hyper(
            0, counts, whole=True, summary="Steps until the rate is 0; 0: the whole run."
        ),
    },
    summary="Decays to zero along a curve: quickly at first, gently at the end.",
    formula=r"\eta_t = \eta\, (1 - \min(t, T) / T)^k",
    source="torch.optim.lr_scheduler.PolynomialLR.",
    name="Polynomial",
    moments={"period": Moment(lambda period, steps: period - 1)},
)
