"""The derivative of a function of one variable: formula, slope, secants, tangent, corners."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from gdsim.base.errors import SettingError, suggestion
from gdsim.calculus import formula, printing
from gdsim.calculus.graph import Node, reachable
from gdsim.learn.derivatives import kinks
from gdsim.learn.derivatives.differences import along, central, sides
from gdsim.learn.derivatives.kinks import Kink
from gdsim.learn.derivatives.points import Place, place
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.explanations.show import number
from gdsim.learn.explanations.step import Step

WIDTHS = tuple(float(f"1e-{n}") for n in range(16))  # of secants
_ROUNDED = 1e-6  # a relative error that shows that rounding has taken over
_CURVE = 200  # intervals of the curve that a picture draws


def derivative(subject: Any, at: Any = None, by: str | None = None) -> Explanation:
    """The derivative of a function at a point: what it is, and how secants come to it.

    `subject` is a Function, or the name or text of one; `at` a point as `points.place` takes it.
    `by` names the variable, the others are held; it may be left out where there is one. `data` has
    the curve ("x", "f"), "secants", the "tangent" (slope and intercept) and "kinks". Errors:
    SettingError.
    """
    found = place(subject, at)
    variable = _variable(found, by)
    index = found.variables.index(variable)
    x = found.point[index]
    slope = found.expression.gradient_at(found.point)[index]
    second = found.expression.hessian_at(found.point)[index][index]
    low, high = _window(found, variable)
    corners = kinks.between(found, variable, low, high)
    here = [kink for kink in kinks.at(found) if kink.variable == variable]
    steps = [
        _value(found),
        _slope(found, variable, slope, here),
        _secants(found, variable, slope, here),
    ]
    if math.isfinite(slope) and not here:
        steps.append(_tangent(found, variable, slope))
    if math.isfinite(second) and not here:
        steps.append(_second(found, variable, second))
    if corners:
        steps.append(_corners(found, variable, corners, (low, high)))
    return Explanation(
        kind="derivative",
        title=f"The derivative of {found.text}{_by(found, variable)} at {found.words}",
        subject=found.function.given,
        steps=tuple(steps),
        conclusion=_conclusion(found, variable, slope, here),
        data=_data(found, variable, slope, corners, (low, high)) | {"x0": x, "f0": steps[0].value},
    )


def _by(found: Place, variable: str) -> str:
    return f" by {variable}" if len(found.variables) > 1 else ""


def shown(node: Node, found: Place) -> tuple[str, str, dict[str, float]]:
    """A derivative's formula as people write it: text, LaTeX, and the numbers in it."""
    from gdsim.calculus.legible import legible

    short = legible(node, found.parameters)
    used = {str(each.payload) for each in reachable([short]) if each.operation == "name"}
    numbers = {name: value for name, value in found.numbers.items() if name in used}
    return printing.text(short), formula.latex(short), numbers


def slope_name(found: Place, variable: str) -> str:
    """What to call the first derivative: f'(x), or ∂f/∂x where there are other variables."""
    if len(found.variables) == 1:
        return f"{found.name}'({variable})"
    return f"∂{found.name}/∂{variable}"


def checked(found: Place, index: int, here: Sequence[Kink]) -> dict[str, Any] | None:
    """The slope along a variable by differences of values; at a kink those to both sides."""
    line = along(found.value, found.point, index)
    if here:
        return {"by": "slopes to the left and right", "value": sides(line, found.point[index])}
    slope = central(line, found.point[index])
    return {"by": "central differences", "value": slope} if math.isfinite(slope) else None


def _variable(found: Place, by: str | None) -> str:
    if by is None and len(found.variables) > 1:
        names = ", ".join(found.variables)
        raise SettingError(
            f"the function has several variables ({names}): say by which to derive, or ask for "
            "its gradient",
            "by",
        )
    if by is not None and by not in found.variables:
        raise SettingError(
            f"the function has no variable {by!r}; {suggestion(by, found.variables)}", "by"
        )
    return found.variables[0] if by is None else by


def _window(found: Place, variable: str) -> tuple[float, float]:
    index = found.variables.index(variable)
    low, high = found.function.domain[index]
    x = found.point[index]
    return min(low, x - 1), max(high, x + 1)


def _value(found: Place) -> Step:
    root = found.expression.root
    value = found.value(found.point)
    return Step(found.name, found.text, formula.latex(root), "", value, found.numbers)


