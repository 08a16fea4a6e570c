"""Bukin's sixth function."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "100*sqrt(abs(y - 0.01*x**2)) + 0.01*abs(x + 10)",
    domain=((-15.0, -5.0), (-3.0, 3.0)),
    minima=((-10.0, 1.0),),
    minimum=0.0,
    start=(-6.0, 2.0),
    title="Bukin 6",
    summary="A knife-edge valley: infinitely steep at its floor, nearly level along it.",
    source="Jamil and Yang 2013, arXiv:1308.4008.",
)
