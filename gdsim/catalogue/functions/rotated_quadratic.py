"""A stretched bowl, turned."""

from gdsim.catalogue import Function, Hyper, Range

DEFINITION = Function(
    "0.5*((cos(angle)*x + sin(angle)*y)**2 + condition*(cos(angle)*y - sin(angle)*x)**2)",
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    minima=((0.0, 0.0),),
    minimum=0.0,
    start=(-1.5, 1.0),
    parameters={
        "condition": Hyper(
            30.0,
            Range(1, 1e6),
            log=True,
            summary="Condition number: curvature across over curvature along.",
        ),
        "angle": Hyper(0.6, Range(-3.2, 3.2), summary="Turn of the long axis from x, in radians."),
    },
    title="Rotated quadratic",
    summary="A stretched bowl askew to the axes: scaling each variable on its own cannot cure it.",
    source="A teaching shape of gdsim's own.",
)
