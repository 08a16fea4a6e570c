"""Adan: Nesterov's momentum estimated from differences of gradients."""

from gdsim.catalogue import Hyper, Optimizer, nonnegative, positive, unit
from gdsim.lanes.math import fma, minimum, sqrt
from gdsim.lanes.means import running_mean


def prepare(t, beta1, beta2, beta3, weight1, weight2, weight3):
    """Bias corrections (see Adam for the weights), and 0 while there is no previous gradient."""
    weight1 = beta1 * weight1 + (1 - beta1)
    weight2 = beta2 * weight2 + (1 - beta2)
    weight3 = beta3 * weight3 + (1 - beta3)
    difference_share = beta2 / weight2
    correction3 = 1 / sqrt(weight3)
    has_previous = minimum(t - 1, 1)
    return 1 / weight1, difference_share, correction3, has_previous, weight1, weight2, weight3


def step(
    p, g, m, d, v, previous, lr, beta1, beta2, beta3, eps, weight_decay,
    correction1, difference_share, correction3, has_previous,
):  # fmt: skip
    """One Adan step of one parameter; d is the running mean of the gradient's change.

    A beta is the share that is kept, the paper's 1 - beta. Both look-aheads take beta2 of a change:
    of the last change in the square, of the mean change in the direction. The decay divides by
    1 + lr * weight_decay after the step (a proximal step). The first update has no change yet.
    Source: Xie et al. 2022, arXiv:2208.06677, algorithm 1, with the bias corrections of the
    authors' code. timm 1.0.31, pytorch_optimizer 4.1.0 and torch-optimi 0.3.3 have this rule;
    optax 0.2.8 takes 1 - beta2 for beta2, adds 1e-8 under the root and subtracts the decay.
    """
    difference = has_previous * (g - previous)
    ahead = fma(beta2, difference, g)
    m = running_mean(m, g, beta1)
    d = running_mean(d, difference, beta2)
    v = running_mean(v, ahead * ahead, beta3)
    direction = correction1 * m + difference_share * d
    moved = p - lr * direction / fma(sqrt(v), correction3, eps)
    return moved / (1 + lr * weight_decay), m, d, v, g


def preconditioner(v, eps, correction3):
    """P = sqrt(v-hat) + eps."""
    return fma(sqrt(v), correction3, eps)


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(1e-3, positive, log=True, summary="About the length of one step."),
        "beta1": Hyper(0.98, unit, summary="Memory of the mean gradient."),
        "beta2": Hyper(0.92, unit, summary="Memory of the mean change of the gradient."),
        "beta3": Hyper(0.99, unit, summary="Memory of the mean square."),
        "eps": Hyper(1e-8, positive, log=True, summary="Keeps the division finite."),
        "weight_decay": Hyper(0.0, nonnegative, summary="Penalty on the size of p, times lr."),
    },
    summary="Adam that also follows how the gradient changes from step to step, and so turns "
    "earlier.",
    formula=r"\theta \leftarrow \frac{1}{1 + \eta \lambda} \left( \theta - \eta\, "
    r"\frac{\hat m + \beta_2\, \hat d}{\sqrt{\hat v} + \epsilon} \right), \quad "
    r"v \leftarrow \beta_3 v + (1 - \beta_3)\, (g + \beta_2 \Delta g)^2",
    source="Xie et al. 2022, arXiv:2208.06677, algorithm 1.",
    name="Adan",
    state={"m": 0.0, "d": 0.0, "v": 0.0, "previous": 0.0},
    prepare=prepare,
    shared={"weight1": 0.0, "weight2": 0.0, "weight3": 0.0},
    coefficients=("correction1", "difference_share", "correction3", "has_previous"),
    preconditioner=preconditioner,
    revision=2,  # revision 1 looked ahead by 1 - beta2
)
