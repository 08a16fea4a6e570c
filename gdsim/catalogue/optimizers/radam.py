"""RAdam: Adam that waits until its scaling can be trusted."""

from gdsim.catalogue import Flag, Hyper, Optimizer, nonnegative, positive, unit
from gdsim.lanes.math import larger, select, sqrt
from gdsim.lanes.means import running_mean


def prepare(beta1, beta2, weight1, weight2, age):
    """The length of the averaging window and the factor of m.

    The paper's length, rho_inf - 2 t beta2^t / (1 - beta2^t), loses all digits for early t. It is 1
    plus twice the mean age of what v has seen, and the ages add up without cancelling: `age` is
    their sum weighted as in v, `weight2` the sum of the weights.
    """
    weight1 = beta1 * weight1 + (1 - beta1)
    age = beta2 * (age + weight2)
    weight2 = beta2 * weight2 + (1 - beta2)
    window = 1 + 2 * age / weight2
    # Bounded below by 5, above which the formula is used; with beta2 below 2/3 it never exceeds 5.
    now = larger(window, 5)
    at_last = larger(2 / (1 - beta2) - 1, 5)
    rectified = sqrt((now - 4) * (now - 2) * at_last / ((at_last - 4) * (at_last - 2) * now))
    scale = select(window > 5, rectified * sqrt(weight2), 1) / weight1
    return window, scale, weight1, weight2, age


def step(
    p, g, m, v, lr, beta1, beta2, eps, weight_decay, decoupled_weight_decay, window, scale
):  # fmt: skip
    """One RAdam step of one parameter: plain momentum until the window is longer than 5.

    Source: Liu et al. 2020, arXiv:1908.03265, algorithm 2; torch.optim.RAdam (weight decay is L2
    unless decoupled). At beta2 = 0.999 it begins with 5 plain momentum steps, as do torch 2.13.0,
    optax 0.2.8 and torch-optimi 0.3.3 (the last two add eps to the corrected root); schedulefree
    1.4.1 begins with 4, and pytorch_optimizer 4.1.0 stands still instead.
    """
    if decoupled_weight_decay:
        p = p * (1 - lr * weight_decay)
    else:
        g = g + weight_decay * p
    m = running_mean(m, g, beta1)
    v = running_mean(v, g * g, beta2)
    return p - (lr * scale) * m / select(window > 5, sqrt(v) + eps, 1), m, v


def preconditioner(v, eps, window, scale):
    """P: what divides the mean gradient, its correction and the rectification included."""
    return select(window > 5, sqrt(v) + eps, 1) / scale


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(1e-3, positive, log=True, summary="About the length of one step."),
        "beta1": Hyper(0.9, unit, summary="Memory of the mean gradient."),
        "beta2": Hyper(0.999, unit, summary="Memory of the mean squared gradient."),
        "eps": Hyper(1e-8, positive, log=True, summary="Keeps the division finite."),
        "weight_decay": Hyper(0.0, nonnegative, summary="Penalty on the size of p."),
        "decoupled_weight_decay": Flag(False, summary="Decay p itself, as AdamW does."),
    },
    summary="Adam with its own warmup: while few gradients have been seen it takes plain momentum "
    "steps, then it trusts its scaling more and more.",
    formula=r"\theta \leftarrow \theta - \eta\, r_t\, \hat m / (\sqrt{\hat v} + \epsilon) "
    r"\quad \mathrm{if}\ \rho_t > 5, \quad \mathrm{else}\ \theta - \eta\, \hat m",
    source="Liu et al. 2020, arXiv:1908.03265; torch.optim.RAdam.",
    name="RAdam",
    state={"m": 0.0, "v": 0.0},
    prepare=prepare,
    shared={"weight1": 0.0, "weight2": 0.0, "age": 0.0},
    coefficients=("window", "scale"),
    preconditioner=preconditioner,
)
