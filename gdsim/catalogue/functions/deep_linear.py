"""The loss of two linear layers of one weight each, with weight decay."""

from gdsim.catalogue import Function, Hyper, Range

DEFINITION = Function(
    "(1 - x*y)**2 + decay*(x**2 + y**2)",
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    minima=((-0.99498743710662, -0.99498743710662), (0.99498743710662, 0.99498743710662)),
    minimum=0.0199,
    start=(-1.5, 1.3),
    parameters={
        "decay": Hyper(0.01, Range(0, 0.9), summary="Strength of the weight decay."),
    },
    title="Deep linear network",
    summary="Two weights in a row: a saddle at 0 between two equal minima.",
    source="Saxe, McClelland and Ganguli 2014, arXiv:1312.6120.",
)
