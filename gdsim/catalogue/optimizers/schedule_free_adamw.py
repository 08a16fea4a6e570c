"""ScheduleFreeAdamW: AdamW with averaging instead of momentum and a decaying learning rate."""

from gdsim.catalogue import Hyper, Optimizer, nonnegative, positive, unit
from gdsim.lanes.math import fma, larger, select, sqrt
from gdsim.lanes.means import running_mean


def prepare(lr, beta2, weight2, largest_lr, weight_sum):
    """The bias correction of v (see Adam), and the newest share (see ScheduleFreeSGD)."""
    weight2 = beta2 * weight2 + (1 - beta2)
    largest_lr = larger(largest_lr, lr)
    weight = largest_lr * largest_lr
    weight_sum = weight_sum + weight
    newest_share = weight / select(weight_sum > 0, weight_sum, 1)
    return 1 / sqrt(weight2), newest_share, weight2, largest_lr, weight_sum


def gradient_point(p, z, beta1):
    """A point between z, which takes the steps, and p, their average; p itself while they agree."""
    return z + beta1 * (p - z)


def step(p, g, y, z, v, lr, beta2, eps, weight_decay, correction2, newest_share):
    """One schedule-free AdamW step of one parameter; p, y and z as in ScheduleFreeSGD.

    Source: Defazio et al. 2024, arXiv:2405.15682; AdamWScheduleFree of schedulefree 1.4.1 and
    optax.contrib.schedule_free_adamw, whose parameters are y (weight decay at y, times lr; weights
    are the second power of lr).
    """
    v = running_mean(v, g * g, beta2)
    z = z - lr * (g / fma(sqrt(v), correction2, eps) + weight_decay * y)
    return (1 - newest_share) * p + newest_share * z, z, v


def preconditioner(v, eps, correction2):
    """P = sqrt(v-hat) + eps, of the steps of z."""
    return fma(sqrt(v), correction2, eps)


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(2.5e-3, positive, log=True, summary="About the length of one step of z."),
        "beta1": Hyper(0.9, unit, summary="Share of the average in where the gradient is taken."),
        "beta2": Hyper(0.999, unit, summary="Memory of the mean squared gradient."),
        "eps": Hyper(1e-8, positive, log=True, summary="Keeps the division finite."),
        "weight_decay": Hyper(0.0, nonnegative, summary="Share of y, times lr, taken off z."),
    },
    summary="AdamW's scaled steps, averaged: it needs no schedule and matches tuned ones. The "
    "parameters are the average; the gradient is taken between it and the newest step.",
    formula=r"y = (1 - \beta_1)\, z + \beta_1 \theta, \quad z \leftarrow z - \eta\, (g(y) / "
    r"(\sqrt{\hat v} + \epsilon) + \lambda y), \quad \theta \leftarrow (1 - c_t)\, \theta + c_t z",
    source="Defazio et al. 2024, arXiv:2405.15682; schedulefree 1.4.1, AdamWScheduleFree.",
    name="ScheduleFreeAdamW",
    state={"z": "p", "v": 0.0},
    prepare=prepare,
    shared={"weight2": 0.0, "largest_lr": 0.0, "weight_sum": 0.0},
    coefficients=("correction2", "newest_share"),
    gradient_point=gradient_point,
    preconditioner=preconditioner,
    revision=2,  # in revision 1, p was y
)
