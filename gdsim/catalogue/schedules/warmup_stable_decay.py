"""WarmupStableDecay: a constant learning rate with a short decay at the end."""

from gdsim.catalogue import Hyper, Moment, Schedule, share
from gdsim.lanes.math import maximum, minimum, select


def factor(t, steps, decay, final_factor):
    """1, and over the last share `decay` of the steps a straight line to final_factor.

    final_factor would be reached one update after the last, as with Linear. The warmup in the name
    is the one that every schedule has.
    Source: Hu et al. 2024, arXiv:2404.06395, section 4; linear decay after Haegele et al. 2024,
    arXiv:2405.18392.
    """
    length = decay * steps
    passed = (t - (steps - length)) / select(length > 0, length, 1)
    return 1 + (final_factor - 1) * minimum(maximum(passed, 0), 1)


DEFINITION = Schedule(
    factor,
    hyper={
        "decay": Hyper(0.2, share, summary="Share of the run spent decaying, at its end."),
        "final_factor": Hyper(0.0, share, summary="Factor at the end."),
    },
    summary="Stays at the full learning rate for most of the run and decays only at the end, so "
    "the length need not be known in advance. Use it with a warmup.",
    formula=r"\eta_t = \eta\, \left( 1 + (a - 1)\, \max(0, \frac{t - (1 - d) T}{d\, T}) \right)",
    source="Hu et al. 2024, arXiv:2404.06395; Haegele et al. 2024, arXiv:2405.18392.",
    name="WarmupStableDecay",
    moments={"decay": Moment(lambda decay, steps: (1 - decay) * steps)},
)
