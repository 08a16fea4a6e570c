"""A single well in a flat plane."""

from gdsim.catalogue import Function, Hyper, Range

DEFINITION = Function(
    "1 - exp(-(x**2 + y**2)/(2*width**2))",
    domain=((-4.0, 4.0), (-4.0, 4.0)),
    minima=((0.0, 0.0),),
    minimum=0.0,
    start=(2.2, 1.5),
    parameters={
        "width": Hyper(1.0, Range(0.1, 10), log=True, summary="Width of the well."),
    },
    title="Gaussian well",
    summary="One well in a flat plane: the farther out, the fainter the slope that leads home.",
    source="A teaching shape of gdsim's own.",
)
