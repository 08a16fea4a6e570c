"""QHM: a mixture of a plain gradient step and a momentum step."""

from gdsim.catalogue import Hyper, Optimizer, nonnegative, positive, share, unit
from gdsim.lanes.means import running_mean


def step(p, g, m, lr, beta, nu, weight_decay):
    """One quasi-hyperbolic momentum step of one parameter; m is a mean, not a sum.

    Source: Ma & Yarats 2019, arXiv:1810.06801, algorithm 1 with its defaults (weight decay is L2),
    and its authors' package, qhoptim 1.1.0.
    """
    g = g + weight_decay * p
    m = running_mean(m, g, beta)
    return p - lr * ((1 - nu) * g + nu * m), m


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(1e-3, positive, log=True, summary="Step length per unit of gradient."),
        "beta": Hyper(0.999, unit, summary="Memory of the mean gradient."),
        "nu": Hyper(0.7, share, summary="Share of the momentum: 0 is SGD, 1 is momentum."),
        "weight_decay": Hyper(0.0, nonnegative, summary="L2 penalty, added to the gradient."),
    },
    summary="Averages a plain gradient step with a long-memory momentum step: some of momentum's "
    "speed, less of its overshoot.",
    formula=r"\theta \leftarrow \theta - \eta\, ((1 - \nu)\, g + \nu m)",
    source="Ma and Yarats 2019, arXiv:1810.06801.",
    name="QHM",
    state={"m": 0.0},
    preconditioner=1,
)
