"""A function along one of its variables, prepared to be looked at at many points."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.learn.derivatives import kinks, points
from gdsim.learn.derivatives.derivative import chosen_variable, shown, slope_name
from gdsim.learn.derivatives.differences import along
from gdsim.learn.derivatives.kinks import Kink
from gdsim.learn.explanations.step import Step

Array = NDArray[np.float64]
SPREAD, MOST_HALVINGS = 30.0, 20  # of a window
POINTS = 400  # intervals of a curve
# Widths of secants: ten per decade, none of them a power of two, whose rounding is less than usual.
WIDTHS = np.logspace(0, -15, 151)


@dataclass(frozen=True)
class SliceCurve:
    """Values and slopes over an interval, (n,) each, NaN where not finite, and the kinks in it."""

    x: Array
    values: Array
    slopes: Array
    kinks: tuple[Kink, ...]


@dataclass(frozen=True)
class Secant:
    """The line through the points at x and x + h: its slope, and how far that is off f'(x).

    `error` is NaN where f has no finite derivative; `end` is the value at x + h.
    """

    h: float
    end: float
    slope: float
    error: float


@dataclass(frozen=True)
class SecantErrors:
    """Secants of many widths, (n,) each, widest first.

    `truncation`: the error that the curvature causes, |f''(x)| h/2; `rounding`: the error that the
    rounding of both values causes, 2 u |f(x)|/h with the unit roundoff u (Higham 2002, Accuracy and
    Stability of Numerical Algorithms, section 1.14).
    """

    h: Array
    errors: Array
    truncation: Array
    rounding: Array


class Slice:
    """A function along one variable, the others held constant.

    `subject`, `at` and `by` are as for `derivative`. Errors: SettingError.
    """

    def __init__(self, subject: Any, at: Any = None, by: str | None = None) -> None:
        self.place = points.place(subject, at)
        self.variable = chosen_variable(self.place, by)
        self.index = self.place.variables.index(self.variable)
        self._line = along(self.place.value, self.place.point, self.index)

    @cached_property
    def formulas(self) -> tuple[Step, Step]:
        """The function and its derivative, each with its formula, at the point given first."""
        return self.value_step(self.x), self.slope_step(self.x)

    @property
    def x(self) -> float:
        """The variable's number at the point given first."""
        return self.place.point[self.index]

    def window(self, x: float) -> tuple[float, float]:
        """What is worth seeing about x: the variable's part of the domain, with x inside it.

        It is halved about x as long as the values over it spread more than `SPREAD` times as far as
        the tangent rises over it and the median value differs from f(x): else x would be on a flat
        line.
        """
        low, high = self.place.function.domain[self.index]
        low, high = min(low, x - 1), max(high, x + 1)
        height, slope = self.value(x), self.slope(x)
        rise = abs(slope) if math.isfinite(slope) else 0.0
        for _ in range(MOST_HALVINGS):
            values = np.array([self.value(each) for each in np.linspace(low, high, 33).tolist()])
            apart = np.abs(values[np.isfinite(values)] - height)
            typical = max(rise * (high - low), float(np.median(apart))) if apart.size else 0.0
            if not typical or not apart.max() > SPREAD * typical:
                break
            low, high = x - (x - low) / 2, x + (high - x) / 2
        return low, high

    def value(self, x: float) -> float:
        """The function's value; NaN or infinite where it is not finite."""
        return self._line(x)

    def slope(self, x: float) -> float:
        """The derivative that the calculus gives; NaN where the function is not finite."""
        if not math.isfinite(self.value(x)):
            return math.nan
        return self.place.expression.gradient_at(self._at(x).point)[self.index]

    def kink(self, x: float) -> Kink | None:
        """The kink at x, where the function has no derivative."""
        return next(
            (each for each in kinks.at(self._at(x)) if each.variable == self.variable), None
        )

    def curve(self, low: float, high: float, count: int = POINTS) -> SliceCurve:
        """Values and slopes over an interval, at `count` + 1 points, and its kinks."""
        xs = np.linspace(low, high, count + 1)
        values = np.array([self.value(x) for x in xs.tolist()])
        slopes = np.array([self.slope(x) for x in xs.tolist()])
        found = tuple(kinks.between(self.place, self.variable, low, high))
        return SliceCurve(xs, _finite(values), _finite(slopes), found)

    def secant(self, x: float, h: float) -> Secant:
        """The secant from x to x + h."""
        end = self.value(x + h)
        slope = (end - self.value(x)) / h
        return Secant(h, end, slope, slope - self._smooth_slope(x))

    def secant_errors(self, x: float) -> SecantErrors:
        """Secants of all widths at x, with the two causes of their errors."""
        height, slope = self.value(x), self._smooth_slope(x)
        ends = np.array([self.value(x + h) for h in WIDTHS.tolist()])
        bend = abs(self.place.expression.hessian_at(self._at(x).point)[self.index][self.index])
        roundoff = float(np.finfo(float).eps) / 2
        errors = np.abs((ends - height) / WIDTHS - slope)
        noise = 2 * roundoff * abs(height)
        return SecantErrors(WIDTHS, errors, bend * WIDTHS / 2, noise / WIDTHS)

    def value_step(self, x: float) -> Step:
        """The function with its numbers at x."""
        place = self._at(x)
        return Step(place.name, place.text, self._latex, "", self.value(x), place.numbers)

    def slope_step(self, x: float) -> Step:
        """The derivative with its numbers at x; at a kink what is said about it."""
        text, latex, used = self._slope_shown
        numbers = self._at(x).numbers
        kink = self.kink(x)
        return Step(
            slope_name(self.place, self.variable), text, latex,
            kink.sentence if kink else "", self.slope(x), {name: numbers[name] for name in used},
        )  # fmt: skip

    def secant_step(self, x: float, h: float) -> Step:
        """The slope of a secant with its numbers."""
        f, name = self.place.name, self.variable
        secant = self.secant(x, h)
        return Step(
            "secant slope", "(f_h - f_0)/h",
            rf"\frac{{{f}\left({name} + h\right) - {f}\left({name}\right)}}{{h}}", "",
            secant.slope, {"f_h": secant.end, "f_0": self.value(x), "h": h},
        )  # fmt: skip

    def tangent(self, x: float) -> tuple[float, float] | None:
        """The slope of the tangent at x and its height at 0; None where there is no tangent."""
        slope = self._smooth_slope(x)
        if not math.isfinite(slope):
            return None
        return slope, self.value(x) - slope * x

    def _at(self, x: float) -> points.Place:
        return self.place.moved(**{self.variable: x})

    def _smooth_slope(self, x: float) -> float:
        """The derivative; NaN where there is none."""
        slope = self.slope(x)
        return slope if math.isfinite(slope) and self.kink(x) is None else math.nan

    @cached_property
    def _latex(self) -> str:
        return self.place.expression.latex

    @cached_property
    def _slope_shown(self) -> tuple[str, str, tuple[str, ...]]:
        text, latex, numbers = shown(self.place.expression.gradient[self.index], self.place)
        return text, latex, tuple(numbers)


def _finite(values: Array) -> Array:
    return np.where(np.isfinite(values), values, np.nan)
