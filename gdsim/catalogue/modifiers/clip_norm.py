"""Clipping by norm: a gradient longer than a bound is shortened to it."""

from gdsim.catalogue import Hyper, Modifier, positive
from gdsim.lanes.math import select, sqrt


def prepare(square, unit, bound):
    """What the gradient is multiplied with: bound / (its length + 1e-6) where that is below 1.

    Source: Pascanu et al. 2013, arXiv:1211.5063, algorithm 1; torch.nn.utils.clip_grad_norm_, which
    adds the 1e-6.
    """
    scale = bound / (sqrt(square) + 1e-6 * unit)
    most = 1 / unit
    return (select(scale < most, scale, most),)


def gradient(g, scale):
    """A component of the gradient, of which the direction stays."""
    return g * scale


DEFINITION = Modifier(
    gradient=gradient,
    prepare=prepare,
    coefficients=("scale",),
    hyper={"bound": Hyper(1.0, positive, log=True, summary="Bound on the length.")},
    summary="Shortens gradients that are longer than a bound. They keep their direction, so that a "
    "cliff throws no run off.",
    formula=r"g \leftarrow g\, \min(1, b / \|g\|)",
    source="Pascanu, Mikolov and Bengio 2013, arXiv:1211.5063; torch.nn.utils.clip_grad_norm_.",
    name="ClipNorm",
)
