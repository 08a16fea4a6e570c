"""Rings like those of a drop that fell into water."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "-(1 + cos(12*sqrt(x**2 + y**2)))/(2 + 0.5*(x**2 + y**2))",
    domain=((-5.12, 5.12), (-5.12, 5.12)),
    minima=((0.0, 0.0),),
    minimum=-1.0,
    start=(1.3, 0.9),
    title="Drop wave",
    summary="Rings as of a drop in water: each ring is a trap.",
    source="Surjanovic and Bingham 2013, Virtual Library of Simulation Experiments.",
)
