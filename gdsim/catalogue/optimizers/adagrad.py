"""Adagrad: steps that shrink with the sum of all squared gradients."""

from gdsim.catalogue import Hyper, Optimizer, nonnegative, positive
from gdsim.lanes.math import sqrt


def prepare(t, lr_decay):
    """The factor of lr at update t."""
    return (1 / (1 + (t - 1) * lr_decay),)


def step(p, g, square_sum, lr, eps, weight_decay, slowdown):
    """One Adagrad step of one parameter.

    Source: Duchi, Hazan & Singer 2011, JMLR 12; torch.optim.Adagrad (weight decay is L2, added to
    g; eps outside the root, where optax 0.2.8 and Keras 3.15.1 have it inside).
    """
    g = g + weight_decay * p
    square_sum = square_sum + g * g
    return p - (lr * slowdown) * g / (sqrt(square_sum) + eps), square_sum


def preconditioner(square_sum, eps, slowdown):
    """P = (1 + (t - 1) lr_decay) (sqrt(s) + eps)."""
    return (sqrt(square_sum) + eps) / slowdown


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(1e-2, positive, log=True, summary="Length of the first step."),
        "lr_decay": Hyper(0.0, nonnegative, summary="lr is divided by 1 + (t - 1) times this."),
        "initial_accumulator": Hyper(0.0, nonnegative, summary="Where the sum of squares starts."),
        "eps": Hyper(1e-10, positive, log=True, summary="Keeps the division finite."),
        "weight_decay": Hyper(0.0, nonnegative, summary="L2 penalty, added to the gradient."),
    },
    summary="Divides each parameter's step by the size of all its gradients so far. Needs little "
    "tuning, but never speeds up again.",
    formula=r"s \leftarrow s + g^2, \quad "
    r"\theta \leftarrow \theta - \eta\, g / (\sqrt{s} + \epsilon)",
    source="Duchi, Hazan and Singer 2011, JMLR 12:2121; torch.optim.Adagrad.",
    name="Adagrad",
    state={"square_sum": "initial_accumulator"},
    prepare=prepare,
    coefficients=("slowdown",),
    preconditioner=preconditioner,
)
