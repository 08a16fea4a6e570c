"""The function of Dixon and Price in two variables."""

from gdsim.catalogue import Function

DEFINITION = Function(
    "(x - 1)**2 + 2*(2*y**2 - x)**2",
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    minima=((1.0, -0.7071067811865476), (1.0, 0.7071067811865476)),
    minimum=0.0,
    start=(-4.0, 1.0),
    title="Dixon-Price",
    summary="A curved valley with twin minima, one for each sign of y.",
    source="Surjanovic and Bingham 2013, Virtual Library of Simulation Experiments.",
)
