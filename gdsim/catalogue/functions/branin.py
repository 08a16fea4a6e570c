"""Branin's function, also called Branin-Hoo."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "(y - 5.1/(4*pi**2)*x**2 + 5/pi*x - 6)**2 + 10*(1 - 1/(8*pi))*cos(x) + 10",
    domain=((-5.0, 10.0), (0.0, 15.0)),
    minima=((-3.141592653589793, 12.275), (3.141592653589793, 2.275), (9.42477796076938, 2.475)),
    minimum=0.3978873577297383,
    start=(6.0, 13.0),
    title="Branin",
    summary="Three equal minima along a parabola.",
    source="Branin 1972; Dixon and Szegö 1978, Towards Global Optimisation 2.",
)
