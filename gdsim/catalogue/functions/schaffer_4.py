"""Schaffer's fourth function."""

from gdsim.catalogue import Function

# Usually written with abs(x**2 - y**2), searched on [-100, 100]; the cosine of the sine is even, so
# the absolute value makes no difference.
DEFINITION = Function(
    "0.5 + (cos(sin(x**2 - y**2))**2 - 0.5)/(1 + 0.001*(x**2 + y**2))**2",
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    minima=(
        (-1.2531318314637332, 0.0),
        (0.0, 1.2531318314637332),
        (0.0, -1.2531318314637332),
        (1.2531318314637332, 0.0),
    ),
    minimum=0.29257863203598056,
    start=(3.1, 1.2),
    title="Schaffer 4",
    summary="Crossed ripples with four equal minima close to the centre.",
    source="Surjanovic and Bingham 2013, Virtual Library of Simulation Experiments.",
)
