"""The monkey saddle; it has no minimum."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "x**3 - 3*x*y**2",
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    start=(1.5, 0.02),
    title="Monkey saddle",
    summary="Three ways down from a very flat middle, one for each leg and one for the tail.",
    source="Hilbert and Cohn-Vossen 1932, Anschauliche Geometrie.",
)
