"""The slope in many directions around a point, measured by differences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
COUNT = 360
_STEP = 1e-5  # of the differences, relative to the point
_SIDE = 1e-7  # of those to one side
_ROOM = 2**22  # numbers in the points that are evaluated together


@dataclass(frozen=True)
class Fan:
    """Directions around a point, (n, d), their angles in degrees, (n,), and the slopes, (n,).

    Angles are measured from the first vector of the plane towards the second. In one dimension
    there are two directions.
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


def fan(
    evaluate: Callable[[Array], Array],
    point: Array,
    plane: tuple[Array, Array],
    one_sided: bool = False,
) -> Fan:
    """The slopes around a point by central differences of values, or by forward ones at a kink.

    `evaluate` takes points (n, d) and returns their values (n,); `plane`: two orthonormal vectors.
    """
    degrees = np.arange(COUNT) * 360 / COUNT if len(point) > 1 else np.array([0.0, 180.0])
    first, second = plane
    measured = degrees if one_sided else degrees[: len(degrees) // 2]
    radians = np.radians(measured)[:, np.newaxis]
    width = (_SIDE if one_sided else _STEP) * max(1.0, float(np.abs(point).max()))
    chunk = max(1, _ROOM // len(point))
    directions, slopes = [], []
    for start in range(0, len(measured), chunk):
        part = radians[start : start + chunk]
        turned = np.cos(part) * first + np.sin(part) * second
        forward = evaluate(point + width * turned)
        if one_sided:
            slopes.append((forward - evaluate(point[np.newaxis])) / width)
        else:
            slopes.append((forward - evaluate(point - width * turned)) / (2 * width))
        # For a large network only the slopes are kept.
        directions.append(turned if len(point) <= COUNT else turned[:, :0])
    if not one_sided:  # the others are the opposite directions
        directions += [-each for each in directions]
        slopes += [-each for each in slopes]
    return Fan(np.concatenate(directions), degrees, np.concatenate(slopes))


def plane_of(gradient: Array) -> tuple[Array, Array]:
    """Two orthonormal vectors: in 2 dimensions the axes, else the gradient's and a random one.

    The gradient must not be zero.
    """
    size = len(gradient)
    if size <= 2:
        axes = np.eye(2)[:, :size]
        return axes[0], axes[1]
    first = gradient / np.linalg.norm(gradient)
    second = np.random.default_rng(0).normal(size=size)
    second -= first * (first @ second)
    return first, second / np.linalg.norm(second)
