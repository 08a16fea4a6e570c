"""The wave of Gramacy and Lee in one variable."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "sin(10*pi*x)/(2*x) + (x - 1)**4",
    domain=((0.5, 2.5),),
    minima=((0.5485634445276052,),),
    minimum=-0.8690111349894998,
    start=(2.3,),
    title="Gramacy & Lee",
    summary="Ripples that grow towards a hole at the left; most starts stop in a ripple.",
    source="Gramacy and Lee 2012, Cases for the nugget in modeling computer experiments.",
)
