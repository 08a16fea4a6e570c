"""One sigmoid neuron trained by cross-entropy, which is logistic regression."""

from gdsim.catalogue import Function

# Five samples, at -2, -1, 0, 1 and 2, with labels 0, 0, 1, 0 and 1: no threshold separates them.
DEFINITION = Function(
    "softplus(y - 2*x) + softplus(y - x) + softplus(y) - y + softplus(x + y) "
    "+ softplus(2*x + y) - 2*x - y",
    domain=((-8.0, 8.0), (-8.0, 8.0)),
    minima=((1.0904255602981152, -0.6226900654337578),),
    minimum=2.4219668436858104,
    start=(-5.0, 4.0),
    title="Cross-entropy neuron",
    summary="One sigmoid neuron again, with cross-entropy: a bowl that slopes everywhere.",
    source="A teaching shape of gdsim's own.",
)
