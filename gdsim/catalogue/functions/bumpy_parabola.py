"""A bowl with ripples that grow with it."""

from gdsim.catalogue import Function, Hyper, Range, unit

DEFINITION = Function(
    "x**2*(1 + d*cos(2*pi*x/L))",
    domain=((-2.0, 2.0),),
    minima=((0.0,),),
    minimum=0.0,
    start=(1.0,),
    parameters={
        "d": Hyper(0.2, unit, summary="Height of the ripples, as a share of the bowl."),
        "L": Hyper(0.1, Range(0.001, 10), log=True, summary="Distance from ripple to ripple."),
    },
    title="Bumpy parabola",
    summary="Ripples on a bowl: which learning rates converge becomes a fractal.",
    source="Liu 2024, arXiv:2406.13971.",
)
