"""ScheduleFreeSGD: averaging of iterates instead of a decaying learning rate."""

from gdsim.catalogue import Hyper, Optimizer, nonnegative, positive, unit
from gdsim.lanes.math import maximum, select


def prepare(lr, largest_lr, weight_sum):
    """The newest z's share of the average, weighted by the square of the largest lr so far."""
    largest_lr = maximum(largest_lr, lr)
    weight = largest_lr * largest_lr
    weight_sum = weight_sum + weight
    # While every lr was 0 there is nothing to average.
    return weight / select(weight_sum > 0, weight_sum, 1), largest_lr, weight_sum


def step(p, g, z, x, lr, beta, weight_decay, newest_share):
    """One schedule-free step of one parameter.

    z takes the plain gradient step, x is the average of all z and what to use in the end, and p
    (the paper's y, where the gradient is taken) lies between them.
    Source: Defazio et al. 2024, arXiv:2405.15682; optax.contrib.schedule_free_sgd (weight decay is
    L2, at p; weights are the second power of lr).
    """
    z = z - lr * (g + weight_decay * p)
    x = (1 - newest_share) * x + newest_share * z
    return (1 - beta) * z + beta * x, z, x


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(1.0, positive, log=True, summary="Step length per unit of gradient."),
        "beta": Hyper(0.9, unit, summary="Share of the average in where the gradient is taken."),
        "weight_decay": Hyper(0.0, nonnegative, summary="L2 penalty, added to the gradient."),
    },
    summary="Takes plain steps and steers by their running average, so no schedule has to be "
    "chosen in advance.",
    formula=r"z \leftarrow z - \eta\, g(y), \quad x \leftarrow (1 - c_t)\, x + c_t z, \quad "
    r"y \leftarrow (1 - \beta)\, z + \beta x",
    source="Defazio et al. 2024, arXiv:2405.15682; optax.contrib.schedule_free_sgd.",
    name="ScheduleFreeSGD",
    state={"z": "p", "x": "p"},
    prepare=prepare,
    shared={"largest_lr": 0.0, "weight_sum": 0.0},
    coefficients=("newest_share",),
)
