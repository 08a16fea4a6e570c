"""Adan: Nesterov's momentum estimated from differences of gradients."""

from gdsim.catalogue import Hyper, Optimizer, nonnegative, positive, unit
from gdsim.lanes.math import minimum, sqrt
from gdsim.lanes.means import running_mean


def prepare(t, beta1, beta2, beta3, weight1, weight2, weight3):
    """Bias corrections (see Adam for the weights), and 0 while there is no previous gradient."""
    weight1 = beta1 * weight1 + (1 - beta1)
    weight2 = beta2 * weight2 + (1 - beta2)
    weight3 = beta3 * weight3 + (1 - beta3)
    difference_share = (1 - beta2) / weight2
    has_previous = minimum(t - 1, 1)
    return 1 / weight1, difference_share, 1 / weight3, has_previous, weight1, weight2, weight3


def step(
    p, g, m, d, v, previous, lr, beta1, beta2, beta3, eps, eps_root, weight_decay,
    correction1, difference_share, correction3, has_previous,
):  # fmt: skip
    """One Adan step of one parameter; d is the running mean of the gradient's change.

    Source: Xie et al. 2022, arXiv:2208.06677, in optax.adan's convention (betas are what is kept,
    the paper's 1 - beta; decoupled weight decay times lr is subtracted).
    """
    difference = has_previous * (g - previous)
    ahead = g + (1 - beta2) * difference
    m = running_mean(m, g, beta1)
    d = running_mean(d, difference, beta2)
    v = running_mean(v, ahead * ahead, beta3)
    direction = correction1 * m + difference_share * d
    scaled = direction / (sqrt(v * correction3 + eps_root) + eps)
    return p - lr * (scaled + weight_decay * p), m, d, v, g


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(1e-3, positive, log=True, summary="About the length of one step."),
        "beta1": Hyper(0.98, unit, summary="Memory of the mean gradient."),
        "beta2": Hyper(0.92, unit, summary="Memory of the mean change of the gradient."),
        "beta3": Hyper(0.99, unit, summary="Memory of the mean square."),
        "eps": Hyper(1e-8, positive, log=True, summary="Keeps the division finite."),
        "eps_root": Hyper(1e-8, nonnegative, summary="Added under the root."),
        "weight_decay": Hyper(0.0, nonnegative, summary="Share of p, times lr, lost each step."),
    },
    summary="Adam that also follows how the gradient changes from step to step, and so turns "
    "earlier.",
    formula=r"\theta \leftarrow \theta - \eta\, \left( \frac{\hat m + (1 - \beta_2)\, \hat d}"
    r"{\sqrt{\hat v + \epsilon_r} + \epsilon} + \lambda \theta \right)",
    source="Xie et al. 2022, arXiv:2208.06677; optax.adan.",
    name="Adan",
    state={"m": 0.0, "d": 0.0, "v": 0.0, "previous": 0.0},
    prepare=prepare,
    shared={"weight1": 0.0, "weight2": 0.0, "weight3": 0.0},
    coefficients=("correction1", "difference_share", "correction3", "has_previous"),
)
