"""A wave along x in a trough along y."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "sin(x) + 0.5*y**2",
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    minima=((-1.5707963267948966, 0.0), (4.71238898038469, 0.0)),
    minimum=-1.0,
    start=(1.7, 3.0),
    title="Sine saddle",
    summary="A row of saddles and valleys: the ridge at x = pi/2 keeps a run for a while.",
    source="A teaching shape of gdsim's own.",
)
