"""The picture of a lesson, described by measurements as its claims are.

A lesson's file has one of three kinds, each with a caption that says what is to be seen:

    [lesson.picture]
    caption = "Momentum's band of rates reaches further to the right."
    label = "steps to converge"                  # of what is measured
    x = "lr"                                     # the axis below; or "step", "epoch"
    lines = [{ of = "convergence", optimizer = "SGD", name = "SGD" }]
    bounds = [{ at = 20, name = "2 / rate" }]    # dashed lines across; `marks`: upright
    dots = true                                  # a dot for each run, instead of a line

or, with x and y, a colour for each pair of settings, `map = { of = "convergence" }`, from the first
to the second number of `limits` if they are given, or runs over a function of one variable or two:

    paths = [{ optimizer = "SGD", lr = 0.1, name = "SGD" }]
    box = [[-2.0, 2.0], [-1.0, 1.0]]             # what is shown; by default its domain, or all
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError, SettingTypeError, placed, shown
from gdsim.experiment.toml.values import read_table
from gdsim.learn.lessons.measurements import Measurement, Run, named, read, value
from gdsim.learn.lessons.tables import needed_text, only_kind
from gdsim.objectives.function import Function
from gdsim.objectives.objective import only

_KINDS = ("lines", "map", "paths")
_KEYS = ("caption", "label", "x", "y", *_KINDS, "bounds", "marks", "dots", "box", "limits")
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """Numbers with their places, and a name: y by x."""

    name: str
    x: Array
    y: Array


@dataclass(frozen=True)
class Bound:
    """A line across a picture, or upright, with a name."""

    at: Measurement | float
    name: str


@dataclass(frozen=True)
class Picture:
    """What a lesson shows: `kind` is "lines", "map" or "paths", of the measurements `sides`."""

    caption: str
    kind: str
    sides: tuple[Measurement, ...]
    label: str = ""
    x: str = ""
    y: str = ""
    bounds: tuple[Bound, ...] = ()
    marks: tuple[Bound, ...] = ()
    dots: bool = False
    box: tuple[tuple[float, float], ...] = ()
    limits: tuple[float, ...] = ()

    def curves(self, runs: Mapping[str, Run]) -> list[Curve]:
        """The lines; with `dots` every number along x, in any order."""
        return [self._curve(side, runs) for side in self.sides]

    def _curve(self, side: Measurement, runs: Mapping[str, Run]) -> Curve:
        places, numbers = side.along(runs, (self.x,), every=self.dots)
        return Curve(side.name, places[0], numbers)

    def pixels(self, runs: Mapping[str, Run]) -> tuple[Array, Array, Array]:
        """The values of x and y, and the numbers (y, x)."""
        (x, y), numbers = self.sides[0].along(runs, (self.x, self.y))
        return x, y, numbers.T

    def function(self, runs: Mapping[str, Run]) -> Function:
        """The function that paths go over; SettingError for another objective."""
        objective = runs[self.sides[0].variant].experiment.objective
        return only(Function, objective, SettingError("paths need a function as the objective"))

    def routes(self, runs: Mapping[str, Run]) -> list[tuple[str, Array]]:
        """The name and the points (step, variable) of each path."""
        return [(side.name, side.path(runs)) for side in self.sides]

    def levels(self, given: tuple[Bound, ...], runs: Mapping[str, Run]) -> list[tuple[float, str]]:
        """The numbers of bounds or marks, with their names."""
        return [(value(each.at, runs), each.name) for each in given]

    def words(self, runs: Mapping[str, Run], dim: str) -> str:
        """The name of a dimension, as its axis has it."""
        result = runs[self.sides[0].variant].result
        words = str(result[dim].attrs.get("long_name", dim))
        (*_, last) = map(str, result["optimizer"].values)
        # Only what a lesson's own text leaves open: "condition", not whose parameter it is.
        return (
            words.removesuffix(f" of {last}")
            .removeprefix("parameter ")
            .removesuffix(" of the objective")
        )


def read_picture(table: Any, key: str, variants: tuple[str, ...]) -> Picture:
    """A picture from its table in a file; SettingError with the key."""
    table = read_table(table, key, _KEYS, "a table")
    problem = "a picture needs a caption, which says what is to be seen"
    caption = needed_text(table, "caption", problem, key)
    problem = "a picture has lines = [...], map = ... or paths = [...]"
    kind = only_kind(table, _KINDS, problem, key)
    for needed in {"lines": ("x", "label"), "map": ("x", "y", "label"), "paths": ()}[kind]:
        if not isinstance(table.get(needed), str):
            raise SettingError(f"a picture with {kind} needs {needed}, a text", key)
    given = table[kind] if isinstance(table[kind], list) else [table[kind]]
    if kind == "paths":
        given = [{"of": "params", **each} if isinstance(each, dict) else each for each in given]
    sides = [read(each, f"{key}.{kind}", variants) for each in given]
    measured = tuple(side for side in sides if isinstance(side, Measurement))
    if len(measured) < len(sides) or not measured:
        raise SettingTypeError(f"{kind} must be measurements, {{ of = ... }}", f"{key}.{kind}")
    with placed(key):
        box = _box(table.get("box", []))
        limits = _box([table["limits"]], "limits")[0] if "limits" in table else ()
    return Picture(
        " ".join(caption.split()), kind, measured, str(table.get("label", "")),
        str(table.get("x", "")), str(table.get("y", "")),
        _bounds(table.get("bounds", []), f"{key}.bounds", variants),
        _bounds(table.get("marks", []), f"{key}.marks", variants),
        bool(table.get("dots", False)), box, limits,
    )  # fmt: skip


def _bounds(given: Any, key: str, variants: tuple[str, ...]) -> tuple[Bound, ...]:
    """Lines across a picture: a number, { at = number, name = ... } or a measurement."""
    bounds = []
    for each in given if isinstance(given, list) else [given]:
        if isinstance(each, dict) and set(each) == {"at", "name"}:
            bounds.append(Bound(read(each["at"], key, variants), str(each["name"])))
        else:
            side = read(each, key, variants)
            bounds.append(Bound(side, named(side)))
    return tuple(bounds)


def _box(given: Any, key: str = "box") -> tuple[tuple[float, float], ...]:
    try:
        return tuple((float(low), float(high)) for low, high in given)
    except (TypeError, ValueError):
        raise SettingError(
            f"{key} must have [low, high] for each variable, got {shown(given)}", key
        ) from None
