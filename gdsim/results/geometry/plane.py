"""A plane through the space of the parameters, in which losses and the paths of runs are drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.results.geometry.movement import share_outside

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Plane:
    """The points origin + x * directions[0] + y * directions[1]; (x, y) is a place of the plane.

    origin: (n,). directions: (2, n), linearly independent, of any length and angle.
    """

    origin: Array
    directions: Array

    def through(self, point: ArrayLike) -> Plane:
        """The parallel plane through a point, (n,): places keep their coordinates."""
        here = np.asarray(point, np.float64)
        return replace(self, origin=here - self.project(here) @ self.directions)

    def points(self, places: ArrayLike) -> Array:
        """The points, (..., n), at places, (..., 2)."""
        points: Array = self.origin + np.asarray(places, np.float64) @ self.directions
        return points

    def project(self, points: ArrayLike) -> Array:
        """The places, (..., 2), that are nearest to points, (..., n)."""
        with np.errstate(invalid="ignore", over="ignore"):
            places: Array = (np.asarray(points, np.float64) - self.origin) @ self._inverse
        return places

    def share_outside(self, paths: ArrayLike) -> float:
        """The share of squared movement of runs, (..., steps, n), that is across the plane.

        Movement is from the first point of each run. NaN if nothing has moved.
        """
        return share_outside(paths, np.linalg.qr(self.directions.T)[0].T)

    @cached_property
    def _inverse(self) -> Array:
        return np.asarray(np.linalg.pinv(self.directions), np.float64)


def of_weights(size: int, first: int, second: int) -> Plane:
    """The plane of two of the parameters; its coordinates are these parameters."""
    return Plane(np.zeros(size), np.eye(size)[[first, second]])
