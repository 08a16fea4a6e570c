"""A river that falls slowly, at the bottom of a steep valley that bends."""

from gdsim.catalogue import Function, Hyper, Range

DEFINITION = Function(
    "fall*(sqrt(1 + (x - 10)**2) - 1) + 0.5*steepness*(y - sin(x)/2)**2",
    domain=((-3.0, 13.0), (-2.0, 2.0)),
    minima=((10.0, -0.27201055544468494),),
    minimum=0.0,
    start=(-2.0, 1.0),
    parameters={
        "fall": Hyper(
            0.1, Range(1e-3, 10), log=True, summary="Slope of the river far from its end."
        ),
        "steepness": Hyper(20.0, Range(1, 1e4), log=True, summary="Curvature across the river."),
    },
    title="River valley",
    summary="A large rate travels along the river but stays above it; a small one is late.",
    source="After the landscapes of Wen et al. 2024, arXiv:2410.05192, section 3, where the slope "
    "along a river is the direction of least curvature; the formula is gdsim's own.",
)
