"""Hinge loss: the shortfall to a margin of 1."""

from gdsim.catalogue import Loss

DEFINITION = Loss(
    "relu(1 - t*y)",
    summary="Zero once a sample is on its side of the boundary with a margin of 1, then linear.",
    formula=r"\ell = \max(0, 1 - t\,y)",
    source="Cortes and Vapnik 1995, Support-vector networks.",
    name="Hinge",
    targets="signs",
    outputs=("identity", "tanh"),
)
