"""A plane through the space of the variables: its places as points of all variables, and back.

The map is drawn over one. With two variables there is only one plane, whose places are the points.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.app.translation import tr
from gdsim.results.geometry.movement import principal_axes

Values = NDArray[np.float64]
Side = tuple[float, float]
Numbers = tuple[float, ...]

MARGIN = 0.3  # of what a plane through two points or through runs shows round them
SLACK = 1e-9  # parts of its size by which a point of a plane may lie beside it


@dataclass(frozen=True)
class Cut(ABC):
    """A plane through `origin`, a point of all variables."""

    variables: tuple[str, ...]
    origin: Numbers

    @property
    @abstractmethod
    def names(self) -> tuple[str, str]:
        """What its coordinates are called."""

    @property
    @abstractmethod
    def directions(self) -> Values:
        """(2, variables): its axes, orthonormal."""

    @abstractmethod
    def points(self, places: ArrayLike) -> Values:
        """(..., variables): the points at places of the plane, (..., 2)."""

    @abstractmethod
    def along(self, vectors: NDArray[Any]) -> NDArray[Any]:
        """(..., 2): what vectors, (..., variables), are along the axes."""

    @abstractmethod
    def project(self, points: NDArray[Any]) -> NDArray[Any]:
        """(..., 2): the places of the plane that are nearest to points, (..., variables)."""

    @abstractmethod
    def sides(self, domain: Sequence[Side]) -> tuple[Side, Side]:
        """What of each coordinate is shown first."""

    @abstractmethod
    def moved(self, point: ArrayLike, place: ArrayLike) -> Values:
        """(variables,): a point that was moved along the plane until its place is another one."""

    def nearest(self, point: Numbers) -> Numbers:
        """The point of the plane that is nearest to a point."""
        near: list[float] = self.points(self.project(np.array(point))).tolist()
        return tuple(near)

    def holds(self, point: Numbers) -> bool:
        """Whether a point lies in the plane."""
        here, size = np.array(point), np.max(np.abs([point, self.origin]))
        return bool(np.max(np.abs(here - self.nearest(point))) <= SLACK * size)


@dataclass(frozen=True)
class Pair(Cut):
    """The plane of two of the variables, by their indices in order; the others are as at `origin`.

    Its coordinates are the two variables, to the bit.
    """

    first: int = 0
    second: int = 1

    @property
    def names(self) -> tuple[str, str]:
        """The two variables."""
        return self.variables[self.first], self.variables[self.second]

    @property
    def directions(self) -> Values:
        """Unit vectors."""
        return np.eye(len(self.variables))[[self.first, self.second]]

    def points(self, places: ArrayLike) -> Values:
        """The origin with two other coordinates."""
        here = np.asarray(places, np.float64)
        points = np.empty((*here.shape[:-1], len(self.variables)))
        points[...] = self.origin
        points[..., self.first], points[..., self.second] = here[..., 0], here[..., 1]
        return points

    def along(self, vectors: NDArray[Any]) -> NDArray[Any]:
        """Two of the components, not copied."""
        return vectors[..., self.first : self.second + 1 : self.second - self.first]

    def project(self, points: NDArray[Any]) -> NDArray[Any]:
        """Two of the coordinates, not copied."""
        return self.along(points)

    def moved(self, point: ArrayLike, place: ArrayLike) -> Values:
        """The point with two other coordinates."""
        points = np.array(point, np.float64)
        points[[self.first, self.second]] = place
        return points

    def sides(self, domain: Sequence[Side]) -> tuple[Side, Side]:
        """Their sides of the domain."""
        return domain[self.first], domain[self.second]


@dataclass(frozen=True)
class Oblique(Cut):
    """A plane along two orthonormal `axes`; its coordinates are lengths from the origin."""

    axes: tuple[Numbers, Numbers]
    called: tuple[str, str]
    shown: tuple[Side, Side]

    @property
    def names(self) -> tuple[str, str]:
        """What the axes are called."""
        return self.called

    @property
    def directions(self) -> Values:
        """The axes."""
        return np.array(self.axes)

    def points(self, places: ArrayLike) -> Values:
        """The origin and so much along each axis."""
        points: Values = self.origin + np.asarray(places, np.float64) @ self.directions
        return points

    def along(self, vectors: NDArray[Any]) -> NDArray[Any]:
        """Products with the axes, summed in one order: equal vectors have equal ones."""
        with np.errstate(invalid="ignore", over="ignore"):
            parts = (vectors[..., k, None] * axis for k, axis in enumerate(self.directions.T))
            return np.asarray(sum(parts))

    def project(self, points: NDArray[Any]) -> NDArray[Any]:
        """The displacement from the origin along each axis."""
        return self.along(points - np.array(self.origin))

    def moved(self, point: ArrayLike, place: ArrayLike) -> Values:
        """The point and what is missing along each axis."""
        here = np.asarray(point, np.float64)
        missing: Values = np.asarray(place, np.float64) - self.project(here)
        points: Values = here + missing @ self.directions
        return points

    def sides(self, domain: Sequence[Side]) -> tuple[Side, Side]:
        """A square round what the plane was laid through."""
        return self.shown


def middle(variables: Sequence[str], domain: Sequence[Side]) -> Pair:
    """The plane of the first two variables through the middle of the domain."""
    return Pair(tuple(variables), tuple((low + high) / 2 for low, high in domain))


def pairs(variables: Sequence[str]) -> list[tuple[int, int]]:
    """The indices of all pairs of variables."""
    return list(combinations(range(len(variables)), 2))


def through(
    variables: tuple[str, ...], start: Numbers, goal: Numbers, towards: str, seed: int, reach: float
) -> Oblique:
    """A random plane through two points, the first of which is its origin; another for each seed.

    towards: the name of the axis from one to the other. reach: the size of what is shown if both
    are one point.
    """
    way = np.subtract(goal, start)
    length = float(np.linalg.norm(way))
    vectors = np.random.default_rng(seed).normal(size=(2, len(variables)))
    axes = _orthonormal(way if length > 0 else vectors[0], vectors[1])
    around = np.array([[0.0, 0.0], [length, 0.0]])
    names = towards, tr("across, in a random direction")
    return Oblique(variables, start, axes, names, _square(around, reach))


def principal(variables: tuple[str, ...], start: Numbers, paths: Values, reach: float) -> Oblique:
    """The plane through the start along which runs, (m, steps, variables), move most.

    reach: the size of what is shown of runs that have not moved.
    """
    first, second = principal_axes(paths).tolist()
    names = tr("first principal direction"), tr("second principal direction")
    plane = Oblique(variables, start, (tuple(first), tuple(second)), names, ((0, 1), (0, 1)))
    places = plane.project(paths).reshape(-1, 2)
    seen = places[np.isfinite(places).all(axis=1)]
    return replace(plane, shown=_square(seen, reach))


def _orthonormal(first: Values, second: Values) -> tuple[Numbers, Numbers]:
    """Two directions in the plane of two vectors, the first along the first."""
    one = first / np.linalg.norm(first)
    two = second - (second @ one) * one
    two /= np.linalg.norm(two)
    return tuple(one.tolist()), tuple((two - (two @ one) * one).tolist())


def _square(places: Values, reach: float) -> tuple[Side, Side]:
    """The sides of a square round places, (m, 2), with a margin."""
    places = places if len(places) else np.zeros((1, 2))
    low, high = places.min(axis=0), places.max(axis=0)
    size = float(np.max(high - low))
    half = (0.5 + MARGIN) * (size if size > 0 else reach)
    (x, y) = ((low + high) / 2).tolist()
    return (x - half, x + half), (y - half, y + half)
