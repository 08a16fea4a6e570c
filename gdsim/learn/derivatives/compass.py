"""The slope in each direction of a plane at a point: what the gradient sums up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError
from gdsim.learn.derivatives import kinks, points
from gdsim.learn.derivatives.derivative import shown, slope_name
from gdsim.learn.derivatives.directions import fan
from gdsim.learn.explanations.names import latex_name
from gdsim.learn.explanations.step import Step

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Compass:
    """The slopes in the directions of a plane of two variables at one point.

    Angles are in degrees from the first variable towards the second. `degrees` and `slopes`, (n,),
    are measured by differences of values: to both sides, or forward alone where the point has a
    kink. `partials`: the derivatives by the two variables; `kinks`: sentences about kinks along
    them, where there is no gradient.
    """

    names: tuple[str, str]
    point: tuple[float, ...]
    value: float
    degrees: Array
    slopes: Array
    partials: tuple[float, float]
    kinks: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def is_smooth(self) -> bool:
        """Whether there is a gradient."""
        return not self.kinks and all(map(math.isfinite, self.partials))

    @property
    def length(self) -> float:
        """The length of the gradient."""
        return math.hypot(*self.partials)

    @property
    def ascent(self) -> float | None:
        """The direction of the gradient; None where it is 0, or there is none."""
        if not self.is_smooth or not self.length:
            return None
        return math.degrees(math.atan2(self.partials[1], self.partials[0])) % 360

    def measured(self, degrees: float) -> float:
        """The measured slope in the nearest of the directions."""
        return float(self.slopes[round(degrees * len(self.slopes) / 360) % len(self.slopes)])

    def measured_step(self, degrees: float) -> Step:
        """The slope in a direction as what it is by definition, measured."""
        x, y = map(latex_name, self.names)
        f = self.steps[0].name
        ahead = rf"{f}\left({x} + h \cos \alpha,\, {y} + h \sin \alpha\right)"
        latex = rf"\frac{{{ahead} - {f}\left({x},\, {y}\right)}}{{h}},\; h \to 0"
        return Step("slope", "", latex, "", self.measured(degrees))

    def step(self, degrees: float) -> Step:
        """The slope in a direction as the partial derivatives give it, checked by the measured."""
        angle = math.radians(degrees)
        measured = {"by": "differences of values", "value": self.measured(degrees)}
        if not self.is_smooth:
            return self.measured_step(degrees)
        (x, y), d = self._signs, (math.cos(angle), math.sin(angle))
        value = self.partials[0] * d[0] + self.partials[1] * d[1]
        return Step(
            "slope", f"{x}*cos(a) + {y}*sin(a)",
            rf"{latex_name(x)} \cos \alpha + {latex_name(y)} \sin \alpha", "", value,
            {x: self.partials[0], y: self.partials[1], "cos(a)": d[0], "sin(a)": d[1]}, measured,
        )  # fmt: skip

    @property
    def _signs(self) -> tuple[str, str]:
        first, second = self.steps[1].name, self.steps[2].name
        return first, second


def compass(subject: Any, at: Any = None, by: Sequence[str] | None = None) -> Compass:
    """The slopes in 360 directions at a point, in the plane of two variables.

    `subject` and `at` are as for `gradient`; `by` names the two variables, by default the first
    two. `steps` has the value, the partial derivatives, the gradient, its length, its direction,
    and the slope along the contour. Errors: SettingError, also for a function of one variable.
    """
    place = points.place(subject, at)
    names = tuple(by or place.variables[:2])
    if len(names) < 2:
        raise SettingError(
            f"{place.text} has one variable, {names[0]}: it has two directions alone, up and down; "
            "type a function of two variables, such as x**2 + 3*y**2",
            "by",
        )
    indices = [place.variables.index(points.variable(place, name)) for name in names]
    slopes = place.expression.gradient_at(place.point)
    partials = slopes[indices[0]], slopes[indices[1]]
    corners = [kink.sentence for kink in kinks.at(place) if kink.variable in names]
    across, upwards = np.eye(len(place.point))[indices]
    around = fan(place.evaluate, np.array(place.point), (across, upwards), bool(corners))
    first, second = names
    here = Compass(
        (first, second), place.point, place.value(place.point), around.degrees, around.slopes,
        partials, tuple(corners), (),
    )  # fmt: skip
    return Compass(**{**vars(here), "steps": tuple(_steps(place, here, indices))})


def _steps(place: points.Place, compass: Compass, indices: Sequence[int]) -> list[Step]:
    f, names = place.name, compass.names
    latex = place.expression.latex
    steps = [Step(f, place.text, latex, "", compass.value, place.numbers)]
    for name, index, slope in zip(names, indices, compass.partials, strict=True):
        text, tex, numbers = shown(place.expression.gradient[index], place)
        steps.append(Step(slope_name(place, name), text, tex, "", slope, numbers))
    if not compass.is_smooth:
        return steps
    x, y = (step.name for step in steps[1:])
    partials = {x: compass.partials[0], y: compass.partials[1]}
    inside = rf"\left({latex_name(x)},\, {latex_name(y)}\right)"
    steps.append(Step(f"∇{f}", f"({x}, {y})", inside, "", compass.partials))
    root = rf"\sqrt{{\left({latex_name(x)}\right)^2 + \left({latex_name(y)}\right)^2}}"
    steps.append(Step(f"|∇{f}|", f"sqrt({x}**2 + {y}**2)", root, "", compass.length, partials))
    if compass.ascent is not None:
        along = (compass.ascent + 90) % 360
        said = f"Steepest ascent at {compass.ascent:.4g}°: no direction has a larger slope."
        steps.append(Step("ascent", "", "", said))
        said = f"Along the contour, at {along:.4g}°, perpendicular to the gradient: level."
        steps.append(Step("contour", "", "", said))
    return steps
