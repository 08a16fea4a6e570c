"""Ackley's funnel in two variables."""

from gdsim.catalogue import Function

# Often drawn on [-32.768, 32.768]; this closer view shows the bumps.
DEFINITION = Function(
    "20 - 20*exp(-0.2*sqrt(0.5*(x**2 + y**2))) + e - exp(0.5*(cos(2*pi*x) + cos(2*pi*y)))",
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    minima=((0.0, 0.0),),
    minimum=0.0,
    start=(3.3, -2.6),
    title="Ackley",
    summary="A bumpy plain with a funnel in the middle.",
    source="Ackley 1987, A Connectionist Machine for Genetic Hillclimbing.",
)
