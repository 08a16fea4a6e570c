"""A plain that slopes faintly towards a pit."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "0.01*(x**2 + y**2) + sigmoid(4*(x**2 + y**2 - 2))",
    domain=((-4.0, 4.0), (-4.0, 4.0)),
    minima=((0.0, 0.0),),
    minimum=0.0003353501304664781,
    start=(2.6, 2.2),
    title="Plateau",
    summary="A nearly flat plain with a pit in the middle: patience first, brakes later.",
    source="A teaching shape of gdsim's own.",
)
