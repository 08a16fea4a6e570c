"""A bowl of fourth powers."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "x**4 + y**4",
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    minima=((0.0, 0.0),),
    minimum=0.0,
    start=(1.6, -1.2),
    title="Quartic",
    summary="A bowl with a flat bottom: the last stretch takes for ever.",
    source="A teaching shape of gdsim's own.",
)
