"""A smooth mixture of x squared and the size of x."""

from gdsim.catalogue import Function, Hyper, Range

DEFINITION = Function(
    "sqrt(1 + (x/delta)**2) - 1",
    domain=((-5.0, 5.0),),
    minima=((0.0,),),
    minimum=0.0,
    start=(4.0,),
    parameters={
        "delta": Hyper(
            1.0,
            Range(0.01, 100),
            log=True,
            summary="Where the parabola turns into a straight line.",
        ),
    },
    title="Pseudo-Huber",
    summary="A parabola near 0, straight far out: Newton's method overshoots from |x| > delta.",
    source="Hartley and Zisserman 2003, Multiple View Geometry, appendix 6.",
)
