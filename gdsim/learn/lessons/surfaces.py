"""What claims measure on a function at a point: value, slopes, curvatures, and rises around it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gdsim.base.errors import SettingError, shown, suggestion
from gdsim.objectives.function import Function
from gdsim.objectives.objective import Objective, only

Options = Mapping[str, Any]
DIRECTIONS = 360
_SMALL = 1e-6  # default length of a step away from the point


def placed(text: Any, at: Any, objective: Objective) -> tuple[Function, tuple[float, ...]]:
    """The function, which without a text is the objective, and the point.

    Errors: SettingError for another kind, and for a point with other variables.
    """
    reason = f"slopes need a function; the experiment's objective is a {objective.kind}"
    given = objective if text is None else Function(str(text))
    function = only(Function, given, SettingError(reason))
    variables = function.variables
    if at is None:
        return function, function.start
    if not isinstance(at, dict) or set(at) != set(variables):
        raise SettingError(f"at must give {', '.join(variables)} and no more, got {shown(at)}")
    return function, tuple(float(at[name]) for name in variables)


def value(function: Function, point: Sequence[float], options: Options) -> float:
    """The function's value."""
    del options
    return function.expression.value(point)


def slope(function: Function, point: Sequence[float], options: Options) -> float:
    """The derivative in one variable."""
    return function.expression.gradient_at(point)[_index(function, options)]


def secant(function: Function, point: Sequence[float], options: Options) -> float:
    """The slope of the secant from the point to one `length` further along a variable."""
    moved = list(point)
    length = float(options.get("length", _SMALL))
    moved[_index(function, options)] += length
    expression = function.expression
    return (expression.value(moved) - expression.value(point)) / length


def steepness(function: Function, point: Sequence[float], options: Options) -> float:
    """The length of the gradient."""
    del options
    return math.hypot(*function.expression.gradient_at(point))


def rise(function: Function, point: Sequence[float], options: Options) -> float:
    """How much higher the function is `length` further along the gradient.

    With two variables also in another `direction`, in degrees from the gradient's.
    """
    gradient = function.expression.gradient_at(point)
    length = float(options.get("length", _SMALL))
    turn = math.radians(float(options.get("direction", 0.0)))
    unit = [each / math.hypot(*gradient) for each in gradient]
    if turn:
        x, y = unit
        unit = [x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)]
    moved = [p + length * u for p, u in zip(point, unit, strict=True)]
    return function.expression.value(moved) - function.expression.value(point)


def departure(function: Function, point: Sequence[float], options: Options) -> float:
    """How far the function is from its tangent plane, `length` further along the gradient."""
    length = float(options.get("length", _SMALL))
    return abs(rise(function, point, options) - length * steepness(function, point, options))


def detour(function: Function, point: Sequence[float], options: Options) -> float:
    """Degrees between the gradient and that of 360 directions in which the function rises most."""
    length = float(options.get("length", _SMALL))
    expression = function.expression
    angles = [2 * math.pi * k / DIRECTIONS for k in range(DIRECTIONS)]
    x, y = point
    rises = [expression.value((x + length * math.cos(a), y + length * math.sin(a))) for a in angles]
    best = angles[int(np.argmax(rises))]
    gradient = expression.gradient_at(point)
    off = best - math.atan2(gradient[1], gradient[0])
    return abs(math.degrees(math.remainder(off, 2 * math.pi)))


def curvatures(function: Function, point: Sequence[float]) -> np.ndarray:
    """The eigenvalues of the Hessian, the least first."""
    return np.linalg.eigvalsh(np.array(function.expression.hessian_at(point)))


def curvature(function: Function, point: Sequence[float], options: Options) -> float:
    """The largest eigenvalue of the Hessian."""
    del options
    return float(curvatures(function, point)[-1])


def least_curvature(function: Function, point: Sequence[float], options: Options) -> float:
    """The least eigenvalue of the Hessian."""
    del options
    return float(curvatures(function, point)[0])


def _index(function: Function, options: Options) -> int:
    names = function.variables
    name = str(options.get("variable", names[0]))
    if name not in names:
        raise SettingError(f"{function.name} has no variable {name!r}; {suggestion(name, names)}")
    return names.index(name)


MEASURES: dict[str, Callable[[Function, Sequence[float], Options], float]] = {
    "value": value,
    "slope": slope,
    "secant": secant,
    "steepness": steepness,
    "rise": rise,
    "departure": departure,
    "detour": detour,
    "curvature": curvature,
    "least_curvature": least_curvature,
}
