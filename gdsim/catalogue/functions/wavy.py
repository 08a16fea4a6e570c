"""One wide bowl with many troughs."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "0.1*x**2 + sin(3*x)",
    domain=((-6.0, 6.0),),
    minima=((-0.5122140283561128,),),
    minimum=-0.9731804794973067,
    start=(5.0,),
    title="Wavy bowl",
    summary="A bowl with waves: a small step stops in the first trough, momentum may roll on.",
    source="A teaching shape of gdsim's own.",
)
