"""RMSprop: steps divided by the recent size of the gradient."""

from gdsim.catalogue import Flag, Hyper, Optimizer, nonnegative, positive, unit
from gdsim.lanes.math import maximum, sqrt
from gdsim.lanes.means import running_mean


def step(p, g, square_mean, mean, velocity, lr, alpha, eps, momentum, weight_decay, centered):
    """One RMSprop step of one parameter.

    Source: Hinton 2012, lecture 6e; centered after Graves 2013, arXiv:1308.0850;
    torch.optim.RMSprop (eps outside the root, lr outside the velocity, weight decay is L2). Keras
    3.15.1 has eps inside the root, and so has optax 0.2.8 unless it is passed eps_in_sqrt=False.
    """
    g = g + weight_decay * p
    square_mean = running_mean(square_mean, g * g, alpha)
    spread = square_mean
    if centered:
        mean = running_mean(mean, g, alpha)
        # A variance: it is below zero only by rounding, and then its root would be NaN.
        spread = maximum(0, square_mean - mean * mean)
    velocity = momentum * velocity + g / (sqrt(spread) + eps)
    return p - lr * velocity, square_mean, mean, velocity


def preconditioner(square_mean, mean, eps, centered):
    """P = sqrt(s) + eps; Cohen et al. 2022, arXiv:2207.14484."""
    spread = square_mean
    if centered:
        spread = maximum(0, square_mean - mean * mean)
    return sqrt(spread) + eps


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(1e-2, positive, log=True, summary="About the length of one step."),
        "alpha": Hyper(0.99, unit, summary="Memory of the mean squared gradient."),
        "eps": Hyper(1e-8, positive, log=True, summary="Keeps the division finite."),
        "momentum": Hyper(0.0, nonnegative, summary="Share of the velocity kept each step."),
        "weight_decay": Hyper(0.0, nonnegative, summary="L2 penalty, added to the gradient."),
        "centered": Flag(False, summary="Divide by the gradient's spread about its mean."),
    },
    summary="Divides each step by the recent size of that parameter's gradient, so steep and flat "
    "directions move alike.",
    formula=r"s \leftarrow \alpha s + (1 - \alpha)\, g^2, \quad "
    r"\theta \leftarrow \theta - \eta\, g / (\sqrt{s} + \epsilon)",
    source="Hinton 2012, Neural Networks for Machine Learning, lecture 6e; torch.optim.RMSprop.",
    name="RMSprop",
    state={"square_mean": 0.0, "mean": 0.0, "velocity": 0.0},
    preconditioner=preconditioner,
)
