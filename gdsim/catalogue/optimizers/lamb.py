"""LAMB: Adam with steps in proportion to the length of the weights."""

from gdsim.catalogue import Hyper, Optimizer, nonnegative, positive, unit
from gdsim.lanes.columns import load, store
from gdsim.lanes.math import fma, select, sqrt
from gdsim.lanes.means import running_mean
from gdsim.lanes.products import inner_product


def prepare(beta1, beta2, weight1, weight2):
    """Bias corrections; see Adam."""
    weight1 = beta1 * weight1 + (1 - beta1)
    weight2 = beta2 * weight2 + (1 - beta2)
    return 1 / weight1, 1 / sqrt(weight2), weight1, weight2


def step(
    rows, columns, p, g, m, v, lr, beta1, beta2, eps, weight_decay, correction1, correction2
):  # fmt: skip
    """One LAMB step of one weight matrix or bias vector; g becomes Adam's direction.

    Where all weights are 0, as biases often are at the start, the step is Adam's own.
    Source: You et al. 2020, arXiv:1904.00962, algorithm 2; optax.lamb (phi is the identity, and
    the ratio of lengths is not bounded). pytorch_optimizer 4.1.0 takes the ratio before the bias
    correction, which then counts in the length of the step.
    """
    n = rows * columns
    for i in range(n):
        gradient = load(g, i)
        mean = running_mean(load(m, i), gradient, beta1)
        square = running_mean(load(v, i), gradient * gradient, beta2)
        store(m, i, mean)
        store(v, i, square)
        direction = correction1 * mean / fma(sqrt(square), correction2, eps)
        store(g, i, fma(weight_decay, load(p, i), direction))
    of_weights = sqrt(inner_product(p, 0, p, 0, n, 1))
    of_step = sqrt(inner_product(g, 0, g, 0, n, 1))
    ratio = select(of_weights == 0, 1, of_weights / select(of_step == 0, 1, of_step))
    for i in range(n):
        store(p, i, load(p, i) - lr * ratio * load(g, i))


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(1e-3, positive, log=True, summary="Length of a step, per length of weights."),
        "beta1": Hyper(0.9, unit, summary="Memory of the mean gradient."),
        "beta2": Hyper(0.999, unit, summary="Memory of the mean squared gradient."),
        "eps": Hyper(1e-6, positive, log=True, summary="Keeps the division finite."),
        "weight_decay": Hyper(0.0, nonnegative, summary="Share of p added to Adam's direction."),
    },
    summary="Adam with a weight matrix's step as long, in proportion, as the matrix: every layer "
    "changes by the same share. Made for very large batches.",
    formula=r"W \leftarrow W - \eta\, \frac{\|W\|}{\|U\|}\, U, \quad "
    r"U = \hat m / (\sqrt{\hat v} + \epsilon) + \lambda W",
    letters={
        "m": r"\beta_1\, m + (1 - \beta_1)\, G",
        "m\u0302": r"m / (1 - \beta_1^t)",
        "v": r"\beta_2\, v + (1 - \beta_2)\, G \odot G",
        "v\u0302": r"v / (1 - \beta_2^t)",
    },
    source="You et al. 2020, arXiv:1904.00962; optax.lamb.",
    name="LAMB",
    state={"m": 0.0, "v": 0.0},
    prepare=prepare,
    shared={"weight1": 0.0, "weight2": 0.0},
    coefficients=("correction1", "correction2"),
    tensor=True,
)
