"""Momentum: steps along a decaying sum of past gradients."""

from gdsim.catalogue import Hyper, Optimizer, finite, nonnegative, positive
from gdsim.lanes.math import select


def prepare(t, dampening):
    """The share of the new gradient: all of it at the first step, as in torch."""
    return (select(t > 1, 1 - dampening, 1),)


def step(p, g, velocity, lr, momentum, weight_decay, new_share):
    """One heavy-ball step of one parameter.

    lr stands outside the velocity, so a change of lr acts at once.
    Source: Polyak 1964; torch.optim.SGD with momentum.
    """
    velocity = momentum * velocity + new_share * (g + weight_decay * p)
    return p - lr * velocity, velocity


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(1e-3, positive, log=True, summary="Step length per unit of velocity."),
        "momentum": Hyper(0.9, nonnegative, summary="Share of the velocity kept each step."),
        "dampening": Hyper(0.0, finite, summary="Share of the new gradient left out."),
        "weight_decay": Hyper(0.0, nonnegative, summary="L2 penalty, added to the gradient."),
    },
    summary="A heavy ball: gradients that agree add up, gradients that alternate cancel. Faster "
    "than SGD along valleys, and it overshoots.",
    formula=r"v \leftarrow \mu v + (1 - \tau)\, g, \quad \theta \leftarrow \theta - \eta\, v",
    source="Polyak 1964, Some methods of speeding up the convergence of iteration methods; "
    "torch.optim.SGD.",
    name="Momentum",
    state={"velocity": 0.0},
    prepare=prepare,
    coefficients=("new_share",),
    preconditioner=1,
)
