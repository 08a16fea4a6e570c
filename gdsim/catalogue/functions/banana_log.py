"""The logarithm of Rosenbrock's valley."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "log(1 + (1 - x)**2 + 100*(y - x**2)**2)",
    domain=((-2.0, 2.0), (-1.0, 3.0)),
    minima=((1.0, 1.0),),
    minimum=0.0,
    start=(-1.2, 1.0),
    title="Logarithm of Rosenbrock",
    summary="Rosenbrock's valley with tame walls and a funnel at its end.",
    source="After Rosenbrock 1960, The Computer Journal 3.",
)
