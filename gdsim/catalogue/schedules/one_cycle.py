"""OneCycle: one long rise of the learning rate and one longer fall."""

from gdsim.catalogue import Hyper, Moment, Range, Schedule, share
from gdsim.lanes.math import cos, maximum, minimum, select


def factor(t, steps, pct_start, div_factor, final_div_factor):
    """Cosine rise from 1 / div_factor to 1, then cosine fall to 1 / (div_factor final_div_factor).

    lr is the peak. The rise ends at update pct_start * steps - 1, the fall at the last update.
    Source: Smith & Topin 2018, arXiv:1708.07120; torch.optim.lr_scheduler.OneCycleLR with two
    phases, cosine annealing and constant momentum.
    """
    peak = pct_start * steps - 1
    last = steps - 1
    rises = t <= peak
    # Each length is used on its own side of the peak only, where it is positive.
    up = t / select(peak > 0, peak, 1)
    down = (t - peak) / select(last > peak, last - peak, 1)
    share_passed = minimum(maximum(select(rises, up, down), 0), 1)
    low = 1 / div_factor
    origin = select(rises, low, 1)
    goal = select(rises, 1, low / final_div_factor)
    return goal + (origin - goal) * (0.5 + 0.5 * cos(3.141592653589793 * share_passed))


DEFINITION = Schedule(
    factor,
    hyper={
        "pct_start": Hyper(0.3, share, summary="Share of the run spent rising."),
        "div_factor": Hyper(25.0, Range(1, 1e12), log=True, summary="Peak over first rate."),
        "final_div_factor": Hyper(1e4, Range(1, 1e12), log=True, summary="First over last rate."),
    },
    summary="Rises to the learning rate that is set, then falls far below where it began. Made "
    "for short runs with a high peak.",
    formula=r"\eta_t = b + (a - b)\, \frac{1 + \cos(\pi s)}{2}, \quad "
    r"\frac{\eta}{d} \rightarrow \eta \rightarrow \frac{\eta}{d\, f}",
    source="Smith and Topin 2018, arXiv:1708.07120; torch.optim.lr_scheduler.OneCycleLR.",
    name="OneCycle",
    moments={
        "warmup": Moment(lambda warmup, steps: 0, "div_factor"),
        "pct_start": Moment(lambda share, steps: share * steps - 1),
    },
)
