"""Matyas's quadratic."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "0.26*(x**2 + y**2) - 0.48*x*y",
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    minima=((0.0, 0.0),),
    minimum=0.0,
    start=(-8.0, 5.0),
    title="Matyas",
    summary="A shallow diagonal trough: down the side at once, then along the floor slowly.",
    source="Jamil and Yang 2013, arXiv:1308.4008.",
)
