"""The derivative of a function of one variable: formula, slope, secants, tangent, corners."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from gdsim.base.errors import SettingError
from gdsim.base.figures import number
from gdsim.calculus import formula, printing
from gdsim.calculus.graph import Node, reachable
from gdsim.learn.derivatives import kinks, points
from gdsim.learn.derivatives.differences import along, central, sides
from gdsim.learn.derivatives.kinks import Kink
from gdsim.learn.derivatives.points import Place
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.explanations.step import Step

WIDTHS = tuple(float(f"1e-{n}") for n in range(16))  # of secants
_ROUNDED = 1e-6  # a relative error that shows that rounding dominates
_CURVE = 200  # intervals of the curve in a picture


def derivative(subject: Any, at: Any = None, by: str | None = None) -> Explanation:
    """The derivative of a function at a point: its formula, its value, and secants approaching it.

    `subject` is a Function, or the name or text of one; `at` a point as `points.place` takes it.
    `by` names the variable, the others are held constant; it may be left out if there is only one.
    `data` has the curve ("x", "f"), "secants", the "tangent" (slope and intercept) and "kinks".
    Errors: SettingError.
    """
    place = points.place(subject, at)
    variable = chosen_variable(place, by)
    index = place.variables.index(variable)
    x = place.point[index]
    slope = place.expression.gradient_at(place.point)[index]
    second = place.expression.hessian_at(place.point)[index][index]
    low, high = _window(place, variable)
    corners = kinks.between(place, variable, low, high)
    here = [kink for kink in kinks.at(place) if kink.variable == variable]
    steps = [
        _value(place),
        _slope(place, variable, slope, here),
        _secants(place, variable, slope, here),
    ]
    if math.isfinite(slope) and not here:
        steps.append(_tangent(place, variable, slope))
    if math.isfinite(second) and not here:
        steps.append(_second(place, variable, second))
    if corners:
        steps.append(_corners(place, variable, corners, (low, high)))
    return Explanation(
        kind="derivative",
        title=f"The derivative of {place.text}{_by(place, variable)} at {place.words}",
        subject=place.function.given,
        steps=tuple(steps),
        conclusion=_conclusion(place, variable, slope, here),
        data=_data(place, variable, slope, corners, (low, high)) | {"x0": x, "f0": steps[0].value},
    )


def _by(place: Place, variable: str) -> str:
    return f" by {variable}" if len(place.variables) > 1 else ""


def shown(node: Node, place: Place) -> tuple[str, str, dict[str, float]]:
    """A derivative's formula, simplified: text, LaTeX, and the numbers in it."""
    from gdsim.calculus.legible import legible

    short = legible(node, place.parameters)
    used = {str(each.payload) for each in reachable([short]) if each.operation == "name"}
    numbers = {name: value for name, value in place.numbers.items() if name in used}
    return printing.text(short), formula.latex(short), numbers


def slope_name(place: Place, variable: str) -> str:
    """The name of the first derivative: f'(x), or ∂f/∂x if there are other variables."""
    if len(place.variables) == 1:
        return f"{place.name}'({variable})"
    return f"∂{place.name}/∂{variable}"


def checked(place: Place, index: int, here: Sequence[Kink]) -> dict[str, Any] | None:
    """The slope along a variable by differences of values; at a kink the slopes on both sides."""
    line = along(place.value, place.point, index)
    if here:
        return {"by": "slopes to the left and right", "value": sides(line, place.point[index])}
    slope = central(line, place.point[index])
    return {"by": "central differences", "value": slope} if math.isfinite(slope) else None


def chosen_variable(place: Place, by: str | None) -> str:
    """The variable that `by` names, or the only one. Errors: SettingError."""
    if by is None and len(place.variables) > 1:
        names = ", ".join(place.variables)
        raise SettingError(
            f"the function has several variables ({names}): name one with by, or ask for its "
            "gradient",
            "by",
        )
    return place.variables[0] if by is None else points.variable(place, by)


def _window(place: Place, variable: str) -> tuple[float, float]:
    index = place.variables.index(variable)
    low, high = place.function.domain[index]
    x = place.point[index]
    return min(low, x - 1), max(high, x + 1)


def _value(place: Place) -> Step:
    root = place.expression.root
    value = place.value(place.point)
    return Step(place.name, place.text, formula.latex(root), "", value, place.numbers)


def _slope(place: Place, variable: str, slope: float, here: Sequence[Kink]) -> Step:
    index = place.variables.index(variable)
    text, latex, numbers = shown(place.expression.gradient[index], place)
    held = "" if len(place.variables) == 1 else ", the other variables held constant"
    if here:
        sentence = here[0].sentence
    elif math.isfinite(slope):
        sentence = (
            f"The slope: a small increase of {variable} changes {place.name} by "
            f"{number(slope)} times as much{held}."
        )
    else:
        sentence = f"The tangent is vertical: {place.name} has no finite slope here."
    check = checked(place, index, here)
    return Step(slope_name(place, variable), text, latex, sentence, slope, numbers, check)


