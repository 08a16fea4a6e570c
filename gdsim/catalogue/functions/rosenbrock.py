"""Rosenbrock's valley."""

from gdsim.catalogue import Function, Hyper, Range

DEFINITION = Function(
    "(a - x)**2 + b*(y - x**2)**2",
    domain=((-2.0, 2.0), (-1.0, 3.0)),
    minima=((1.0, 1.0),),
    minimum=0.0,
    start=(-1.2, 1.0),
    parameters={
        "a": Hyper(1.0, Range(-10, 10), summary="Where the minimum lies: at (a, a squared)."),
        "b": Hyper(100.0, Range(0.001, 1e6), log=True, summary="Steepness of the valley's sides."),
    },
    title="Rosenbrock",
    summary="A curved, flat-bottomed valley: easy to find, slow to follow.",
    source="Rosenbrock 1960, The Computer Journal 3.",
)
