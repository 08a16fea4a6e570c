"""The slope in many directions around a point, measured by differences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
COUNT = 360
_STEP = 1e-5
_ROOM = 2**22  # numbers in the points that are evaluated together


@dataclass(frozen=True)
class Fan:
    """Directions around a point, (n, d), their angles in degrees, (n,), and the slopes, (n,).

    In two dimensions angles are measured from the first axis towards the second; in more, from the
    gradient, in the plane of the gradient and a random direction. In one dimension there are two
    directions.
    """

    directions: Array
    degrees: Array
    slopes: Array

    @property
    def best(self) -> int:
        """The index of the steepest direction."""
        return int(np.nanargmax(self.slopes))

    @property
    def data(self) -> dict[str, list[float]]:
        """The angles and slopes, for a picture."""
        return {"degrees": self.degrees.tolist(), "slopes": self.slopes.tolist()}


def fan(evaluate: Callable[[Array], Array], point: Array, gradient: Array) -> Fan:
    """The slopes around a point by central differences of values; the gradient must not be zero.

    `evaluate` takes points (n, d) and returns their values (n,).
    """
    degrees = np.arange(COUNT) * 360 / COUNT if len(point) > 1 else np.array([0.0, 180.0])
    first, second = _plane(gradient)
    radians = np.radians(degrees)[:, np.newaxis]
    width = _STEP * max(1.0, float(np.abs(point).max()))
    chunk = max(1, _ROOM // len(point))
    directions, slopes = [], []
    for start in range(0, len(degrees), chunk):
        part = radians[start : start + chunk]
        turned = np.cos(part) * first + np.sin(part) * second
        forward, backward = (evaluate(point + turn * width * turned) for turn in (1, -1))
        slopes.append((forward - backward) / (2 * width))
        # For a large network only the slopes are kept.
        directions.append(turned if len(point) <= COUNT else turned[:, :0])
    return Fan(np.concatenate(directions), degrees, np.concatenate(slopes))


def _plane(gradient: Array) -> tuple[Array, Array]:
    """Two orthonormal vectors: in 2 dimensions the axes, else the gradient's and a random one."""
    size = len(gradient)
    if size <= 2:
        axes = np.eye(2)[:, :size]
        return axes[0], axes[1]
    first = gradient / np.linalg.norm(gradient)
    second = np.random.default_rng(0).normal(size=size)
    second -= first * (first @ second)
    return first, second / np.linalg.norm(second)
