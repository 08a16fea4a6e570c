"""A bowl with two hills and a hollow."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "0.15*(x**2 + y**2) + 2*exp(-2*((x - 1)**2 + (y - 0.6)**2)) "
    "+ 3*exp(-2*((x + 1.2)**2 + y**2)) - 1.5*exp(-2*((x - 0.5)**2 + (y + 1.2)**2))",
    domain=((-3.0, 3.0), (-3.0, 3.0)),
    minima=((0.47600531771246035, -1.1459527809272743),),
    minimum=-1.255190733149007,
    start=(-2.2, 0.3),
    title="Hills",
    summary="Two hills and a hollow: the way down leads round the hills.",
    source="A teaching shape of gdsim's own",
)
