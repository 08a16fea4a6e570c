"""The camel with three humps."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "2*x**2 - 1.05*x**4 + x**6/6 + x*y + y**2",
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    minima=((0.0, 0.0),),
    minimum=0.0,
    start=(2.5, 2.0),
    title="Three-hump camel",
    summary="Three valleys side by side; the outer two are traps.",
    source="Surjanovic and Bingham 2013, Virtual Library of Simulation Experiments.",
)
