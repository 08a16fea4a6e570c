"""Zakharov's function in two variables."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "x**2 + y**2 + (0.5*x + y)**2 + (0.5*x + y)**4",
    domain=((-5.0, 10.0), (-5.0, 10.0)),
    minima=((0.0, 0.0),),
    minimum=0.0,
    start=(8.0, -2.0),
    title="Zakharov",
    summary="A plate-like valley inside steep quartic walls: a large step is thrown out.",
    source="Surjanovic and Bingham 2013, Virtual Library of Simulation Experiments.",
)
