"""Rastrigin's function in two variables."""

from gdsim.catalogue import Function, Hyper, Range

DEFINITION = Function(
    "2*height + x**2 - height*cos(2*pi*x) + y**2 - height*cos(2*pi*y)",
    domain=((-5.12, 5.12), (-5.12, 5.12)),
    minima=((0.0, 0.0),),
    minimum=0.0,
    start=(3.3, -2.4),
    parameters={
        "height": Hyper(10.0, Range(0, 100), summary="Height of the bumps."),
    },
    title="Rastrigin",
    summary="An egg box in a bowl: a local minimum near every whole number.",
    source="Rastrigin 1974; Mühlenbein, Schomisch and Born 1991, Parallel Computing 17.",
)
