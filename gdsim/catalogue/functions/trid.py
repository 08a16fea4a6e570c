"""The Trid function in two variables."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "(x - 1)**2 + (y - 1)**2 - x*y",
    domain=((-4.0, 4.0), (-4.0, 4.0)),
    minima=((2.0, 2.0),),
    minimum=-2.0,
    start=(-3.0, 2.0),
    title="Trid",
    summary="A bowl whose two variables pull at each other.",
    source="Surjanovic and Bingham 2013, Virtual Library of Simulation Experiments.",
)
