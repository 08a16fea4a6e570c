"""Schaffer's second function."""

from gdsim.catalogue import Function

# Usually searched on [-100, 100], where the ripples are too fine to be seen.
DEFINITION = Function(
    "0.5 + (sin(x**2 - y**2)**2 - 0.5)/(1 + 0.001*(x**2 + y**2))**2",
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    minima=((0.0, 0.0),),
    minimum=0.0,
    start=(3.1, 1.2),
    title="Schaffer 2",
    summary="Crossed ripples that crowd together away from the centre.",
    source="Surjanovic and Bingham 2013, Virtual Library of Simulation Experiments.",
)
