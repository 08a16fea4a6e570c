"""Himmelblau's four wells."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    minima=(
        (-3.779310253377747, -3.2831859912861696),
        (-2.805118086952745, 3.131312518250573),
        (3.0, 2.0),
        (3.5844283403304917, -1.8481265269644036),
    ),
    minimum=0.0,
    start=(-0.5, -1.0),
    title="Himmelblau",
    summary="Four equal minima round a hill: the start, and the step, decide which.",
    source="Himmelblau 1972, Applied Nonlinear Programming.",
)
