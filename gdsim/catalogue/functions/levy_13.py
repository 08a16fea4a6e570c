"""The Levy function number 13."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "sin(3*pi*x)**2 + (x - 1)**2*(1 + sin(3*pi*y)**2) + (y - 1)**2*(1 + sin(2*pi*y)**2)",
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    minima=((1.0, 1.0),),
    minimum=0.0,
    start=(-6.0, 7.1),
    title="Levy 13",
    summary="A bowl covered with fine ripples.",
    source="Surjanovic and Bingham 2013, Virtual Library of Simulation Experiments.",
)
