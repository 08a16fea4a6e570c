"""Mean squared error."""

from gdsim.catalogue import Loss

DEFINITION = Loss(
    "(y - t)**2",
    summary="The square of the error: large errors count most.",
    formula=r"\ell = (y - t)^2",
    source="Gauss 1809, Theoria motus; torch.nn.MSELoss.",
    name="MSE",
    targets="values",
    outputs=("identity", "tanh", "sigmoid", "softmax"),
)
