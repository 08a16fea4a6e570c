"""Sign momentum: steps of one length, along the sign of a running mean of the gradient.

A file of a catalogue is one method, and the file's name is the method's. `DEFINITION` says what it
is; `step` is one update of one parameter, in plain arithmetic and functions of gdsim.lanes.math.
"""

from gdsim.catalogue import Hyper, Optimizer, positive, unit
from gdsim.lanes.math import sign


def step(p, g, mean, lr, beta):
    """One step of one parameter; it stays where the mean gradient is 0.

    Source: Bernstein et al. 2018, arXiv:1802.04434, algorithm 2 (Signum).
    """
    # Arguments come by their names: the parameter, its gradient, the state, the settings. The new
    # parameter is returned, and behind it the new state in the order of `state`.
    mean = beta * mean + (1 - beta) * g
    return p - lr * sign(mean), mean


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(1e-2, positive, log=True, summary="The length of every step."),
        "beta": Hyper(0.9, unit, summary="Memory of the mean gradient."),
    },
    summary="Uses only whether the mean slope goes up or down, so that noise cancels out first.",
    formula=r"m \leftarrow \beta m + (1 - \beta)\, g, \quad "
    r"\theta \leftarrow \theta - \eta\, \mathrm{sign}(m)",
    source="Bernstein et al. 2018, signSGD: compressed optimisation for non-convex problems.",
    name="SignMomentum",
    state={"mean": 0.0},
)
