"""SGD: a step against the gradient."""

from gdsim.catalogue import Hyper, Optimizer, nonnegative, positive


def step(p, g, lr, weight_decay):
    """One plain gradient step of one parameter.

    Source: Robbins & Monro 1951; torch.optim.SGD without momentum (weight decay is L2, added to g).
    """
    return p - lr * (g + weight_decay * p)


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(1e-3, positive, log=True, summary="Step length per unit of gradient."),
        "weight_decay": Hyper(0.0, nonnegative, summary="L2 penalty, added to the gradient."),
    },
    summary="Steps downhill in proportion to the slope. Slow along valleys, and it blows up when "
    "lr times the curvature exceeds 2.",
    formula=r"\theta \leftarrow \theta - \eta\, g",
    source="Robbins and Monro 1951, A stochastic approximation method; torch.optim.SGD.",
    name="SGD",
    preconditioner=1,
)
