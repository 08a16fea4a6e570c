"""AdaBelief: Adam scaled by how far gradients stray from their mean."""

from gdsim.catalogue import Hyper, Optimizer, nonnegative, positive, unit
from gdsim.lanes.math import fma, sqrt
from gdsim.lanes.means import running_mean


def prepare(beta1, beta2, weight1, weight2):
    """Bias corrections; see Adam."""
    weight1 = beta1 * weight1 + (1 - beta1)
    weight2 = beta2 * weight2 + (1 - beta2)
    return 1 / weight1, 1 / sqrt(weight2), weight1, weight2


def step(p, g, m, s, lr, beta1, beta2, eps, eps_root, correction1, correction2):
    """One AdaBelief step of one parameter; s is the running mean of (g - m)^2.

    Source: Zhuang et al. 2020, arXiv:2010.07468; optax.adabelief (eps_root is added to s at every
    step and stays in it). The paper has one epsilon in both places, as have pytorch_optimizer 4.1.0
    and torch_optimizer 0.3.0; optax 0.2.8 has two, by default 1e-16 both.
    """
    m = running_mean(m, g, beta1)
    surprise = g - m
    s = running_mean(s, surprise * surprise, beta2) + eps_root
    return p - (lr * correction1) * m / fma(sqrt(s), correction2, eps), m, s


def preconditioner(s, eps, correction1, correction2):
    """P, with s for v; see Adam."""
    return fma(sqrt(s), correction2, eps) / correction1


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(1e-3, positive, log=True, summary="About the length of one step."),
        "beta1": Hyper(0.9, unit, summary="Memory of the mean gradient."),
        "beta2": Hyper(0.999, unit, summary="Memory of the mean squared surprise."),
        "eps": Hyper(1e-16, positive, log=True, summary="Keeps the division finite."),
        "eps_root": Hyper(1e-16, nonnegative, summary="Added to s at every step."),
    },
    summary="Adam that takes long steps where the gradient is what it expected and short ones "
    "where it is not.",
    formula=r"s \leftarrow \beta_2 s + (1 - \beta_2)(g - m)^2 + \epsilon_r, \quad "
    r"\theta \leftarrow \theta - \eta\, \hat m / (\sqrt{\hat s} + \epsilon)",
    source="Zhuang et al. 2020, arXiv:2010.07468; optax.adabelief.",
    name="AdaBelief",
    state={"m": 0.0, "s": 0.0},
    prepare=prepare,
    shared={"weight1": 0.0, "weight2": 0.0},
    coefficients=("correction1", "correction2"),
    preconditioner=preconditioner,
)
