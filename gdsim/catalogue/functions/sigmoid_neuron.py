"""One sigmoid neuron that learns from another by squared error."""

from gdsim.catalogue import Function

# Four samples, at -1, 0, 1 and 2; the teacher has weight 1.5 and bias -0.5.
DEFINITION = Function(
    "(sigmoid(y - x) - sigmoid(-2))**2 + (sigmoid(y) - sigmoid(-0.5))**2 "
    "+ (sigmoid(x + y) - sigmoid(1))**2 + (sigmoid(2*x + y) - sigmoid(2.5))**2",
    domain=((-8.0, 8.0), (-8.0, 8.0)),
    minima=((1.5, -0.5),),
    minimum=0.0,
    start=(-5.0, 4.0),
    title="Sigmoid neuron",
    summary="Squared error of one sigmoid neuron, weight x and bias y: flat where it saturates.",
    source="A teaching shape of gdsim's own.",
)
