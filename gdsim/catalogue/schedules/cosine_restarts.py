"""CosineRestarts: cosine decay that starts again, and again."""

from gdsim.catalogue import Hyper, Moment, Range, Schedule, share
from gdsim.catalogue import steps as counts
from gdsim.lanes.math import cos, floor, log, maximum, power, select


def factor(t, steps, min_factor, period, mult):
    """Half a cosine wave from 1 to min_factor, which starts again at every restart.

    The first cycle takes `period` steps, each later cycle `mult` times as many as the previous one.
    Source: Loshchilov & Hutter 2017, arXiv:1608.03983;
    torch.optim.lr_scheduler.CosineAnnealingWarmRestarts, called once per step.
    """
    first = select(period > 0, period, maximum(floor(steps / 4), 1))
    # Cycle k starts after first * (mult**k - 1) / (mult - 1) steps. The logarithm may put a restart
    # one cycle too late, never too early; the whole-number start of that cycle corrects it.
    growing = maximum(mult, 2)
    guess = floor(log(1 + (t / first) * (growing - 1)) / log(growing) + 1e-6)
    start = first * ((floor(power(growing, guess) + 0.5) - 1) / (growing - 1))
    cycle = select(start > t, guess - 1, guess)
    scale = floor(power(growing, cycle) + 0.5)
    grown_start = first * ((scale - 1) / (growing - 1))
    length = select(mult > 1, first * scale, first)
    passed = t - select(mult > 1, grown_start, first * floor(t / first))
    wave = 0.5 + 0.5 * cos(3.141592653589793 * (passed / length))
    return min_factor + (1 - min_factor) * wave


DEFINITION = Schedule(
    factor,
    hyper={
        "period": Hyper(
            0, counts, whole=True, summary="Steps of the first cycle; 0: a quarter of the run."
        ),
        "mult": Hyper(1, Range(1, 1000), whole=True, summary="Growth from cycle to cycle."),
        "min_factor": Hyper(0.0, share, summary="Factor at the end of a cycle."),
    },
    summary="Cosine decay with sudden returns to the full learning rate, which shake a run out of "
    "where it has settled.",
    formula=r"\eta_t = \eta\, \left( a + (1 - a)\, "
    r"\frac{1 + \cos(\pi\, t_\mathrm{cycle} / T_\mathrm{cycle})}{2} \right)",
    source="Loshchilov and Hutter 2017, arXiv:1608.03983; "
    "torch.optim.lr_scheduler.CosineAnnealingWarmRestarts.",
    name="CosineRestarts",
    moments={"period": Moment(lambda period, steps: period - 1, "min_factor")},
)
