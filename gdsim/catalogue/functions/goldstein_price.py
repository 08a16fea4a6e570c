"""The function of Goldstein and Price."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "(1 + (x + y + 1)**2*(19 - 14*x + 3*x**2 - 14*y + 6*x*y + 3*y**2))"
    "*(30 + (2*x - 3*y)**2*(18 - 32*x + 12*x**2 + 48*y - 36*x*y + 27*y**2))",
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    minima=((0.0, -1.0),),
    minimum=3.0,
    start=(1.5, 0.5),
    title="Goldstein-Price",
    summary="Losses from 3 to a million: no single step size suits the whole map.",
    source="Goldstein and Price 1971, Mathematics of Computation 25.",
)
