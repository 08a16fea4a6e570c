"""Starts that are given as points, and edits of them: each returns the start of an experiment."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.app.translation import tr
from gdsim.base.errors import SettingError, shown
from gdsim.experiment import Experiment
from gdsim.objectives import Objective
from gdsim.objectives.starts import Point, Points, Start, uniform
from gdsim.objectives.weights import Vectors

Rows = NDArray[np.float64]
Numbers = tuple[float, ...]
FIGURES = 3  # of the coordinates of a new point


def start_of(experiment: Experiment) -> Start:
    """Where runs start, as it was given, or the objective's own point; of a function."""
    start = experiment.starts if experiment.start is None else experiment.start
    assert start is not None and not isinstance(start, Vectors)  # those of networks
    return start


def given_points(starts: object) -> Rows | None:
    """(n, variables): the points; None for a grid, for draws, and where a coordinate is an axis."""
    if isinstance(starts, Points):
        return starts.given
    if isinstance(starts, Point) and all(isinstance(each, float) for each in starts.coordinates):
        return np.array([starts.coordinates], float)
    return None


def added(starts: object, point: Sequence[float]) -> Any:
    """With one more point; the first one, if no points were given."""
    given = given_points(starts)
    return tuple(point) if given is None else start_at(np.vstack([given, point]))


def moved(starts: object, index: int, point: Sequence[float]) -> Any:
    """With another place of one point; one point alone, if no points were given."""
    given = given_points(starts)
    if given is None:
        return tuple(point)
    points = given.copy()
    points[min(index, len(points) - 1)] = point
    return start_at(points)


def removed(starts: object, indices: Collection[int]) -> Any:
    """Without some of the points. Errors: SettingError where none would be left."""
    given = given_points(starts)
    if given is None or len(set(indices)) == len(given):
        raise SettingError(
            tr("runs need a point to start at; add another one before removing this")
        )
    return start_at(np.delete(given, list(indices), axis=0))


def turned(starts: Point | Points, index: int, variable: int, value: Any) -> Any:
    """With another coordinate of one point, which may be an axis if the point is the only one."""
    if isinstance(starts, Point):
        coordinates: list[Any] = list(starts.coordinates)
        coordinates[variable] = value
        return coordinates
    if not isinstance(value, (int, float)):
        raise SettingError(
            tr("each of several points has one number here, got {value}", value=shown(value))
        )
    points = starts.given.copy()
    points[min(index, len(points) - 1), variable] = value
    return start_at(points)


def another(objective: Objective, count: int) -> Numbers:
    """A point of the domain that differs from others: of draws over it, the one of a number."""
    drawn = uniform(count + 1)
    part = {"start": slice(count, count + 1)}
    coordinates = objective.start_coordinates(drawn, part).values()
    return tuple(float(f"{each.values[0]:.{FIGURES}g}") for each in coordinates)


def start_at(points: Rows) -> Any:
    """The start at points: one alone is no axis."""
    return tuple(points[0].tolist()) if len(points) == 1 else points
