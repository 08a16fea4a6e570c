"""Easom's lone well."""

from math import pi

from gdsim.catalogue import Function

# Usually searched on [-100, 100], where the well is a speck.
DEFINITION = Function(
    "-cos(x)*cos(y)*exp(-(x - pi)**2 - (y - pi)**2)",
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    minima=((pi, pi),),
    minimum=-1.0,
    start=(1.5, 1.7),
    title="Easom",
    summary="A needle in a haystack: flat to the last digit but for one small well.",
    source="Easom 1990; Jamil and Yang 2013, arXiv:1308.4008.",
)
