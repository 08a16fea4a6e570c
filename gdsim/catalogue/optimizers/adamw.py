"""AdamW: Adam with weight decay that the scaling does not touch."""

from gdsim.catalogue import Hyper, Optimizer, nonnegative, positive, unit
from gdsim.lanes.math import fma, sqrt
from gdsim.lanes.means import running_mean


def prepare(beta1, beta2, weight1, weight2):
    """Bias corrections; see Adam."""
    weight1 = beta1 * weight1 + (1 - beta1)
    weight2 = beta2 * weight2 + (1 - beta2)
    return 1 / weight1, 1 / sqrt(weight2), weight1, weight2


def step(p, g, m, v, lr, beta1, beta2, eps, weight_decay, correction1, correction2):
    """One AdamW step of one parameter: p shrinks by lr * weight_decay, then Adam moves it.

    Source: Loshchilov & Hutter 2019, arXiv:1711.05101; torch.optim.AdamW (the decay is multiplied
    with lr, not only with the schedule). optax 0.2.8 and pytorch_optimizer 4.1.0 agree; Keras
    3.15.1 has another place for eps, see Adam.
    """
    m = running_mean(m, g, beta1)
    v = running_mean(v, g * g, beta2)
    p = p * (1 - lr * weight_decay)
    return p - (lr * correction1) * m / fma(sqrt(v), correction2, eps), m, v


def preconditioner(v, eps, correction1, correction2):
    """P; see Adam."""
    return fma(sqrt(v), correction2, eps) / correction1


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(1e-3, positive, log=True, summary="About the length of one step."),
        "beta1": Hyper(0.9, unit, summary="Memory of the mean gradient."),
        "beta2": Hyper(0.999, unit, summary="Memory of the mean squared gradient."),
        "eps": Hyper(1e-8, positive, log=True, summary="Keeps the division finite."),
        "weight_decay": Hyper(1e-2, nonnegative, summary="Share of p, times lr, lost each step."),
    },
    summary="Adam with decoupled weight decay: every parameter shrinks by the same share. The "
    "standard choice for training transformers.",
    formula=r"\theta \leftarrow (1 - \eta \lambda)\, \theta - "
    r"\eta\, \hat m / (\sqrt{\hat v} + \epsilon)",
    source="Loshchilov and Hutter 2019, arXiv:1711.05101; torch.optim.AdamW.",
    name="AdamW",
    state={"m": 0.0, "v": 0.0},
    prepare=prepare,
    shared={"weight1": 0.0, "weight2": 0.0},
    coefficients=("correction1", "correction2"),
    preconditioner=preconditioner,
)
