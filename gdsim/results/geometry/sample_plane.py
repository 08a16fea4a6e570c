"""What a network of two inputs is drawn over: the box of its samples, and shares of its classes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.objectives import Network
from gdsim.objectives.datasets import Data

Array = NDArray[Any]
Box = tuple[float, float, float, float]  # left, right, bottom, top


def shares_of(network: Network, outputs: Array) -> Array:
    """(m, classes): outputs (m, k) as shares of 1; NaN where they are not finite.

    One output is the share of class 1, scaled from the targets of the two classes to 0..1; outputs
    of a softmax are shares already, others are cut to 0..1 and divided by their sum.
    """
    if outputs.shape[1] == 1:
        middle = network.goal.midpoint
        assert middle is not None  # without classes there are no shares
        share = np.clip(0.5 + (outputs - middle) / (2 * (1.0 - middle)), 0, 1)
        return np.concatenate([1 - share, share], axis=1)
    low = -1.0 if network.goal.marks == "signs" else 0.0
    cut = np.clip((outputs - low) / (1.0 - low), 0, None)
    total = cut.sum(axis=1, keepdims=True)
    return np.where(total > 0, cut / np.where(total > 0, total, 1), 1 / outputs.shape[1])


def box_of(data: Data, columns: tuple[int, int] = (0, 1)) -> Box:
    """A box around all samples over two of their raw inputs, with a margin."""
    points = np.concatenate([data.raw_inputs, data.raw_test_inputs])[:, list(columns)]
    (left, bottom), (right, top) = points.min(axis=0), points.max(axis=0)
    x, y = 0.08 * max(right - left, 1e-9), 0.08 * max(top - bottom, 1e-9)
    return float(left - x), float(right + x), float(bottom - y), float(top + y)


def ends_of(data: Data) -> tuple[float, float]:
    """The least and the largest target value of the first output."""
    targets = np.concatenate([data.targets[:, 0], data.test_targets[:, 0]])
    low, high = float(targets.min()), float(targets.max())
    return (low, high) if high > low else (low - 0.5, high + 0.5)
