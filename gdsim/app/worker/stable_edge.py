"""The edge of stability on a map: where the learning rate is the largest at which errors shrink."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdsim.app.model.plane import Area, Plane, Span, coordinate, setting
from gdsim.app.model.turnable import Turnable, turnables
from gdsim.app.translation import tr
from gdsim.learn.steps.edge import StableBounds, stable_bounds, why_no_bound
from gdsim.results.geometry.contours import contours

Array = NDArray[np.float64]
Line = Array | tuple[()]
RATE = "optimizer.lr"
# Samples along a line: of optimizers each takes a while, of starts and objectives nearly none.
FEW, MANY = 13, 65
NINE_DIGITS = 1e-7  # of a coordinate: bounds are known to nine digits


@dataclass(frozen=True)
class StableEdge:
    """The line on a map beyond which errors grow.

    `x`, `y`: (n,) coordinates, NaN between its parts. `curvature`: the least and the largest along
    it, of the loss at a known minimum or else where runs start. `why_not`: why it has no points.
    """

    x: Line = ()
    y: Line = ()
    curvature: tuple[float, float] = (np.nan, np.nan)
    at_minimum: bool = False
    why_not: str = ""


def stable_edge(plane: Plane, area: Area, is_wanted: Callable[[], bool]) -> StableEdge | None:
    """The edge of stability in an area of a plane; None if it is no longer wanted."""
    why = why_no_bound(plane.experiment)
    if why:
        return StableEdge(why_not=why)
    xs, ys = _samples(plane, area)
    bounds = _bounds(plane, xs, ys, is_wanted)
    if bounds is None:
        return None
    known = bounds.curvatures[np.isfinite(bounds.rates)]
    if not known.size:
        return StableEdge(why_not=tr("the loss does not curve upwards"))
    if any(_is_fine(span) for span in (area.x, area.y)):
        return StableEdge(why_not=tr("it is known to nine digits, zoom out"))
    x, y = _line(plane, xs, ys, bounds.rates)
    ends = float(known.min()), float(known.max())
    return StableEdge(x, y, ends, bool(bounds.at_minimum.all()))


def _is_fine(span: Span) -> bool:
    return span.width < NINE_DIGITS * max(abs(span.low), abs(span.high))


def _samples(plane: Plane, area: Area) -> tuple[Array, Array]:
    """Coordinates along x and y at which bounds are wanted; of the rate one: none depends on it."""
    sides = (plane.x, area.x), (plane.y, area.y)
    keys = [side.key for side, _ in sides]
    is_quick = RATE in keys and sum(key.startswith("optimizer.") for key in keys) == 1
    count = MANY if is_quick else FEW
    xs, ys = (
        _places(side, span, count) if side.key != RATE else np.array([coordinate(side, side.value)])
        for side, span in sides
    )
    return xs, ys


def _bounds(
    plane: Plane, xs: Array, ys: Array, is_wanted: Callable[[], bool]
) -> StableBounds | None:
    """The bounds at the points of a grid, row by row."""
    experiments = []
    for y in ys:
        for x in xs:
            if not is_wanted():
                return None
            experiments.append(plane.at(plane.experiment, setting(plane.x, x), setting(plane.y, y)))
    return stable_bounds(experiments)


def _line(plane: Plane, xs: Array, ys: Array, rates: Array) -> tuple[Line, Line]:
    """Where the rates of runs are the largest stable ones, which are known at the samples."""
    for side in (plane.x, plane.y):
        if side.key == RATE:
            edge = np.array([coordinate(side, rate) for rate in rates])
            return (edge, ys) if side is plane.x else (xs, edge)
    with np.errstate(divide="ignore", invalid="ignore"):
        excess = np.log(turnables(plane.experiment)[RATE].value / rates)
    x, y = contours(xs, ys, excess.reshape(len(ys), len(xs)), 0.0)[:-1].T
    return x, y


def _places(turnable: Turnable, span: Span, count: int) -> Array:
    """Coordinates over a span whose settings are allowed."""
    places = np.linspace(span.low, span.high, count)
    allowed = turnable.range.allows(np.array([setting(turnable, place) for place in places]))
    kept: Array = places[allowed]
    return kept