def _slope(found: Place, variable: str, slope: float, here: Sequence[Kink]) -> Step:
    index = found.variables.index(variable)
    text, latex, numbers = shown(found.expression.gradient[index], found)
    held = "" if len(found.variables) == 1 else ", the other variables held"
    if here:
        sentence = here[0].sentence
    elif math.isfinite(slope):
        sentence = (
            f"The slope: where {variable} grows by a little, {found.name} changes by "
            f"{number(slope)} times as much{held}."
        )
    else:
        sentence = f"The tangent is vertical: {found.name} has no finite slope here."
    check = checked(found, index, here)
    return Step(slope_name(found, variable), text, latex, sentence, slope, numbers, check)


def _secants(found: Place, variable: str, slope: float, here: Sequence[Kink]) -> Step:
    line = along(found.value, found.point, found.variables.index(variable))
    x, height = found.coordinates[variable], found.value(found.point)
    slopes = [(line(x + h) - height) / h for h in WIDTHS]
    errors = [each - slope for each in slopes]
    columns = {"h": list(WIDTHS), "slope": slopes}
    if math.isfinite(slope):
        columns[f"off from {slope_name(found, variable)}"] = errors
    f = found.name
    return Step(
        "secant slope",
        f"({f}({variable} + h) - {f}({variable}))/h",
        rf"\frac{{{f}\left({variable} + h\right) - {f}\left({variable}\right)}}{{h}}",
        "" if here else _rounding(found.name, slope, errors),
        values=columns,
    )


def _rounding(name: str, slope: float, errors: Sequence[float]) -> str:
    """Where rounding takes over, in a sentence."""
    sizes = [abs(each) if math.isfinite(each) else math.inf for each in errors]
    best = min(range(len(sizes)), key=sizes.__getitem__)
    scale = max(1.0, abs(slope)) if math.isfinite(slope) else 1.0
    bad = next((i for i in range(best, len(sizes)) if sizes[i] > _ROUNDED * scale), None)
    if not math.isfinite(sizes[best]):
        return "No secant has a finite slope that comes to rest."
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


def _tangent(found: Place, variable: str, slope: float) -> Step:
    x, height = found.coordinates[variable], found.value(found.point)
    inside = f"({variable} {'+' if x < 0 else '-'} {number(abs(x))})" if x else variable
    rise = f"{'-' if slope < 0 else '+'} {number(abs(slope))}"
    text = number(height) if slope == 0 else f"{number(height)} {rise}*{inside}"
    latex = number(height) if slope == 0 else rf"{number(height)} {rise} \, {inside}"
    sentence = (
        f"The line that {found.name} is nearly equal to around {variable} = {number(x)}: what a "
        "step of gradient descent trusts."
    )
    return Step("tangent", text, latex, sentence)


def _second(found: Place, variable: str, second: float) -> Step:
    index = found.variables.index(variable)
    text, latex, numbers = shown(found.expression.hessian[index][index], found)
    several = len(found.variables) > 1
    name = f"∂²{found.name}/∂{variable}²" if several else f"{found.name}''({variable})"
    bend = "upwards" if second > 0 else "downwards"
    sentence = (
        f"The slope of the slope: the curve bends {bend} here."
        if second
        else "The slope of the slope: the curve does not bend here."
    )
    return Step(name, text, latex, sentence, second, numbers)


def _corners(
    found: Place, variable: str, corners: Sequence[Kink], window: tuple[float, float]
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
        f"Between {variable} = {low} and {high}; what is used there is a convention, for "
        "descent to go on."
    )
    return Step(f"no derivative of {found.name}", "", "", sentence, values=columns)


def _conclusion(found: Place, variable: str, slope: float, here: Sequence[Kink]) -> str:
    name = slope_name(found, variable)
    if here:
        return f"{here[0].sentence}"
    if not math.isfinite(slope):
        return f"{name} is not finite at {found.words}."
    way = "rises" if slope > 0 else "falls" if slope < 0 else "is level"
    down = ""
    if slope:
        turn = "smaller" if slope > 0 else "larger"
        down = f"; to lower it, make {variable} {turn}"
    return f"{name} = {number(slope)} at {found.words}: {found.name} {way} there{down}."


def _data(
    found: Place,
    variable: str,
    slope: float,
    corners: Sequence[Kink],
    window: tuple[float, float],
) -> dict[str, Any]:
    index = found.variables.index(variable)
    line = along(found.value, found.point, index)
    x, height = found.point[index], found.value(found.point)
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
