"""A bowl that is steeper one way than the other."""

from gdsim.catalogue import Function, Hyper, Range

DEFINITION = Function(
    "0.5*(x**2 + condition*y**2)",
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    minima=((0.0, 0.0),),
    minimum=0.0,
    start=(-1.8, 0.8),
    parameters={
        "condition": Hyper(
            100.0,
            Range(1, 1e6),
            log=True,
            summary="Condition number: curvature across over curvature along.",
        ),
    },
    title="Ill-conditioned quadratic",
    summary="A stretched bowl: the steep side limits the step, the flat side waits.",
    source="Boyd and Vandenberghe 2004, Convex Optimization, section 9.3.2.",
)
