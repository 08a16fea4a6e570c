"""What the units of a network see: pictures of their outputs over the inputs; without Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from gdsim.app.views.surface import box_of
from gdsim.learn.networks.responses import responses
from gdsim.objectives import Network
from gdsim.objectives.datasets import Data

SIDE = 22  # values along each side of a picture
ALONG = 48  # values along a curve
Unit = tuple[int, int]  # a layer, 0 for inputs, and a unit of it


@dataclass(frozen=True)
class Seeing:
    """What units see: pictures (rows, columns), the first row at the top; or curves (n, 2).

    The places of a curve go from 0 to 1, and so do its heights, from its least to its largest.
    """

    pictures: Mapping[Unit, np.ndarray] = field(default_factory=dict)
    curves: Mapping[Unit, np.ndarray] = field(default_factory=dict)


def image_side(data: Data) -> int | None:
    """The side of the square images whose pixels are the inputs; None: they are other numbers."""
    return data.image_side if data.names == data.raw_names else None


def has_pictures(data: Data) -> bool:
    """Whether there are pictures of what units see."""
    return len(data.raw_names) <= 2 or image_side(data) is not None


def seeing(network: Network, params: np.ndarray) -> Seeing:
    """What the units of a network see with these parameters, as far as there is a picture of it."""
    data = network.data
    side = image_side(data)
    if side is not None:
        return Seeing(_weights(network, params, side))
    if not has_pictures(data) or not np.isfinite(params).all():
        return Seeing()
    if len(data.raw_names) == 1:
        return Seeing(curves=_curves(network, params))
    left, right, bottom, top = box_of(data)
    xs, ys = np.linspace(left, right, SIDE), np.linspace(top, bottom, SIDE)
    points = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    pictures = {}
    for layer, values in enumerate(responses(network, params, points)):
        shares = values - 0.5 if _is_share(network, layer) else values
        for unit, column in enumerate(shares.T):
            pictures[layer, unit] = column.reshape(SIDE, SIDE)
    return Seeing(pictures)


def _weights(network: Network, params: np.ndarray, side: int) -> dict[Unit, np.ndarray]:
    """The mean of the training pictures, and the weights from each pixel to each unit."""
    mean = network.data.inputs.mean(axis=0)
    weights = network.weights(params)[0][0]
    of_units = {(1, unit): row.reshape(side, side) for unit, row in enumerate(weights)}
    return {(0, 0): mean.reshape(side, side), **of_units}


def _curves(network: Network, params: np.ndarray) -> dict[Unit, np.ndarray]:
    points = np.concatenate([network.data.raw_inputs, network.data.raw_test_inputs])[:, 0]
    xs = np.linspace(points.min(), points.max(), ALONG)
    curves = {}
    for layer, values in enumerate(responses(network, params, xs[:, None])):
        for unit, column in enumerate(values.T):
            low, high = float(column.min()), float(column.max())
            heights = (column - low) / (high - low) if high > low else np.full(ALONG, 0.5)
            curves[layer, unit] = np.stack([np.linspace(0, 1, ALONG), heights], axis=1)
    return curves


def _is_share(network: Network, layer: int) -> bool:
    """Whether units of a layer put out shares, of which a half is the border of a class."""
    return layer == len(network.layers) - 1 and network.output in ("sigmoid", "softmax")
