"""Huber loss: squared error near the target, absolute error away from it."""

from gdsim.catalogue import Hyper, Loss, positive

DEFINITION = Loss(
    "where(abs(y - t) < delta, 0.5*(y - t)**2, delta*(abs(y - t) - 0.5*delta))",
    summary="Squared for small errors, absolute for large ones: smooth, and calm about outliers.",
    formula=r"\ell = (y - t)^2 / 2\;\;or\;\;\delta\,(|y - t| - \delta / 2)",
    source="Huber 1964, Robust estimation of a location parameter; torch.nn.HuberLoss.",
    name="Huber",
    targets="values",
    outputs=("identity", "tanh", "sigmoid", "softmax"),
    parameters={
        "delta": Hyper(1.0, positive, log=True, summary="The error at which it turns absolute."),
    },
)
