"""The round bowl."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "x**2 + y**2",
    domain=((-5.12, 5.12), (-5.12, 5.12)),
    minima=((0.0, 0.0),),
    minimum=0.0,
    start=(4.0, -2.5),
    title="Sphere",
    summary="A round bowl: the gradient points straight at the minimum.",
    source="De Jong 1975, function F1.",
)
