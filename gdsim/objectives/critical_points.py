"""Where the gradient of a function vanishes: minima, maxima and saddles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.objectives.objective import Objective

MINIMUM, MAXIMUM, SADDLE = "minimum", "maximum", "saddle"
_SIDE = 64  # gradients along each side of the domain that the search begins with
_ROUNDS = 40  # of Newton's method
_FLAT = 1e-5  # share of the largest curvature below which one says nothing


@dataclass(frozen=True)
class CriticalPoint:
    """A place where the gradient is zero, and what it is there."""

    place: tuple[float, float]
    kind: str


def critical_points(objective: Objective, most: int = 400) -> tuple[CriticalPoint, ...]:
    """The critical points of a function of two variables inside its domain, as far as found.

    The search begins where the gradient of a grid is shorter than at all its neighbours; Newton's
    method with the Hessian goes on from there. None are returned if it had to begin more than
    `most` times.
    """
    sides = np.array(objective.domain, float)
    axes = [np.linspace(low, high, _SIDE) for low, high in sides]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2)
    with np.errstate(all="ignore"):
        gradients = np.asarray(objective.gradient(grid))
        lengths = np.hypot(*(gradients * (sides[:, 1] - sides[:, 0])).T).reshape(_SIDE, _SIDE)
    begins = grid.reshape(_SIDE, _SIDE, 2)[_is_least(lengths)]
    found: list[CriticalPoint] = []
    for begin in begins if len(begins) <= most else ():
        place = _settled(objective, begin, sides)
        if place is None or any(_is_close(place, other.place, sides) for other in found):
            continue
        kind = _kind(objective, place, sides)
        if kind is not None:
            found.append(CriticalPoint((float(place[0]), float(place[1])), kind))
    return tuple(found)


def minimum_near(
    objective: Objective, begin: Iterable[float], box: ArrayLike
) -> tuple[float, ...] | None:
    """The minimum that Newton's method settles at; None if it ends at none, or leaves the box.

    begin: (n,), where it begins; its steps are at most a twentieth of the sides of the box. box:
    (n, 2), the least and the largest value of each variable.
    """
    sides = np.array(box, float)
    with np.errstate(all="ignore"):
        place = _settled(objective, np.array(begin, float), sides)
        if place is None or _kind(objective, place, sides) != MINIMUM:
            return None
    return tuple(place.tolist())


def _is_least(lengths: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which values of a grid are no larger than their neighbours."""
    padded = np.pad(np.nan_to_num(lengths, nan=np.inf), 1, constant_values=np.inf)
    shifts = [(i, j) for i in range(3) for j in range(3) if (i, j) != (1, 1)]
    around = [padded[i : i + len(lengths), j : j + len(lengths)] for i, j in shifts]
    least: NDArray[np.bool_] = np.isfinite(lengths) & (lengths <= np.min(around, axis=0))
    return least


def _settled(
    objective: Objective, begin: NDArray[np.float64], sides: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """Where Newton's method ends, or None if it leaves the domain or does not settle."""
    place, size = begin.copy(), sides[:, 1] - sides[:, 0]
    for _ in range(_ROUNDS):
        try:
            gradient, hessian = objective.slope(place), objective.hessian(place)
        except (ArithmeticError, ValueError):
            return None
        if not (np.isfinite(gradient).all() and np.isfinite(hessian).all()):
            return None
        step = np.linalg.lstsq(hessian, -gradient, rcond=None)[0]
        longest = float(np.max(np.abs(step) / size))
        if longest > 0.05:  # no farther than a few cells of the grid
            step *= 0.05 / longest
        place = place + step
        if np.any(place < sides[:, 0]) or np.any(place > sides[:, 1]):
            return None
        if longest < 1e-7:
            return place
    return None


def _is_close(
    place: NDArray[np.float64], other: tuple[float, float], sides: NDArray[np.float64]
) -> bool:
    return bool(np.all(np.abs(place - other) < 1e-4 * (sides[:, 1] - sides[:, 0])))


def _kind(
    objective: Objective, place: NDArray[np.float64], sides: NDArray[np.float64]
) -> str | None:
    """What a point is by its curvatures, or by the values around it if they say nothing."""
    curvatures = np.linalg.eigvalsh(objective.hessian(place))
    if np.min(np.abs(curvatures)) > _FLAT * np.max(np.abs(curvatures)):
        if curvatures[0] < 0 < curvatures[-1]:
            return SADDLE
        return MINIMUM if curvatures[0] > 0 else MAXIMUM
    if len(place) != 2:
        return None  # around it are too many ways to look at
    turns = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    circle = np.stack([np.cos(turns), np.sin(turns)], axis=-1)
    around = [objective.value(place + 0.01 * (sides[:, 1] - sides[:, 0]) * way) for way in circle]
    rises = np.array(around) - objective.value(place)
    if not np.isfinite(rises).all():
        return None
    slack = 1e-9 * float(np.max(np.abs(rises)))
    if (rises > slack).all():
        return MINIMUM
    if (rises < -slack).all():
        return MAXIMUM
    return SADDLE if (rises > slack).any() and (rises < -slack).any() else None
