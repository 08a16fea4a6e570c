"""Cross-entropy of two classes, computed from the sigmoid's input."""

from gdsim.catalogue import Loss

# softplus(z) - t z as one term, for t = 0 or 1: no digits cancel, even for large |z|.
DEFINITION = Loss(
    "softplus((1 - 2*t)*z)",
    summary="Minus the log of the probability given to the right one of two classes.",
    formula=r"\ell = -t \log y - (1 - t) \log(1 - y)",
    source="Cox 1958, The regression analysis of binary sequences; torch.nn.BCEWithLogitsLoss.",
    name="BinaryCrossEntropy",
    targets="bits",
    outputs=("sigmoid",),
    contains="sigmoid",
)
