"""Adamax: Adam scaled by the largest recent gradient."""

from gdsim.catalogue import Hyper, Optimizer, nonnegative, positive, unit
from gdsim.lanes.math import abs, larger
from gdsim.lanes.means import running_mean


def prepare(beta1, weight1):
    """The bias correction of m; see Adam."""
    weight1 = beta1 * weight1 + (1 - beta1)
    return 1 / weight1, weight1


def step(p, g, m, largest, lr, beta1, beta2, eps, weight_decay, correction1):
    """One Adamax step of one parameter; `largest` is a decaying maximum of the gradient's size.

    Source: Kingma & Ba 2015, arXiv:1412.6980, algorithm 2; torch.optim.Adamax (eps is added to the
    gradient's size; weight decay is L2).
    """
    g = g + weight_decay * p
    m = running_mean(m, g, beta1)
    largest = larger(beta2 * largest, abs(g) + eps)
    return p - (lr * correction1) * m / largest, m, largest


def preconditioner(largest, correction1):
    """P = (1 - beta1^t) u; see Adam."""
    return largest / correction1


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(2e-3, positive, log=True, summary="The longest step there is."),
        "beta1": Hyper(0.9, unit, summary="Memory of the mean gradient."),
        "beta2": Hyper(0.999, unit, summary="How slowly the largest gradient is forgotten."),
        "eps": Hyper(1e-8, positive, log=True, summary="Keeps the division finite."),
        "weight_decay": Hyper(0.0, nonnegative, summary="L2 penalty, added to the gradient."),
    },
    summary="Adam that divides by the largest recent gradient instead of their mean square. No "
    "step is longer than lr.",
    formula=r"u \leftarrow \max(\beta_2 u, |g| + \epsilon), \quad "
    r"\theta \leftarrow \theta - \eta\, \hat m / u",
    source="Kingma and Ba 2015, arXiv:1412.6980, section 7.1; torch.optim.Adamax.",
    name="Adamax",
    state={"m": 0.0, "largest": 0.0},
    prepare=prepare,
    shared={"weight1": 0.0},
    coefficients=("correction1",),
    preconditioner=preconditioner,
)
