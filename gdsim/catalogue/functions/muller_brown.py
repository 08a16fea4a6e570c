"""The energy surface of Müller and Brown."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "-200*exp(-(x - 1)**2 - 10*y**2) - 100*exp(-x**2 - 10*(y - 0.5)**2) "
    "- 170*exp(-6.5*(x + 0.5)**2 + 11*(x + 0.5)*(y - 1.5) - 6.5*(y - 1.5)**2) "
    "+ 15*exp(0.7*(x + 1)**2 + 0.6*(x + 1)*(y - 1) + 0.7*(y - 1)**2)",
    domain=((-1.5, 1.2), (-0.5, 2.0)),
    minima=((-0.5582236346330243, 1.4417258418046686),),
    minimum=-146.69951720995402,
    start=(0.3, 0.3),
    title="Müller-Brown",
    summary="A chemist's landscape: three valleys joined by two passes.",
    source="Müller and Brown 1979, Theoretica Chimica Acta 53.",
)
