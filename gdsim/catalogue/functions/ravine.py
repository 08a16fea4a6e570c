"""A slanting ravine with V-shaped walls."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "0.05*x**2 + 3*sqrt(0.01 + (y - 0.4*x)**2)",
    domain=((-4.0, 4.0), (-3.0, 3.0)),
    minima=((0.0, 0.0),),
    minimum=0.3,
    start=(-3.5, 1.5),
    title="Ravine",
    summary="Steep straight walls over a gently falling floor: zigzag across, crawl along.",
    source="A teaching shape of gdsim's own.",
)
