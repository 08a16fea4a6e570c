"""Clipping by value: no component of the gradient is beyond a bound."""

from gdsim.catalogue import Hyper, Modifier, positive
from gdsim.lanes.math import larger, smaller


def gradient(g, bound):
    """A component of the gradient, from -bound to bound; NaN stays NaN.

    Source: torch.nn.utils.clip_grad_value_.
    """
    return smaller(bound, larger(-bound, g))


DEFINITION = Modifier(
    gradient=gradient,
    hyper={"bound": Hyper(1.0, positive, log=True, summary="Bound on each component.")},
    summary="Bounds each component of the gradient by itself, which turns its direction.",
    formula=r"g \leftarrow \max(-b, \min(b, g))",
    source="torch.nn.utils.clip_grad_value_.",
    name="ClipValue",
)
