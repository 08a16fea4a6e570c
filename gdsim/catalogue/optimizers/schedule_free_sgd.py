"""ScheduleFreeSGD: averaging of iterates instead of a decaying learning rate."""

from gdsim.catalogue import Hyper, Optimizer, nonnegative, positive, unit
from gdsim.lanes.math import larger, select


def prepare(lr, largest_lr, weight_sum):
    """The newest z's share of the average, weighted by the square of the largest lr so far."""
    largest_lr = larger(largest_lr, lr)
    weight = largest_lr * largest_lr
    weight_sum = weight_sum + weight
    # As long as every lr was 0, the sum of the weights is 0.
    return weight / select(weight_sum > 0, weight_sum, 1), largest_lr, weight_sum


def gradient_point(p, z, beta):
    """A point between z, which takes the steps, and p, their average; p itself while they agree."""
    return z + beta * (p - z)


def step(p, g, y, z, lr, weight_decay, newest_share):
    """One schedule-free step of one parameter.

    z takes the plain gradient step, and p (the paper's x) is the average of all z: the method's
    answer, which `eval()` of the authors' package gives. y, where the gradient is taken, lies
    between them.
    Source: Defazio et al. 2024, arXiv:2405.15682; SGDScheduleFree of schedulefree 1.4.1 and
    optax.contrib.schedule_free_sgd, whose parameters are y (weight decay is L2, at y; weights are
    the second power of lr).
    """
    z = z - lr * (g + weight_decay * y)
    return (1 - newest_share) * p + newest_share * z, z


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(1.0, positive, log=True, summary="Step length per unit of gradient."),
        "beta": Hyper(0.9, unit, summary="Share of the average in where the gradient is taken."),
        "weight_decay": Hyper(0.0, nonnegative, summary="L2 penalty, added to the gradient."),
    },
    summary="Takes plain steps and averages them, so no schedule has to be chosen in advance. The "
    "parameters are the average; the gradient is taken between it and the newest step.",
    formula=r"y = (1 - \beta)\, z + \beta\, \theta, \quad z \leftarrow z - \eta\, (g(y) + "
    r"\lambda y), \quad \theta \leftarrow (1 - c_t)\, \theta + c_t z",
    source="Defazio et al. 2024, arXiv:2405.15682; schedulefree 1.4.1, SGDScheduleFree.",
    name="ScheduleFreeSGD",
    state={"z": "p"},
    prepare=prepare,
    shared={"largest_lr": 0.0, "weight_sum": 0.0},
    coefficients=("newest_share",),
    gradient_point=gradient_point,
    preconditioner=1,
    revision=2,  # in revision 1, p was y
)
