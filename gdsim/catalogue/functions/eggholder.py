"""The egg holder."""

from gdsim.catalogue import Function

# The minimum is the lowest point inside the frame: the slope across the frame's edge is not
# zero there.
DEFINITION = Function(
    "-(y + 47)*sin(sqrt(abs(y + x/2 + 47))) - x*sin(sqrt(abs(x - (y + 47))))",
    domain=((-512.0, 512.0), (-512.0, 512.0)),
    minima=((512.0, 404.2318051137578),),
    minimum=-959.6406627208509,
    start=(330.0, 300.0),
    title="Eggholder",
    summary="Deep curved pits everywhere; the deepest lies on the edge of the frame.",
    source="Jamil and Yang 2013, arXiv:1308.4008.",
)
