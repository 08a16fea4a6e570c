"""Yogi: Adam whose scaling changes by a bounded amount."""

from gdsim.catalogue import Hyper, Optimizer, nonnegative, positive, unit
from gdsim.lanes.math import fma, sign, sqrt
from gdsim.lanes.means import running_mean


def prepare(beta1, beta2, weight1, weight2):
    """Bias corrections; see Adam."""
    weight1 = beta1 * weight1 + (1 - beta1)
    weight2 = beta2 * weight2 + (1 - beta2)
    return 1 / weight1, 1 / sqrt(weight2), weight1, weight2


def step(p, g, m, v, lr, beta1, beta2, eps, correction1, correction2):
    """One Yogi step of one parameter.

    Source: Zaheer et al. 2018, Adaptive methods for nonconvex optimization, NeurIPS; optax.yogi (m
    and v both start at the initial accumulator, and both are bias-corrected). In the paper m starts
    at 0 and nothing is corrected; optax 0.2.8, pytorch_optimizer 4.1.0 and torch_optimizer 0.3.0
    agree with each other.
    """
    square = g * g
    m = running_mean(m, g, beta1)
    v = v - (1 - beta2) * sign(v - square) * square
    return p - (lr * correction1) * m / fma(sqrt(v), correction2, eps), m, v


def preconditioner(v, eps, correction1, correction2):
    """P; see Adam."""
    return fma(sqrt(v), correction2, eps) / correction1


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(1e-2, positive, log=True, summary="About the length of one step."),
        "beta1": Hyper(0.9, unit, summary="Memory of the mean gradient."),
        "beta2": Hyper(0.999, unit, summary="Memory of the squared gradient."),
        "eps": Hyper(1e-3, positive, log=True, summary="Keeps the division finite."),
        "initial_accumulator": Hyper(1e-6, nonnegative, summary="Where m and v start."),
    },
    summary="Adam whose memory of large gradients fades slowly, so steps do not suddenly grow "
    "after a quiet stretch.",
    formula=r"v \leftarrow v - (1 - \beta_2)\, \mathrm{sign}(v - g^2)\, g^2, \quad "
    r"\theta \leftarrow \theta - \eta\, \hat m / (\sqrt{\hat v} + \epsilon)",
    source="Zaheer et al. 2018, Adaptive methods for nonconvex optimization, NeurIPS; optax.yogi.",
    name="Yogi",
    state={"m": "initial_accumulator", "v": "initial_accumulator"},
    prepare=prepare,
    shared={"weight1": 0.0, "weight2": 0.0},
    coefficients=("correction1", "correction2"),
    preconditioner=preconditioner,
)
