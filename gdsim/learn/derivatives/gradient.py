"""The gradient: partial derivatives, steepest ascent, curvature, and the rates that are stable."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.ranges import unit
from gdsim.base.settings import number as checked_number
from gdsim.calculus import formula
from gdsim.learn.derivatives import kinks
from gdsim.learn.derivatives.derivative import checked, shown
from gdsim.learn.derivatives.directions import fan
from gdsim.learn.derivatives.network_gradient import network_gradient
from gdsim.learn.derivatives.points import Place, place
from gdsim.learn.derivatives.rates import rate_steps, rates
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.explanations.names import latex_name
from gdsim.learn.explanations.show import number, written
from gdsim.learn.explanations.step import Step

Array = NDArray[np.float64]
FEW = 3  # variables up to which each second derivative is shown with its formula


def gradient(subject: Any, at: Any = None, momentum: float = 0.9) -> Explanation:
    """The gradient at a point: each partial derivative, its direction and length, the curvature.

    `subject` is a Function, or the name or text of one, or a Network; `at` a point as
    `points.place` takes it, or the parameters of a network, (P,), its initial ones if not given.
    `momentum`: for the largest stable learning rate with it. `data` has "gradient", "hessian",
    "eigenvalues", "directions" (degrees, and the slope in each) and "rates". Errors: SettingError.
    """
    mu = checked_number(momentum, "momentum", unit)
    return _TELLERS.get(getattr(subject, "kind", ""), _at_place)(subject, at, mu)


def _at_place(subject: Any, at: Any, mu: float) -> Explanation:
    """The gradient of a function, from its expression."""
    found = place(subject, at)
    slopes = np.array(found.expression.gradient_at(found.point))
    hessian = np.array(found.expression.hessian_at(found.point))
    corners = kinks.at(found)
    steps = [_value(found), *_partials(found, slopes, corners), *_whole(found, slopes)]
    data: dict[str, Any] = {"gradient": slopes.tolist(), "hessian": hessian.tolist()}
    data |= {"point": list(found.point), "kinks": [vars(kink) for kink in corners]}
    if np.isfinite(slopes).all() and slopes.any() and not corners:
        step, directions = _steepest(found, slopes)
        steps.append(step)
        data["directions"] = directions
    eigenvalues = np.empty(0)
    if np.isfinite(hessian).all():
        eigenvalues = np.linalg.eigvalsh(hessian)
        steps += _curvature(found, hessian, eigenvalues)
        largest, least = float(eigenvalues[-1]), float(eigenvalues[0])
        steps += rate_steps(largest, least, mu, "the Hessian")
        data["rates"] = rates(largest, mu)
    data["eigenvalues"] = eigenvalues.tolist()
    return Explanation(
        kind="gradient",
        title=f"The gradient of {found.text} at {found.words}",
        subject=found.function.given,
        steps=tuple(steps),
        conclusion=_conclusion(found, slopes, eigenvalues),
        data=data,
    )


def _value(found: Place) -> Step:
    latex = formula.latex(found.expression.root)
    return Step(found.name, found.text, latex, "", found.value(found.point), found.numbers)


def _partials(found: Place, slopes: Array, corners: Sequence[kinks.Kink]) -> Iterator[Step]:
    f = found.name
    for index, name in enumerate(found.variables):
        text, latex, numbers = shown(found.expression.gradient[index], found)
        here = [kink for kink in corners if kink.variable == name]
        others = [each for each in found.variables if each != name]
        held = f" {', '.join(others)} held:" if others else ""
        slope = float(slopes[index])
        sentence = f"With{held} a little more of {name} changes {f} by {number(slope)} times that."
        sentence = sentence.replace("With a", "A")
        if here:
            sentence = here[0].sentence
        elif not math.isfinite(slope):
            sentence = f"{f} has no finite slope along {name} here."
        check = checked(found, index, here)
        d = "d" if len(found.variables) == 1 else "∂"
        yield Step(f"{d}{f}/{d}{name}", text, latex, sentence, slope, numbers, check)


def _whole(found: Place, slopes: Array) -> Iterator[Step]:
    f = found.name
    names = [f"∂{f}/∂{name}" for name in found.variables]
    vector = rf"\nabla {f}"
    if len(names) > 1:
        inside = r",\, ".join(map(latex_name, names))
        latex = rf"\left({inside}\right)"
        yield Step(f"∇{f}", f"({', '.join(names)})", latex, "", tuple(slopes.tolist()))
    if not np.isfinite(slopes).all():
        return
    length = float(np.linalg.norm(slopes))
    squares = " + ".join(
        f"({number(each)})**2" if each < 0 else f"{number(each)}**2" for each in slopes
    )
    sentence = (
        "The steepness: the slope in the direction in which it is largest."
        if length
        else "No slope in any direction: descent by the gradient stands still here."
    )
    yield Step(f"|∇{f}|", f"sqrt({squares})", rf"\left\Vert {vector} \right\Vert", sentence, length)


def _steepest(found: Place, slopes: Array) -> tuple[Step, dict[str, Any]]:
    def evaluate(points: Array) -> Array:
        return np.array([found.value(each) for each in points.tolist()])

    around = fan(evaluate, np.array(found.point), slopes)
    best, f = around.best, found.name
    count, angle, rise = len(around.degrees), around.degrees[best], around.slopes[best]
    if len(slopes) == 1:
        sentence = f"Steepest ascent: of the two directions the one in which {f} rises."
    elif len(slopes) == 2:
        ascent = math.degrees(math.atan2(slopes[1], slopes[0])) % 360
        sentence = (
            f"Steepest ascent, at {number(ascent)} degrees: of {count} directions the one at "
            f"{angle:.0f} degrees rises most, with slope {number(rise)}."
        )
    else:
        sentence = (
            f"Steepest ascent: of {count} directions in a plane through it the one at "
            f"{angle:.0f} degrees from it rises most, with slope {number(rise)}."
        )
    check = {
        "by": f"the steepest of {count} directions",
        "value": tuple(around.directions[best].tolist()),
    }
    value = tuple((slopes / np.linalg.norm(slopes)).tolist())
    latex = rf"\nabla {f} / \left\Vert \nabla {f} \right\Vert"
    return Step("direction", f"∇{f}/|∇{f}|", latex, sentence, value, {}, check), around.data


def _curvature(found: Place, hessian: Array, eigenvalues: Array) -> Iterator[Step]:
    f, names = found.name, found.variables
    if len(names) <= FEW:
        for i, one in enumerate(names):
            for j, other in enumerate(names[: i + 1]):
                d = "d" if len(names) == 1 else "∂"
                below = f"{d}{one}²" if i == j else f"{d}{other}{d}{one}"
                text, latex, numbers = shown(found.expression.hessian[i][j], found)
                value = float(hessian[i, j])
                yield Step(f"{d}²{f}/{below}", text, latex, "", value, numbers)
    if len(names) > 1:
        rows = tuple(tuple(row) for row in hessian.tolist())
        yield Step("Hessian", "", "", "All second derivatives: how the gradient changes.", rows)
        yield Step(
            "eigenvalues", "", "", "The curvature along the directions in which the Hessian only "
            "stretches, least first.", tuple(eigenvalues.tolist()),
        )  # fmt: skip
        yield _condition(eigenvalues)


def _condition(eigenvalues: Array) -> Step:
    largest, least = float(eigenvalues[-1]), float(eigenvalues[0])
    if least <= 0:
        sentence = (
            "None, as not all curvatures are positive: along "
            f"{'a level' if least == 0 else 'a falling'} direction there is nothing to converge to."
        )
        return Step("condition number", "λmax/λmin", r"\lambda_{\max} / \lambda_{\min}", sentence,
                    None, {"λmax": largest, "λmin": least})  # fmt: skip
    value = largest / least
    sentence = (
        "Steepest over flattest curvature: even at its best rate gradient descent needs about "
        "this many steps to come nearer by a factor of e²."
        if value > 1.5
        else "All directions curve alike, so the gradient points along the way to the minimum."
    )
    numbers = {"λmax": largest, "λmin": least}
    latex = r"\lambda_{\max} / \lambda_{\min}"
    return Step("condition number", "λmax/λmin", latex, sentence, value, numbers)


def _conclusion(found: Place, slopes: Array, eigenvalues: Array) -> str:
    f = found.name
    if not np.isfinite(slopes).all():
        return f"The gradient is not finite at {found.words}."
    corners = kinks.at(found)
    if corners:
        return " ".join(kink.sentence for kink in corners)
    if slopes.any():
        down = written(tuple((-slopes).tolist()))
        return f"At {found.words} {f} rises fastest along its gradient, and falls along {down}."
    kind = "a level place, of which the curvature does not say what it is"
    if len(eigenvalues) and eigenvalues[0] > 0:
        kind = "a minimum: it curves upwards in every direction"
    elif len(eigenvalues) and eigenvalues[-1] < 0:
        kind = "a maximum: it curves downwards in every direction"
    elif len(eigenvalues) and eigenvalues[0] < 0 < eigenvalues[-1]:
        kind = "a saddle: it curves upwards in some directions and downwards in others"
    return f"The gradient is zero at {found.words}: {kind}."


# By the kind of what is explained; names and texts are of functions, which refuse all else.
_TELLERS: dict[str, Callable[[Any, Any, float], Explanation]] = {"network": network_gradient}
