"""The camel with six humps."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "(4 - 2.1*x**2 + x**4/3)*x**2 + x*y + (4*y**2 - 4)*y**2",
    domain=((-3.0, 3.0), (-2.0, 2.0)),
    minima=((-0.08984201310031806, 0.7126564030207396), (0.08984201310031806, -0.7126564030207396)),
    minimum=-1.0316284534898774,
    start=(-1.2, 0.05),
    title="Six-hump camel",
    summary="Six valleys, two of them equally deep.",
    source="Dixon and Szegö 1978, Towards Global Optimisation 2.",
)
