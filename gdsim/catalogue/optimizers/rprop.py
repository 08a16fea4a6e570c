"""Rprop: a step length of its own for every parameter."""

from gdsim.catalogue import Hyper, Optimizer, Range, nonnegative, positive
from gdsim.lanes.math import larger, select, sign, smaller


def step(p, g, previous, size, eta_minus, eta_plus, step_min, step_max):
    """One Rprop step of one parameter; its size grows while the gradient keeps its sign.

    After a change of sign the parameter stays for one step and the next sign is taken as new. lr is
    the first size and nothing else, so a schedule has no effect.
    Source: Riedmiller & Braun 1993, in the form of torch.optim.Rprop (iRprop-, Igel & Huesken 2000,
    without steps back). optax 0.2.8 returns each move one call late.
    """
    agreement = g * previous
    change = select(agreement > 0, eta_plus, select(agreement < 0, eta_minus, 1))
    size = smaller(larger(size * change, step_min), step_max)
    g = select(agreement < 0, 0, g)
    return p - sign(g) * size, g, size


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(1e-2, positive, log=True, summary="The first step's length."),
        "eta_minus": Hyper(0.5, Range(0, 1, False, False), summary="Shrinks the step on a turn."),
        "eta_plus": Hyper(1.2, Range(1, 100, False, True), summary="Grows the step otherwise."),
        "step_min": Hyper(1e-6, nonnegative, log=True, summary="The shortest step."),
        "step_max": Hyper(50.0, positive, log=True, summary="The longest step."),
    },
    summary="Ignores how steep the slope is: steps grow while its sign stays and halve when it "
    "turns. Fast without noise, lost with it.",
    formula=r"\Delta \leftarrow \Delta \cdot (\eta_+ \ \mathrm{or}\ \eta_-), \quad "
    r"\theta \leftarrow \theta - \mathrm{sign}(g)\, \Delta",
    source="Riedmiller and Braun 1993, A direct adaptive method for faster backpropagation "
    "learning; torch.optim.Rprop.",
    name="Rprop",
    state={"previous": 0.0, "size": "lr"},
)
