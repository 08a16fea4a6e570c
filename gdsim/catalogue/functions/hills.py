"""A bowl with two hills and a hollow."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "0.1*(x**2 + (y + 1.5)**2) + 2*exp(-2*((x - 1)**2 + (y - 0.6)**2)) "
    "+ 3*exp(-2*((x + 1.2)**2 + y**2)) - 1.5*exp(-2*((x - 0.5)**2 + (y + 1.2)**2))",
    domain=((-3.0, 3.0), (-3.0, 3.0)),
    minima=((0.4839033228257136, -1.2120445218310891),),
    minimum=-1.464881944092136,
    start=(0.6, 2.7),
    title="Hills",
    summary="Two hills and a hollow: the way down leads through the pass between the hills.",
    source="A teaching shape of gdsim's own.",
)
