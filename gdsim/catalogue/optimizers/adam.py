"""Adam: per-parameter steps from two running moments of the gradient."""

from gdsim.catalogue import Hyper, Optimizer, nonnegative, positive, unit
from gdsim.lanes.math import fma, sqrt
from gdsim.lanes.means import running_mean


def prepare(beta1, beta2, weight1, weight2):
    """Bias corrections.

    weight1 is 1 - beta1**t, computed as the running mean of 1: the sum of the weights in m. That
    needs no power, loses no digits while t is small and never underflows.
    """
    weight1 = beta1 * weight1 + (1 - beta1)
    weight2 = beta2 * weight2 + (1 - beta2)
    return 1 / weight1, 1 / sqrt(weight2), weight1, weight2


def step(p, g, m, v, lr, beta1, beta2, eps, weight_decay, correction1, correction2):
    """One Adam step of one parameter; m and v are the running means of g and its square.

    Source: Kingma & Ba 2015, arXiv:1412.6980, algorithm 1; torch.optim.Adam (weight decay is L2,
    added to g; eps is added to the corrected root). optax 0.2.8 has the same rule; Keras 3.15.1
    adds eps to the root before it is corrected, the paper's other form: it counts for more while t
    is small.
    """
    g = g + weight_decay * p
    m = running_mean(m, g, beta1)
    v = running_mean(v, g * g, beta2)
    return p - (lr * correction1) * m / fma(sqrt(v), correction2, eps), m, v


def preconditioner(v, eps, correction1, correction2):
    """P = (1 - beta1^t) (sqrt(v-hat) + eps); Cohen et al. 2022, arXiv:2207.14484."""
    return fma(sqrt(v), correction2, eps) / correction1


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(1e-3, positive, log=True, summary="About the length of one step."),
        "beta1": Hyper(0.9, unit, summary="Memory of the mean gradient."),
        "beta2": Hyper(0.999, unit, summary="Memory of the mean squared gradient."),
        "eps": Hyper(1e-8, positive, log=True, summary="Keeps the division finite."),
        "weight_decay": Hyper(0.0, nonnegative, summary="L2 penalty, added to the gradient."),
    },
    summary="Momentum with steps scaled per parameter by the size of its recent gradients. The "
    "default for most deep learning.",
    formula=r"\theta \leftarrow \theta - \eta\, \hat m / (\sqrt{\hat v} + \epsilon)",
    source="Kingma and Ba 2015, arXiv:1412.6980; torch.optim.Adam.",
    name="Adam",
    state={"m": 0.0, "v": 0.0},
    prepare=prepare,
    shared={"weight1": 0.0, "weight2": 0.0},
    coefficients=("correction1", "correction2"),
    preconditioner=preconditioner,
)
