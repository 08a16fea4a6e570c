"""Beale's function."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2",
    domain=((-4.5, 4.5), (-4.5, 4.5)),
    minima=((3.0, 0.5),),
    minimum=0.0,
    start=(0.5, -1.0),
    title="Beale",
    summary="A flat valley between sharp corners: far too steep there, hardly sloping here.",
    source="Beale 1958; Jamil and Yang 2013, arXiv:1308.4008.",
)
