"""Mean absolute error."""

from gdsim.catalogue import Loss

DEFINITION = Loss(
    "abs(y - t)",
    summary="The size of the error: outliers pull no harder than others.",
    formula=r"\ell = |y - t|",
    source="Laplace 1774; torch.nn.L1Loss.",
    name="MAE",
    targets="values",
    outputs=("identity", "tanh", "sigmoid", "softmax"),
)
