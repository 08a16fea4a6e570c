"""Lion: steps of one length along the sign of a momentum."""

from gdsim.catalogue import Hyper, Optimizer, nonnegative, positive, unit
from gdsim.lanes.math import sign
from gdsim.lanes.means import running_mean


def step(p, g, m, lr, beta1, beta2, weight_decay):
    """One Lion step of one parameter; weight decay is decoupled and multiplied with lr.

    Source: Chen et al. 2023, arXiv:2302.06675, program 1, with its defaults; optax 0.2.8,
    Keras 3.15.1, timm 1.0.31 and lion-pytorch 0.2.5 agree.
    """
    direction = sign(running_mean(m, g, beta1))
    m = running_mean(m, g, beta2)
    return p - lr * (direction + weight_decay * p), m


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(1e-4, positive, log=True, summary="The length of every step."),
        "beta1": Hyper(0.9, unit, summary="Share of the momentum in the direction."),
        "beta2": Hyper(0.99, unit, summary="Memory of the momentum."),
        "weight_decay": Hyper(0.0, nonnegative, summary="Share of p, times lr, lost each step."),
    },
    summary="Moves every parameter by exactly lr, up or down. Light on memory; it circles a "
    "minimum at the distance of its step.",
    formula=r"\theta \leftarrow \theta - \eta\, (\mathrm{sign}(\beta_1 m + (1 - \beta_1)\, g) + "
    r"\lambda \theta)",
    source="Chen et al. 2023, arXiv:2302.06675.",
    name="Lion",
    state={"m": 0.0},
)
