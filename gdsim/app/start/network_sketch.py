"""What a network has learned, as a small picture: its outputs over its samples, or its layers.

Of two inputs the outputs are drawn over the plane, of one input as a curve; of more inputs, or of a
single sample, there are the layers beside the losses.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gdsim.app.start.shares import APART, fewer, kept, shares_of
from gdsim.app.views import surface as pictures
from gdsim.base.evenly import evenly
from gdsim.objectives import Network
from gdsim.objectives.datasets import Data

Array = np.ndarray[Any, np.dtype[Any]]

SIDE = 40  # values along each side of a plane
SPOTS = 90  # samples, at most
MARGIN = 0.12  # of the heights of samples and curves, on each side
BESIDE = 0.52  # of the width, where losses begin beside layers
NONE = 255  # the mark of a sample without a class or a value of its own


def shows_outputs(network: Network) -> bool:
    """Whether what it puts out has a picture: of one or two inputs, unless of a single sample."""
    return len(network.data.raw_names) <= 2 and len(network.data.raw_inputs) > 1


def outputs_of(network: Network, params: Sequence[Array], best: int, dtype: str) -> dict[str, Any]:
    """The fields of a sketch of trained parameters, each (P,); over a plane those of the best."""
    if len(network.data.raw_names) == 2:
        return _plane(network, params[best], dtype)
    return _curves(network, params, dtype)


def layers_of(network: Network, losses: Sequence[Array]) -> dict[str, Any]:
    """The fields of a sketch of layers beside losses, which are shares of a picture, (n, 2)."""
    lines = [line * (1 - BESIDE, 1.0) + (BESIDE, 0.0) for line in losses]
    return {"layers": np.array(network.layers, np.int32), "lines": tuple(lines)}


def _plane(network: Network, params: Array, dtype: str) -> dict[str, Any]:
    """The shares of the classes, or the values, over the plane, with the samples on it."""
    data = network.data
    box = pictures.box_of(data)
    found = pictures.surface(network, params, box, dtype, SIDE)
    outputs = found.outputs[:: pictures.FINER, :: pictures.FINER]
    if not data.classes:
        low, high = pictures.ends_of(data)
        outputs = (outputs - low) / (high - low)
    outputs = np.where(np.isfinite(outputs), np.clip(outputs, 0, 1), 0.5)
    corners = np.array(box).reshape(2, 2)
    chosen = evenly(len(data.raw_inputs), SPOTS)
    return {
        "outputs": np.round(255 * outputs).astype(np.uint8),
        "ground": kept(shares_of(fewer(found.border), corners)),
        "spots": kept(shares_of(data.raw_inputs[chosen], corners)),
        "marks": _marks(data)[chosen],
    }


def _curves(network: Network, params: Sequence[Array], dtype: str) -> dict[str, Any]:
    """The curve of each of the parameters through the samples."""
    data = network.data
    chosen = evenly(len(data.raw_inputs), SPOTS)
    targets = data.targets if data.classes else data.targets[:, 0]
    points = np.stack([data.raw_inputs[chosen, 0], targets[chosen]], axis=-1).astype(float)
    low, high = points.min(axis=0), points.max(axis=0)
    # Where all are equal, as much as would show a curve that is not far.
    around = np.where(high > low, MARGIN * (high - low), np.maximum(np.abs(low), 1.0) / 2)
    corners = np.stack([low - around, high + around], axis=-1)
    fits = [pictures.fit(network, each, tuple(corners[0].tolist()), dtype) for each in params]
    lines = [np.stack([fit.x, fit.y[:, 0]], axis=-1)[::APART] for fit in fits]
    return {
        "lines": tuple(kept(shares_of(line[np.isfinite(line[:, 1])], corners)) for line in lines),
        "spots": kept(shares_of(points, corners)),
        "marks": _marks(data)[chosen] if data.classes else np.full(len(chosen), NONE, np.uint8),
    }


def _marks(data: Data) -> Array:
    """(n,): the classes of samples, or their values from 0 to 254."""
    if data.classes:
        return np.asarray(data.targets, np.uint8)
    low, high = pictures.ends_of(data)
    return np.round(254 * (data.targets[:, 0] - low) / (high - low)).astype(np.uint8)
