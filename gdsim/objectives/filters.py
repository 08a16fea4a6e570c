"""Random directions in the space of a network's weights, as long as the weights themselves."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.objectives.network import Network

Array = NDArray[np.float64]


def filter_normalized(network: Network, params: ArrayLike, seed: int = 0, count: int = 2) -> Array:
    """Random directions, (count, P): each unit's weights as long as they are in params, (P,).

    The weights into a unit are its filter. A direction's are normal numbers, scaled to the norm
    that the filter has in params, so that a plane along two directions looks the same for networks
    whose units are scaled alike; at coordinate 1 every unit has moved by its own size. Biases stay.

    Source: Li et al. 2018, arXiv:1712.09913, section 4.
    """
    drawn = np.random.default_rng(seed).normal(size=(count, network.size))
    parts: list[Array] = []
    for (own, _), (random, biases) in zip(
        network.weights(params), network.weights(drawn), strict=True
    ):
        target, length = (np.linalg.norm(each, axis=-1, keepdims=True) for each in (own, random))
        parts.append((random * (target / length)).reshape(count, -1))
        if biases is not None:
            parts.append(np.zeros_like(biases))
    return np.concatenate(parts, axis=1)
