"""The size of x, the simplest function with a kink."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "abs(x)",
    domain=((-3.0, 3.0),),
    minima=((0.0,),),
    minimum=0.0,
    start=(2.3,),
    title="Absolute value",
    summary="A sharp kink: the slope never shrinks, so a fixed step hops to and fro for ever.",
    source="Shor 1985, Minimization Methods for Non-Differentiable Functions.",
)
