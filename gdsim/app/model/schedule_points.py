"""The points of a schedule's curve that can be dragged, each for one or two of its numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdsim.base.axes import Axis, first_value
from gdsim.base.ranges import Hyper, Range
from gdsim.base.ranges import steps as counts
from gdsim.catalogue import Moment
from gdsim.catalogue.choices import Choice
from gdsim.experiment.rates import factors, setting_for

SAMPLES = 20  # steps, evenly spread and over powers, at which two curves are compared
NUDGE = 1e-3  # by which share a number is changed for that
SHARES = 8  # a count of 0 may stand for a half of the run, a third, … or this share
FIGURES = 8  # of a share of the run, at most
WARMUP = Moment(lambda warmup, steps: 0)  # its end


@dataclass(frozen=True)
class Point:
    """A point of a curve, at a step and a factor.

    along: the setting that moves it from step to step, if any. up: the one that moves it up and
    down.
    """

    along: str | None
    up: str | None
    step: int
    factor: float

    @property
    def names(self) -> tuple[str, ...]:
        """The settings that it sets."""
        return tuple(name for name in (self.along, self.up) if name is not None)


def points(schedule: Choice, steps: int) -> tuple[Point, ...]:
    """The points of a schedule's curve over the steps of a run, in the order of its settings.

    A setting with several values has none. It takes milliseconds where nothing is compiled.
    """
    numbers = [
        name
        for name, hyper in schedule.method.hyper.items()
        if isinstance(hyper, Hyper) and not isinstance(schedule.settings.get(name), Axis)
    ]
    found = [*_at_moments(schedule, steps, numbers)]
    taken = {each.up for each in found}
    for name in numbers:
        hyper = schedule.method.hyper[name]
        has_point = name in taken or name in _moments(schedule)
        if not (has_point or getattr(hyper, "whole", False)):
            found += _where_it_matters(schedule, steps, name)
    return tuple(found)


def dragged(
    schedule: Choice, steps: int, point: Point, step: int, factor: float, near: float
) -> dict[str, Any]:
    """The settings with which a point is at a step and a factor, as nearly as may be.

    near: the difference of factors that is not seen. A point that only moves in one direction
    follows in that one; what is where it was is not set.
    """
    changes: dict[str, Any] = {}
    step = min(max(step, 0), steps - 1)
    if point.along is not None and step != point.step:
        changes[point.along] = _moved(schedule, steps, point.along, step)
        schedule = schedule.replace(**changes)
    if point.up is not None and abs(factor - point.factor) > near:
        at = step if point.along is not None else point.step
        value = setting_for(schedule, point.up, steps, at, factor, near)
        if value is not None:
            changes[point.up] = value
    return changes


def _moments(schedule: Choice) -> Mapping[str, Moment]:
    """The settings that are moments of the run: the end of the warmup, and the schedule's own."""
    return {"warmup": WARMUP, **schedule.method.definition.moments}


def _at_moments(schedule: Choice, steps: int, numbers: list[str]) -> Iterator[Point]:
    moments = _moments(schedule)
    names = [name for name in numbers if name in moments]
    places = [_place(schedule, steps, name) for name in names]
    for name, place, factor in zip(names, places, factors(schedule, steps, places), strict=True):
        height = moments[name].height
        yield Point(name, height if height in numbers else None, place, float(factor))


def _where_it_matters(schedule: Choice, steps: int, name: str) -> Iterator[Point]:
    """The point at which a small change of a setting changes the curve most."""
    at = _samples(steps)
    value, allowed = _value(schedule, name), _range(schedule, name)
    other = value + NUDGE * max(abs(value), NUDGE)
    other = other if other in allowed else value - NUDGE * max(abs(value), NUDGE)
    before, after = (
        factors(schedule.replace(**{name: each}), steps, at) for each in (value, other)
    )
    finite = np.isfinite(before) & np.isfinite(after)
    change = np.abs(np.where(finite, after, 0.0) - np.where(finite, before, 0.0))
    place = int(np.argmax(change))
    if change[place]:
        yield Point(None, name, int(at[place]), float(before[place]))


def _place(schedule: Choice, steps: int, name: str) -> int:
    """The step of a setting that is a moment, as far as the run goes."""
    warmup = int(_value(schedule, "warmup"))
    value, rest = _value(schedule, name), max(steps - warmup, 1)
    if value == 0 and name in _counts(schedule):
        value = _usual(schedule, steps, name)
    after = _rounded(_moments(schedule)[name].step(value, rest))
    return min(max(warmup + after, 0), steps - 1)


def _moved(schedule: Choice, steps: int, name: str, step: int) -> float:
    """The value of a setting that is a moment, for a step."""
    if name == "warmup":
        return step
    warmup = int(_value(schedule, "warmup"))
    rest = max(steps - warmup, 1)
    moment = _moments(schedule)[name]
    first = moment.step(0, rest)
    value = (step - warmup - first) / (moment.step(1, rest) - first)
    if name in _counts(schedule):
        if value >= rest and _is_usual(schedule, steps, name, rest):
            return 0
        return max(round(value), 1)
    allowed = _range(schedule, name)
    value = min(max(value, allowed.low), allowed.high)
    if step == steps - 1:  # an end of the range at which it is never reached suits better
        ends = (end for end in (allowed.low, allowed.high) if end in allowed)
        value = next((end for end in ends if moment.step(end, rest) >= rest), value)
    for figures in range(2, FIGURES):
        rounded = round(value, figures)
        if _rounded(moment.step(rounded, rest)) == _rounded(moment.step(value, rest)):
            return rounded
    return value


def _rounded(step: float) -> int:
    return math.floor(step + 0.5)


def _usual(schedule: Choice, steps: int, name: str) -> int:
    """The steps that a count of 0 stands for: those with which the curve is the same."""
    rest = max(steps - int(_value(schedule, "warmup")), 1)
    shares = (max(rest // share, 1) for share in range(1, SHARES + 1))
    return next((each for each in shares if _is_usual(schedule, steps, name, each)), rest)


def _is_usual(schedule: Choice, steps: int, name: str, count: int) -> bool:
    """Whether a count of 0 stands for this one: the curve is the same."""
    at = _samples(steps)
    usual, given = (factors(schedule.replace(**{name: each}), steps, at) for each in (0, count))
    return np.array_equal(usual, given)


def _samples(steps: int) -> np.ndarray:
    """Steps over a whole run, some of them near its start."""
    even, powers = np.linspace(0, steps - 1, SAMPLES), np.geomspace(1, steps, SAMPLES) - 1
    return np.unique(np.concatenate([even, powers]).astype(int))


def _counts(schedule: Choice) -> set[str]:
    """The settings that count steps after the warmup, of which 0 stands for a usual number."""
    hypers = schedule.method.hyper
    return {name for name in hypers if name != "warmup" and _range(schedule, name) == counts}


def _range(schedule: Choice, name: str) -> Range:
    """The allowed numbers of a setting; a flag has none."""
    return getattr(schedule.method.hyper[name], "range", Range(0, 0))


def _value(schedule: Choice, name: str) -> float:
    given = schedule.settings.get(name, schedule.method.hyper[name].default)
    return first_value(given)
