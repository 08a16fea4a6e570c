"""The scale of a network's samples: advice where they are far from the size of 1."""

from __future__ import annotations

import numpy as np

from gdsim.learn.diagnosis.watched import Watched
from gdsim.objectives.network import Network

_UNSCALED = 5.0  # mean size of inputs or targets from which their scale is spoken of
INPUTS = "inputs of size 1 (standardize = true), "
TARGETS = "targets divided by their size, "


def rescaled(seen: Watched) -> str:
    """Advice to scale inputs or targets that are far from the size of 1; with a comma, or ""."""
    network = seen.run.objective
    if not isinstance(network, Network):
        return ""
    if np.abs(network.data.inputs).mean() > _UNSCALED:
        return INPUTS
    if not network.data.classes and np.abs(network.data.targets).mean() > _UNSCALED:
        return TARGETS
    return ""
