"""McCormick's function."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "sin(x + y) + (x - y)**2 - 1.5*x + 2.5*y + 1",
    domain=((-1.5, 4.0), (-3.0, 4.0)),
    minima=((-0.5471975511965977, -1.5471975511965979),),
    minimum=-1.9132229549810364,
    start=(-1.0, 3.5),
    title="McCormick",
    summary="A trough with waves along it: one trough is the lowest inside the frame.",
    source="Surjanovic and Bingham 2013, Virtual Library of Simulation Experiments.",
)
