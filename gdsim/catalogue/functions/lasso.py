"""Least squares with an absolute-value penalty."""

from gdsim.catalogue import Function, Hyper, Range

DEFINITION = Function(
    "0.5*((x - 1.5)**2 + 4*(y - 0.1)**2) + penalty*(abs(x) + abs(y))",
    domain=((-2.5, 2.5), (-2.5, 2.5)),
    minima=((1.0, 0.0),),
    minimum=0.645,
    start=(-2.0, 1.8),
    parameters={
        "penalty": Hyper(0.5, Range(0, 10), summary="Strength of the penalty."),
    },
    title="Lasso",
    summary="A bowl with an absolute-value penalty: one variable is pulled to exactly 0.",
    source="Tibshirani 1996, J. Royal Statistical Society B 58.",
)
