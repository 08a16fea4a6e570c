"""Two valleys with a barrier between them, tilted so that one is deeper."""

from gdsim.catalogue import Function, Hyper, Range

DEFINITION = Function(
    "(x**2 - 1)**2 + tilt*x",
    domain=((-2.0, 2.0),),
    minima=((-1.0241203002150503,),),
    minimum=-0.20244043434482242,
    start=(1.8,),
    parameters={
        "tilt": Hyper(
            0.2, Range(-1.5, 1.5), summary="How much one well is lowered and the other raised."
        ),
    },
    title="Double well",
    summary="Two valleys, one a little deeper: a small step settles in the nearer one.",
    source="A teaching shape of gdsim's own.",
)
