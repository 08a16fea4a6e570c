"""The scale of a network's samples, where it is far from 1."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gdsim.learn.diagnosis.watched import Watched
from gdsim.objectives.network import Network

_UNSCALED = 5.0  # mean size of inputs or targets from which their scale is spoken of


class Scale(NamedTuple):
    """What is far from the size of 1, its mean size, and what to try."""

    name: str
    size: float
    advice: str


def scale(seen: Watched) -> Scale | None:
    """The scale of a network's inputs or else targets that are far from the size of 1."""
    network = seen.run.objective
    if not isinstance(network, Network):
        return None
    inputs, targets = (
        float(np.abs(values).mean()) for values in (network.data.inputs, network.data.targets)
    )
    if inputs > _UNSCALED:
        return Scale("inputs", inputs, "inputs of size 1 (standardize = true)")
    if not network.data.classes and targets > _UNSCALED:
        return Scale("targets", targets, "targets divided by their size")
    return None


def rescaled(seen: Watched) -> str:
    """Advice on the scale before other advice: with a comma, or ""."""
    found = scale(seen)
    return f"{found.advice}, " if found else ""
