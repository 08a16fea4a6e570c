"""Nesterov: momentum that looks one step ahead."""

from gdsim.catalogue import Hyper, Optimizer, nonnegative, positive


def step(p, g, velocity, lr, momentum, weight_decay):
    """One step of Nesterov's accelerated gradient, for one parameter.

    Source: Nesterov 1983, in the form of Sutskever et al. 2013; torch.optim.SGD(nesterov=True).
    """
    g = g + weight_decay * p
    velocity = momentum * velocity + g
    return p - lr * (g + momentum * velocity), velocity


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(1e-3, positive, log=True, summary="Step length per unit of velocity."),
        "momentum": Hyper(0.9, nonnegative, summary="Share of the velocity kept each step."),
        "weight_decay": Hyper(0.0, nonnegative, summary="L2 penalty, added to the gradient."),
    },
    summary="Momentum that already counts the gradient's share of the next step, so it brakes "
    "earlier and overshoots less.",
    formula=r"v \leftarrow \mu v + g, \quad \theta \leftarrow \theta - \eta\, (g + \mu v)",
    source="Nesterov 1983, A method with convergence rate O(1/k^2); Sutskever et al. 2013; "
    "torch.optim.SGD.",
    name="Nesterov",
    state={"velocity": 0.0},
    preconditioner=1,
)
