"""A narrow valley that winds like a sine."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "0.1*(x - 2)**2 + 10*(y - sin(2*x))**2",
    domain=((-3.0, 3.0), (-2.0, 2.0)),
    minima=((2.0, -0.7568024953079282),),
    minimum=0.0,
    start=(-2.5, 1.5),
    title="Winding valley",
    summary="A narrow valley with bends: momentum cuts the corners.",
    source="A teaching shape of gdsim's own.",
)
