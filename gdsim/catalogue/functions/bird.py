"""Mishra's bird function."""

from math import pi

from gdsim.catalogue import Function

DEFINITION = Function(
    "sin(x)*exp((1 - cos(y))**2) + cos(y)*exp((1 - sin(x))**2) + (x - y)**2",
    domain=((-2 * pi, 2 * pi), (-2 * pi, 2 * pi)),
    minima=((-1.5821421769300335, -3.1302468034546562), (4.701043130249553, 3.15293850372493)),
    minimum=-106.76453674926468,
    start=(0.5, 4.0),
    title="Bird",
    summary="Rugged country with two equally deep pits.",
    source="Mishra 2006; Jamil and Yang 2013, arXiv:1308.4008.",
)
