"""A quartic whose slope is zero at a shelf halfway down."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "3*x**4 - 4*x**3",
    domain=((-1.0, 1.5),),
    minima=((1.0,),),
    minimum=-1.0,
    start=(-0.8,),
    title="Inflection",
    summary="A flat shelf at 0 on the way down: the gradient vanishes where no minimum is.",
    source="A teaching shape of gdsim's own.",
)
