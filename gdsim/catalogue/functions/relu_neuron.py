"""One ReLU neuron that learns from another by squared error."""

from gdsim.catalogue import Function

# Four samples, at -1, 0, 1 and 2; the teacher has weight 1 and bias 0.5.
DEFINITION = Function(
    "relu(y - x)**2 + (relu(y) - 0.5)**2 + (relu(x + y) - 1.5)**2 + (relu(2*x + y) - 2.5)**2",
    domain=((-4.0, 4.0), (-4.0, 4.0)),
    minima=((1.0, 0.5),),
    minimum=0.0,
    start=(-1.5, 2.5),
    title="ReLU neuron",
    summary="Squared error of one ReLU neuron: in one corner it is dead and learns nothing.",
    source="A teaching shape of gdsim's own.",
)
