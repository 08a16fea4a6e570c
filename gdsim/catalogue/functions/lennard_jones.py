"""The energy of two atoms at a distance x."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "4*(1/x**12 - 1/x**6)",
    domain=((0.9, 3.0),),
    minima=((1.122462048309373,),),
    minimum=-1.0,
    start=(2.2,),
    title="Lennard-Jones",
    summary="Two atoms: a gentle pull from afar, a wall when they touch; overshoot and it bursts.",
    source="Lennard-Jones 1931, Cohesion, Proc. Phys. Soc. 43.",
)
