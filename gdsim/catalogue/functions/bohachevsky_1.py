"""Bohachevsky's first function."""

from gdsim.catalogue import Function

# Usually searched on [-100, 100], where the bumps are too small to be seen.
DEFINITION = Function(
    "x**2 + 2*y**2 - 0.3*cos(3*pi*x) - 0.4*cos(4*pi*y) + 0.7",
    domain=((-3.0, 3.0), (-3.0, 3.0)),
    minima=((0.0, 0.0),),
    minimum=0.0,
    start=(2.2, -1.7),
    title="Bohachevsky 1",
    summary="A bowl with small bumps that matter only close to the minimum.",
    source="Bohachevsky, Johnson and Stein 1986, Technometrics 28.",
)
