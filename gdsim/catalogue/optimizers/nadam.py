"""NAdam: Adam with Nesterov's look ahead."""

from gdsim.catalogue import Flag, Hyper, Optimizer, nonnegative, positive, unit
from gdsim.lanes.math import exp, fma, sqrt
from gdsim.lanes.means import running_mean


def prepare(t, beta1, beta2, momentum_decay, weight1, weight2):
    """Shares of the gradient and of the momentum, and the correction of v.

    The momentum is warmed up: mu_t = beta1 (1 - 0.96^(t momentum_decay) / 2). weight1 is 1 minus
    the product of mu_1 ... mu_t, weight2 is 1 - beta2**t; see Adam.
    """
    log_096 = -0.040821994520255166
    mu = beta1 * (1 - 0.5 * exp(log_096 * momentum_decay * t))
    mu_next = beta1 * (1 - 0.5 * exp(log_096 * momentum_decay * (t + 1)))
    weight1 = mu * weight1 + (1 - mu)
    weight2 = beta2 * weight2 + (1 - beta2)
    gradient_share = (1 - mu) / weight1
    momentum_share = mu_next / (mu_next * weight1 + (1 - mu_next))
    return gradient_share, momentum_share, 1 / sqrt(weight2), weight1, weight2


def step(
    p, g, m, v, lr, beta1, beta2, eps, weight_decay, decoupled_weight_decay,
    gradient_share, momentum_share, correction2,
):  # fmt: skip
    """One NAdam step of one parameter.

    Source: Dozat 2016, ICLR workshop; torch.optim.NAdam (momentum schedule with the base 0.96;
    weight decay is L2 unless decoupled). torch 2.13.0 keeps the product of momenta in its default
    precision, float32, also where parameters are float64. Keras 3.15.1 has a momentum_decay of 1,
    where torch and Dozat have 1/250; optax 0.2.8 has constant momenta.
    """
    if decoupled_weight_decay:
        p = p * (1 - lr * weight_decay)
    else:
        g = g + weight_decay * p
    m = running_mean(m, g, beta1)
    v = running_mean(v, g * g, beta2)
    direction = gradient_share * g + momentum_share * m
    return p - lr * direction / fma(sqrt(v), correction2, eps), m, v


def preconditioner(v, eps, correction2):
    """P = sqrt(v-hat) + eps: the momentum's correction is part of the shares."""
    return fma(sqrt(v), correction2, eps)


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(2e-3, positive, log=True, summary="About the length of one step."),
        "beta1": Hyper(0.9, unit, summary="Memory of the mean gradient."),
        "beta2": Hyper(0.999, unit, summary="Memory of the mean squared gradient."),
        "eps": Hyper(1e-8, positive, log=True, summary="Keeps the division finite."),
        "momentum_decay": Hyper(4e-3, nonnegative, summary="How fast the momentum warms up."),
        "weight_decay": Hyper(0.0, nonnegative, summary="Penalty on the size of p."),
        "decoupled_weight_decay": Flag(False, summary="Decay p itself, as AdamW does."),
    },
    summary="Adam that already counts the next step's momentum. A little faster than Adam where "
    "the gradient turns slowly.",
    formula=r"\theta \leftarrow \theta - \eta\, \left( \frac{1 - \mu_t}{1 - \Pi_t}\, g + "
    r"\frac{\mu_{t+1}}{1 - \Pi_{t+1}}\, m \right) / (\sqrt{\hat v} + \epsilon)",
    source="Dozat 2016, Incorporating Nesterov momentum into Adam; torch.optim.NAdam.",
    name="NAdam",
    state={"m": 0.0, "v": 0.0},
    prepare=prepare,
    shared={"weight1": 0.0, "weight2": 0.0},
    coefficients=("gradient_share", "momentum_share", "correction2"),
    preconditioner=preconditioner,
)
