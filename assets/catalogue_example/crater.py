"""A crater: a ring of minima round a hill, and a steep way up outside.

Of a function only the text is typed; its gradient and Hessian are derived from it.
"""

from gdsim.catalogue import Function, Hyper, Range

DEFINITION = Function(
    "(sqrt(x**2 + y**2 + 0.01) - radius)**2 + 0.1*x",
    domain=((-3.0, 3.0), (-3.0, 3.0)),
    start=(0.5, 1.2),
    # For the parameters' defaults; whether they hold for others is found out where it matters.
    minima=((-1.5468754178501, 0.0),),
    minimum=-0.15217709387718,
    parameters={"radius": Hyper(1.5, Range(0.5, 2.5), summary="How far away the ring is.")},
    title="Crater",
    summary="A ring-shaped valley that falls gently to one side.",
    source="An example of gdsim's own.",
)
