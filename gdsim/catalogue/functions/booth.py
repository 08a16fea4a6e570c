"""Booth's quadratic."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "(x + 2*y - 7)**2 + (2*x + y - 5)**2",
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    minima=((1.0, 3.0),),
    minimum=0.0,
    start=(-7.0, -6.0),
    title="Booth",
    summary="A mildly stretched, tilted bowl: easy for any method.",
    source="Jamil and Yang 2013, arXiv:1308.4008.",
)
