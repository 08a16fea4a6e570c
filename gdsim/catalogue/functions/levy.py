"""The Levy function in two variables."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "sin(pi*(1 + (x - 1)/4))**2 + ((x - 1)/4)**2*(1 + 10*sin(pi*(1 + (x - 1)/4) + 1)**2) "
    "+ ((y - 1)/4)**2*(1 + sin(2*pi*(1 + (y - 1)/4))**2)",
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    minima=((1.0, 1.0),),
    minimum=0.0,
    start=(-7.0, 6.0),
    title="Levy",
    summary="Ribs across a bowl: many parallel valleys, one minimum.",
    source="Surjanovic and Bingham 2013, Virtual Library of Simulation Experiments.",
)