def _secants(place: Place, variable: str, slope: float, here: Sequence[Kink]) -> Step:
    line = along(place.value, place.point, place.variables.index(variable))
    x, height = place.coordinates[variable], place.value(place.point)
    slopes = [(line(x + h) - height) / h for h in WIDTHS]
    errors = [each - slope for each in slopes]
    columns = {"h": list(WIDTHS), "slope": slopes}
    if math.isfinite(slope):
        columns[f"off from {slope_name(place, variable)}"] = errors
    f = place.name
    return Step(
        "secant slope",
        f"({f}({variable} + h) - {f}({variable}))/h",
        rf"\frac{{{f}\left({variable} + h\right) - {f}\left({variable}\right)}}{{h}}",
        "" if here else _rounding(place.name, slope, errors),
        values=columns,
    )


def _rounding(name: str, slope: float, errors: Sequence[float]) -> str:
    """How secants approach the tangent, and from which width rounding dominates: a sentence."""
    sizes = [abs(each) if math.isfinite(each) else math.inf for each in errors]
    best = min(range(len(sizes)), key=sizes.__getitem__)
    scale = max(1.0, abs(slope)) if math.isfinite(slope) else 1.0
    bad = next((i for i in range(best, len(sizes)) if sizes[i] > _ROUNDED * scale), None)
    if not math.isfinite(sizes[best]):
        return "The slopes of the secants converge to no finite number."
    why = f"{name} at both ends then agrees in all but its last digits"
    if sizes[0] <= 1e-12 * scale:
        if bad is None:
            return "It is a line here: every secant has its slope."
        h = number(WIDTHS[bad])
        return f"It is a line here: every secant has its slope, until near h = {h} rounding shows."
    if sizes[-1] <= 10 * sizes[best]:
        return "The narrower the secant, the closer its slope comes to the tangent's."
    h = number(WIDTHS[best])
    return f"The slope comes closer down to h = {h}; below, rounding takes over, as {why}."


def _tangent(place: Place, variable: str, slope: float) -> Step:
    x, height = place.coordinates[variable], place.value(place.point)
    inside = f"({variable} {'+' if x < 0 else '-'} {number(abs(x))})" if x else variable
    rise = f"{'-' if slope < 0 else '+'} {number(abs(slope))}"
    text = number(height) if slope == 0 else f"{number(height)} {rise}*{inside}"
    latex = number(height) if slope == 0 else rf"{number(height)} {rise} \, {inside}"
    sentence = (
        f"The line that approximates {place.name} near {variable} = {number(x)}: a step of "
        "gradient descent relies on it."
    )
    return Step("tangent", text, latex, sentence)


def _second(place: Place, variable: str, second: float) -> Step:
    index = place.variables.index(variable)
    text, latex, numbers = shown(place.expression.hessian[index][index], place)
    several = len(place.variables) > 1
    name = f"∂²{place.name}/∂{variable}²" if several else f"{place.name}''({variable})"
    bend = "upwards" if second > 0 else "downwards"
    sentence = (
        f"The slope of the slope: the curve bends {bend} here."
        if second
        else "The slope of the slope: the curve does not bend here."
    )
    return Step(name, text, latex, sentence, second, numbers)


def _corners(
    place: Place, variable: str, corners: Sequence[Kink], window: tuple[float, float]
) -> Step:
    columns = {
        variable: [kink.x for kink in corners],
        "what": [kink.kind for kink in corners],
        "slope left": [kink.left for kink in corners],
        "slope right": [kink.right for kink in corners],
        "used": ["" if kink.used is None else number(kink.used) for kink in corners],
        "where": [kink.cause for kink in corners],
    }
    low, high = map(number, window)
    sentence = (
        f"Between {variable} = {low} and {high}; the derivative used there is a convention, so "
        "that descent can continue."
    )
    return Step(f"no derivative of {place.name}", "", "", sentence, values=columns)


def _conclusion(place: Place, variable: str, slope: float, here: Sequence[Kink]) -> str:
    name = slope_name(place, variable)
    if here:
        return f"{here[0].sentence}"
    if not math.isfinite(slope):
        return f"{name} is not finite at {place.words}."
    way = "rises" if slope > 0 else "falls" if slope < 0 else "is level"
    down = ""
    if slope:
        turn = "smaller" if slope > 0 else "larger"
        down = f"; to lower it, make {variable} {turn}"
    return f"{name} = {number(slope)} at {place.words}: {place.name} {way} there{down}."


def _data(
    place: Place,
    variable: str,
    slope: float,
    corners: Sequence[Kink],
    window: tuple[float, float],
) -> dict[str, Any]:
    index = place.variables.index(variable)
    line = along(place.value, place.point, index)
    x, height = place.point[index], place.value(place.point)
    low, high = window
    xs = [low + (high - low) * i / _CURVE for i in range(_CURVE + 1)]
    return {
        "variable": variable,
        "x": xs,
        "f": [line(each) for each in xs],
        "slope": slope,
        "secants": {"h": list(WIDTHS), "slope": [(line(x + h) - height) / h for h in WIDTHS]},
        "tangent": [slope, height - slope * x],
        "kinks": [vars(kink) for kink in corners],
    }
