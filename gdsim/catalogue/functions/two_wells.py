"""A bowl with a shallow and a deep well."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "0.5*(x**2 + y**2) - 1.5*exp(-3*((x - 1)**2 + y**2)) - 4*exp(-3*((x + 1)**2 + y**2))",
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    minima=((-0.9598064560178448, 0.0),),
    minimum=-3.5200612910112272,
    start=(1.6, 1.4),
    title="Two wells",
    summary="A shallow well on the way to a deep one: too small a step stays in the first.",
    source="A teaching shape of gdsim's own.",
)
