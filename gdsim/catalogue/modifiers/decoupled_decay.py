"""Decoupled weight decay: every parameter shrinks by the same share at each step."""

from gdsim.catalogue import Hyper, Modifier, nonnegative


def update(p, new, lr, weight_decay):
    """The parameter after the step, less lr * weight_decay of what it was before.

    Source: Loshchilov & Hutter 2019, arXiv:1711.05101, algorithms 1 and 2; as in torch.optim.AdamW,
    the decay is multiplied with lr, not only with the schedule. Adam with it is AdamW, SGD with it
    is the paper's SGDW without momentum.
    """
    return new - lr * weight_decay * p


DEFINITION = Modifier(
    update=update,
    hyper={
        "weight_decay": Hyper(1e-2, nonnegative, summary="Share of p, times lr, lost each step.")
    },
    summary="Shrinks every parameter by the same share, whatever the optimizer makes of the "
    "gradient.",
    formula=r"\theta \leftarrow \theta + \Delta - \eta \lambda\, \theta",
    source="Loshchilov and Hutter 2019, arXiv:1711.05101.",
    name="DecoupledDecay",
)
