"""SignSGD: steps of one length against the sign of the gradient."""

from gdsim.catalogue import Hyper, Optimizer, positive
from gdsim.lanes.math import sign


def step(p, g, lr):
    """One SignSGD step of one parameter; it stays where g is 0.

    Source: Bernstein et al. 2018, arXiv:1802.04434, algorithm 1; optax.sign_sgd.
    """
    return p - lr * sign(g)


DEFINITION = Optimizer(
    step,
    hyper={"lr": Hyper(1e-3, positive, log=True, summary="The length of every step.")},
    summary="Uses only whether the slope goes up or down. It never blows up, and it ends by "
    "jumping to and fro across the minimum.",
    formula=r"\theta \leftarrow \theta - \eta\, \mathrm{sign}(g)",
    source="Bernstein et al. 2018, arXiv:1802.04434.",
    name="SignSGD",
)
