"""Schwefel's function in two variables."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "837.9657745448674 - x*sin(sqrt(abs(x))) - y*sin(sqrt(abs(y)))",
    domain=((-500.0, 500.0), (-500.0, 500.0)),
    minima=((420.96874635998205, 420.96874635998205),),
    minimum=0.0,
    start=(250.0, 330.0),
    title="Schwefel",
    summary="The second-best valleys lie far from the best, which hides in a corner.",
    source="Schwefel 1981, Numerical Optimization of Computer Models.",
)
