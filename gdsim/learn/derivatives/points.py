"""A function at the point where it is explained, with its expression in a graph of its own.

Explaining adds nodes to a graph; the graph of the objective that runs is not changed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.axes import Axis
from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion
from gdsim.base.figures import number
from gdsim.base.settings import number as checked
from gdsim.base.words import counted
from gdsim.calculus import Expression, ExpressionError, parse, printing
from gdsim.calculus.graph import Node, reachable
from gdsim.calculus.lowering import compute, lower
from gdsim.calculus.operations import COMPARISONS
from gdsim.objectives.function import Function
from gdsim.objectives.objective import only

MAX_NODES = 100_000  # of a graph that is explained, with its derivatives
_LETTERS = ("u", "v", "w", "q", "r", "s", "z", "u_")


@dataclass(frozen=True)
class Place:
    """A function at one point; `parameters` maps each of its parameters to a number."""

    function: Function
    point: tuple[float, ...]
    parameters: Mapping[str, float]

    @cached_property
    def expression(self) -> Expression:
        """The function's expression, in a graph of its own."""
        expression = parse(self.function.text, self.parameters, self.function.variables)
        expression.root.graph.limit = MAX_NODES
        return expression

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the variables, in the order of the point."""
        return self.function.variables

    @property
    def coordinates(self) -> dict[str, float]:
        """The variables and their numbers."""
        return dict(zip(self.variables, self.point, strict=True))

    @property
    def numbers(self) -> dict[str, float]:
        """The variables and parameters and their numbers."""
        return {**self.coordinates, **self.parameters}

    @property
    def text(self) -> str:
        """The formula, without the parameters' values."""
        return printing.text(self.expression.root)

    @property
    def words(self) -> str:
        """The point in words: "x = 1, y = -2"."""
        return ", ".join(f"{name} = {number(x)}" for name, x in self.coordinates.items())

    @property
    def name(self) -> str:
        """The name of the function: f, unless that is taken."""
        return next(each for each in ("f", "F", "g", "y", "f_0") if each not in self.numbers)

    @property
    def letter(self) -> str:
        """The letter of its intermediate quantities (u, u1, u2, …): u, unless that is taken."""
        return next(
            letter
            for letter in _LETTERS
            if not any(name.rstrip("0123456789") == letter for name in self.numbers)
        )

    def values(self, nodes: Iterable[Node]) -> list[float]:
        """The values of nodes of the expression's graph, as float64."""
        return values(nodes, self.numbers)

    def value(self, point: Sequence[float]) -> float:
        """The function's value at any point, as the expression gives it."""
        return self.expression.value(point)

    def evaluate(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """The values (n,) at points (n, d)."""
        return np.array([self.value(each) for each in points.tolist()])

    def moved(self, **changes: float) -> Place:
        """The same function at another point."""
        coordinates = {**self.coordinates, **changes}
        moved = Place(self.function, tuple(coordinates.values()), self.parameters)
        moved.__dict__["expression"] = self.expression  # the same at all points
        return moved


def values(nodes: Iterable[Node], numbers: Mapping[str, float]) -> list[float]:
    """The values of nodes of one graph, as float64."""
    wanted = list(nodes)
    if not wanted:
        return []
    return [float(each) for each in compute(lower(wanted), numbers, np.float64)]


def place(subject: Any, at: Any = None) -> Place:
    """A function at the point where it is explained.

    `subject`: a Function, or the name or text of one. `at`: one number per variable, as a mapping
    ({"x": 1.0}, which may give parameters as well), or a sequence in their order, or a single
    number for one variable; None: the start of runs. Errors: SettingError, also if the function
    has no finite value at the point.
    """
    function = _function(subject)
    given = _given(function, at)
    variables = function.variables
    point = tuple(given.pop(name) for name in variables)
    numbers = _parameters(function) | given
    explained = Place(function, point, numbers)
    _refuse_undefined(explained)
    return explained


def variable(place: Place, name: str) -> str:
    """The name, if it is one of the variables. Errors: SettingError."""
    if name not in place.variables:
        hint = suggestion(name, place.variables)
        raise SettingError(f"the function has no variable {name!r}; {hint}", "by")
    return name


def _function(subject: Any) -> Function:
    if not isinstance(subject, str):
        reason = f"the subject must be a Function, or its name or text, got {shown(subject)}"
        return only(Function, subject, SettingTypeError(reason))
    return with_data(subject, {})


def with_data(text: str, data: Mapping[str, Any]) -> Function:
    """The function of a text, or of this name, with some of its variables held at numbers."""
    if not isinstance(data, Mapping):
        raise SettingTypeError(f"data must be numbers by name, got {shown(data)}", "data")
    try:
        return Function(text, data=data)
    except ExpressionError as error:
        raise SettingError(str(error)) from error


def _parameters(function: Function) -> dict[str, float]:
    parameters = dict(function.expression.parameters)
    for name, value in function.parameters.items():
        if isinstance(value, Axis):
            raise SettingError(
                f"{name} has several values, {shown(value)}; choose one with "
                f"replace({name}=...) to explain the function"
            )
    return parameters


def _given(function: Function, at: Any) -> dict[str, float]:
    """The given numbers by name: every variable, and perhaps parameters."""
    names = function.variables
    if at is None:
        return dict(zip(names, function.start, strict=True))
    if isinstance(at, Mapping):
        known = (*names, *function.expression.parameters)
        unknown = [name for name in at if name not in known]
        if unknown:
            hint = suggestion(unknown[0] if isinstance(unknown[0], str) else "", known)
            raise SettingError(f"the function has no variable {shown(unknown[0])}; {hint}", "at")
        missing = [name for name in names if name not in at]
        if missing:
            raise SettingError(
                f"the point has no value for {', '.join(missing)}, got {shown(at)}", "at"
            )
        return {name: checked(value, name) for name, value in at.items()}
    try:
        coordinates = [at] if np.ndim(at) == 0 else list(at)
    except ValueError:  # lists of different lengths in it, or endless nesting
        raise SettingTypeError(f"a point must be numbers, got {shown(at)}", "at") from None
    if len(coordinates) != len(names):
        raise SettingError(
            f"a point must have {counted(len(names), 'number')} "
            f"({', '.join(names)}), got {shown(at)}",
            "at",
        )
    return {name: checked(x, name) for name, x in zip(names, coordinates, strict=True)}


def _refuse_undefined(place: Place) -> None:
    """SettingError if the value is not finite, with the first part whose value is not."""
    root = place.expression.root
    nodes = [each for each in reachable([root]) if each.operation not in COMPARISONS.values()]
    numbers = dict(zip((each.index for each in nodes), place.values(nodes), strict=True))
    if math.isfinite(numbers[root.index]):
        return
    culprit = next(
        each
        for each in nodes
        if not math.isfinite(numbers[each.index])
        and all(math.isfinite(numbers.get(i.index, 0.0)) for i in each.inputs)
    )
    what = "undefined" if math.isnan(numbers[culprit.index]) else "infinite"
    part = "" if culprit is root else f", as {printing.text(culprit)} is {what} there"
    ending = part or f": it is {what} there"
    raise SettingError(f"{place.text} has no finite value at {place.words}{ending}", "at")
