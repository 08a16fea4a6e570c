"""Sine."""

from gdsim.catalogue import Activation

DEFINITION = Activation(
    "sin(z)",
    summary="A wave: units that never saturate, for signals with fine detail.",
    formula=r"a = \sin z",
    source="Sitzmann et al. 2020, arXiv:2006.09661.",
    name="Sin",
)
