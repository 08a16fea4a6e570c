"""Cautious steps: only components that go downhill, by this step's gradient, are taken."""

from gdsim.catalogue import Hyper, Modifier, Range
from gdsim.lanes.math import larger, select


def agrees(p, new, g):
    """1 for a component of the step that goes against its gradient, else 0."""
    return select((p - new) * g > 0, 1.0, 0.0)


def prepare(agrees, n, floor):
    """What the step is multiplied with, so that it keeps its mean size: 1 / the share that agrees.

    Of a network's step each weight matrix and bias vector has its own share, as in torch.
    """
    return (1 / larger(agrees / n, floor),)


def update(p, new, g, scale):
    """The parameter after the step, or where it was, if the step goes up its gradient.

    The whole step counts, weight decay included. Source: Liang et al. 2024, arXiv:2411.16085,
    algorithm 1, with the scale of the authors' code (github.com/kyleliang919/C-Optim), which
    replaced the paper's n / (agreeing + 1): that shortens the steps of few parameters where all of
    them agree.
    """
    return select((p - new) * g > 0, p + (new - p) * scale, p)


DEFINITION = Modifier(
    update=update,
    sums={"agrees": agrees},
    prepare=prepare,
    coefficients=("scale",),
    hyper={
        "floor": Hyper(
            1e-3, Range(0, 1, False, True), log=True, summary="The least share to divide by."
        )
    },
    summary="Leaves out the components of a step whose sign disagrees with the gradient, such as "
    "those of a momentum that has overshot, and lengthens the others to make up for it.",
    formula=r"\theta \leftarrow \theta + \frac{n}{\sum_i \phi_i}\, \phi \odot \Delta, "
    r"\quad \phi = [-\Delta \odot g > 0]",
    source="Liang et al. 2024, arXiv:2411.16085, Cautious optimizers.",
    name="Cautious",
)
