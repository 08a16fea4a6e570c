"""QHAdam: Adam with QHM's mixture in both moments."""

from gdsim.catalogue import Hyper, Optimizer, nonnegative, positive, share, unit
from gdsim.lanes.math import sqrt
from gdsim.lanes.means import running_mean


def prepare(beta1, beta2, nu1, nu2, weight1, weight2):
    """Shares of the moments with their bias corrections in them; see Adam for the weights."""
    weight1 = beta1 * weight1 + (1 - beta1)
    weight2 = beta2 * weight2 + (1 - beta2)
    return nu1 / weight1, nu2 / weight2, weight1, weight2


def step(p, g, m, v, lr, beta1, beta2, nu1, nu2, eps, weight_decay, mean_share, square_share):
    """One QHAdam step of one parameter.

    Source: Ma & Yarats 2019, arXiv:1810.06801, algorithm 2 with the settings that its authors
    recommend (weight decay is L2), and their package, qhoptim 1.1.0.
    """
    g = g + weight_decay * p
    square = g * g
    m = running_mean(m, g, beta1)
    v = running_mean(v, square, beta2)
    direction = (1 - nu1) * g + mean_share * m
    return p - lr * direction / (sqrt((1 - nu2) * square + square_share * v) + eps), m, v


def preconditioner(p, g, v, nu2, eps, weight_decay, square_share):
    """P = sqrt((1 - nu2) g^2 + nu2 v-hat) + eps."""
    g = g + weight_decay * p
    return sqrt((1 - nu2) * g * g + square_share * v) + eps


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(1e-3, positive, log=True, summary="About the length of one step."),
        "beta1": Hyper(0.995, unit, summary="Memory of the mean gradient."),
        "beta2": Hyper(0.999, unit, summary="Memory of the mean squared gradient."),
        "nu1": Hyper(0.7, share, summary="Share of the mean gradient in the direction."),
        "nu2": Hyper(1.0, share, summary="Share of the mean square in the scaling."),
        "eps": Hyper(1e-8, positive, log=True, summary="Keeps the division finite."),
        "weight_decay": Hyper(0.0, nonnegative, summary="L2 penalty, added to the gradient."),
    },
    summary="Adam whose direction is a mixture of the newest gradient and its long-run mean. With "
    "both shares at 1 it is Adam.",
    formula=r"\theta \leftarrow \theta - \eta\, \frac{(1 - \nu_1)\, g + \nu_1 \hat m}"
    r"{\sqrt{(1 - \nu_2)\, g^2 + \nu_2 \hat v} + \epsilon}",
    source="Ma and Yarats 2019, arXiv:1810.06801.",
    name="QHAdam",
    state={"m": 0.0, "v": 0.0},
    prepare=prepare,
    shared={"weight1": 0.0, "weight2": 0.0},
    coefficients=("mean_share", "square_share"),
    preconditioner=preconditioner,
)
