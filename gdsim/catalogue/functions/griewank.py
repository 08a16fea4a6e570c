"""Griewank's function in two variables."""

from gdsim.catalogue import Function

# Often searched on [-600, 600], where the dimples are too small to be seen.
DEFINITION = Function(
    "1 + (x**2 + y**2)/4000 - cos(x)*cos(y/sqrt(2))",
    domain=((-50.0, 50.0), (-50.0, 50.0)),
    minima=((0.0, 0.0),),
    minimum=0.0,
    start=(38.0, -29.0),
    title="Griewank",
    summary="Hundreds of shallow dimples, regularly spread over one wide bowl.",
    source="Griewank 1981, J. Optimization Theory and Applications 34.",
)
