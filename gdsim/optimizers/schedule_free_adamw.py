"""ScheduleFreeAdamW: AdamW with averaging instead of momentum and of a decaying learning rate."""

from gdsim.catalogue import Hyper, Optimizer, nonnegative, positive, unit
from gdsim.lanes.math import fma, maximum, select, sqrt
from gdsim.lanes.means import running_mean


def prepare(lr, beta2, weight2, largest_lr, weight_sum):
    """The bias correction of v (see Adam), and the newest share (see ScheduleFreeSGD)."""
    weight2 = beta2 * weight2 + (1 - beta2)
    largest_lr = maximum(largest_lr, lr)
    weight = largest_lr * largest_lr
    weight_sum = weight_sum + weight
    newest_share = weight / select(weight_sum > 0, weight_sum, 1)
    return 1 / sqrt(weight2), newest_share, weight2, largest_lr, weight_sum


def step(p, g, z, x, v, lr, beta1, beta2, eps, weight_decay, correction2, newest_share):
    """One schedule-free AdamW step of one parameter; z, x and p as in ScheduleFreeSGD.

    Source: Defazio et al. 2024, arXiv:2405.15682; optax.contrib.schedule_free_adamw (weight decay
    at p, times lr; weights are the second power of lr).
    """
    v = running_mean(v, g * g, beta2)
    z = z - lr * (g / fma(sqrt(v), correction2, eps) + weight_decay * p)
    x = (1 - newest_share) * x + newest_share * z
    return (1 - beta1) * z + beta1 * x, z, x, v


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(2.5e-3, positive, log=True, summary="About the length of one step of z."),
        "beta1": Hyper(0.9, unit, summary="Share of the average in where the gradient is taken."),
        "beta2": Hyper(0.999, unit, summary="Memory of the mean squared gradient."),
        "eps": Hyper(1e-8, positive, log=True, summary="Keeps the division finite."),
        "weight_decay": Hyper(0.0, nonnegative, summary="Share of p, times lr, taken off z."),
    },
    summary="AdamW's scaled steps, steered by their running average. It needs no schedule and "
    "matches tuned ones.",
    formula=r"z \leftarrow z - \eta\, (g(y) / (\sqrt{\hat v} + \epsilon) + \lambda y), \quad "
    r"y \leftarrow (1 - \beta_1)\, z + \beta_1 x",
    source="Defazio et al. 2024, arXiv:2405.15682; optax.contrib.schedule_free_adamw.",
    name="ScheduleFreeAdamW",
    state={"z": "p", "x": "p", "v": 0.0},
    prepare=prepare,
    shared={"weight2": 0.0, "largest_lr": 0.0, "weight_sum": 0.0},
    coefficients=("correction2", "newest_share"),
)
