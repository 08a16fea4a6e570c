"""The Holder table."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "-abs(sin(x)*cos(y)*exp(abs(1 - sqrt(x**2 + y**2)/pi)))",
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    minima=(
        (-8.055023475736563, -9.664590019241272),
        (-8.055023475736563, 9.664590019241272),
        (8.055023475736563, -9.664590019241272),
        (8.055023475736563, 9.664590019241272),
    ),
    minimum=-19.208502567886732,
    start=(6.6, 7.9),
    title="Holder table",
    summary="A table on four legs: the minima lie in the corners.",
    source="Mishra 2006; Jamil and Yang 2013, arXiv:1308.4008.",
)
