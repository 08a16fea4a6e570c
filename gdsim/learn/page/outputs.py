"""The outputs of networks of two inputs over the plane of their inputs, at some of the steps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gdsim.base.evenly import evenly
from gdsim.experiment.experiment import Experiment
from gdsim.objectives.network import Network
from gdsim.objectives.objective import Objective
from gdsim.results.geometry.sample_plane import box_of, ends_of, shares_of

SIDE = 40  # values along each side of a picture
MOST_CLASSES = 4  # that have a colour
MOST_SAMPLES = 300  # that are drawn
_MOST_PICTURES = 32  # of a run
_BYTES = 500_000  # of all pictures
_MOST_RECORDED = 1 << 28  # bytes of a run's parameters

Bytes = NDArray[np.uint8]


def drawn(task: Objective) -> Network | None:
    """The network, if its outputs are drawn: one of two inputs, and of few classes or of values."""
    if not isinstance(task, Network) or len(task.data.raw_names) != 2:
        return None
    return task if len(task.data.classes) <= MOST_CLASSES else None


def moments(experiment: Experiment, runs: int, recorded: int) -> NDArray[np.int64]:
    """The places among so many recorded steps at which so many runs have pictures; often none."""
    network = drawn(experiment.objective)
    if network is None or recorded * network.size * 4 > _MOST_RECORDED:
        return np.empty(0, np.int64)
    most = min(_BYTES // (runs * SIDE * SIDE * _layers(network)), _MOST_PICTURES)
    return evenly(recorded, most) if most > 1 else np.empty(0, np.int64)


def pictures(network: Network, params: NDArray[np.floating]) -> Bytes:
    """(m, SIDE, SIDE, layers): the outputs with parameters (m, P), the lowest row first.

    They are computed in the precision of the parameters, by kernels that the runs use, too.
    Of two classes the share of the second, of more the share of each, from 0 to 255; else the first
    output between the ends of its targets. What is not finite is 0.
    """
    left, right, bottom, top = box_of(network.data)
    x, y = np.linspace(left, right, SIDE), np.linspace(bottom, top, SIDE)
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    with np.errstate(all="ignore"):
        outputs = np.asarray(network.outputs(params, points, str(params.dtype)), np.float64)
        layers = np.stack([_shares(network, each) for each in outputs])
    known = np.clip(np.nan_to_num(layers, nan=0.0), 0, 1)
    return np.round(255 * known).astype(np.uint8).reshape(-1, SIDE, SIDE, layers.shape[-1])


def marks(network: Network, targets: NDArray[np.float64] | NDArray[np.int64]) -> Bytes:
    """(n,): the classes of samples, or their values from 0 to 255."""
    if network.data.classes:
        return targets.astype(np.uint8)
    low, high = ends_of(network.data)
    return np.round(255 * (targets[:, 0] - low) / (high - low)).astype(np.uint8)


def _layers(network: Network) -> int:
    count = len(network.data.classes)
    return count if count > 2 else 1


def _shares(network: Network, outputs: NDArray[np.float64]) -> NDArray[np.float64]:
    if not network.data.classes:
        low, high = ends_of(network.data)
        return (outputs[:, :1] - low) / (high - low)
    shares: NDArray[np.float64] = shares_of(network, outputs)
    return shares[:, 1:] if shares.shape[1] == 2 else shares
