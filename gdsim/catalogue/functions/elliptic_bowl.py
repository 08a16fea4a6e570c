"""A wide bowl with a trench in its floor."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "0.2*x**2 + 0.1*y**2 - exp(-(0.3*x**2 + 2*y**2))",
    domain=((-4.0, 4.0), (-4.0, 4.0)),
    minima=((0.0, 0.0),),
    minimum=-1.0,
    start=(3.2, 2.8),
    title="Elliptic bowl",
    summary="A wide bowl with a narrow trench in its floor: the two ask for different steps.",
    source="A teaching shape of gdsim's own.",
)
