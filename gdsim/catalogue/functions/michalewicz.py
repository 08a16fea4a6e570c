"""Michalewicz's function in two variables."""

from math import pi

from gdsim.catalogue import Function, Hyper, Range

DEFINITION = Function(
    "-sin(x)*(sin(x**2/pi)**2)**m - sin(y)*(sin(2*y**2/pi)**2)**m",
    domain=((0.0, pi), (0.0, pi)),
    minima=((2.2029055201726093, 1.5707963267948966),),
    minimum=-1.8013034100985525,
    start=(2.0, 1.3),
    parameters={
        "m": Hyper(10.0, Range(1, 100), log=True, summary="Steepness of the canyons."),
    },
    title="Michalewicz",
    summary="Flat land cut by steep canyons; the minimum is where two of them cross.",
    source="Michalewicz 1992, Genetic Algorithms + Data Structures = Evolution Programs.",
)
