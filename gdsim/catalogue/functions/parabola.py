"""x squared, where gradient descent can be worked out by hand."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "x**2",
    domain=((-3.0, 3.0),),
    minima=((0.0,),),
    minimum=0.0,
    start=(2.5,),
    title="Parabola",
    summary="The simplest bowl: every step shrinks the distance to 0 by the same factor.",
    source="A teaching shape of gdsim's own.",
)
