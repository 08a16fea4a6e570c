"""A ravine made of two terms of Powell's singular function."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "(x + 10*y)**2 + (x - y)**4",
    domain=((-4.0, 4.0), (-4.0, 4.0)),
    minima=((0.0, 0.0),),
    minimum=0.0,
    start=(3.0, 1.0),
    title="Powell ravine",
    summary="A straight ravine whose floor flattens out: at the minimum the Hessian is singular.",
    source="After Powell 1962, The Computer Journal 5.",
)
