"""The gradient: partial derivatives, steepest ascent, curvature, and stable learning rates."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.figures import number, written
from gdsim.base.ranges import unit
from gdsim.base.settings import number as checked_number
from gdsim.calculus import formula
from gdsim.learn.derivatives import kinks, points
from gdsim.learn.derivatives.derivative import checked, shown
from gdsim.learn.derivatives.directions import fan, plane_of
from gdsim.learn.derivatives.network_gradient import network_gradient
from gdsim.learn.derivatives.points import Place
from gdsim.learn.derivatives.rates import rate_steps, rates
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.explanations.names import latex_name
from gdsim.learn.explanations.step import Step

Array = NDArray[np.float64]
FEW = 3  # variables up to which each second derivative is shown with its formula
_ROUNDING = 16  # how many units of rounding of the largest eigenvalue another may be off


def gradient(subject: Any, at: Any = None, momentum: float = 0.9) -> Explanation:
    """The gradient at a point: each partial derivative, its direction and length, the curvature.

    `subject` is a Function, or the name or text of one, or a Network; `at` a point as
    `points.place` takes it, or the parameters of a network, (P,), by default its initial ones.
    `momentum`: the coefficient for which a largest stable learning rate is given as well. `data`
    has "gradient", "hessian", "eigenvalues", "directions" (degrees, and the slope in each) and
    "rates". Errors: SettingError.
    """
    mu = checked_number(momentum, "momentum", unit)
    return _TELLERS.get(getattr(subject, "kind", ""), _at_place)(subject, at, mu)


def _at_place(subject: Any, at: Any, mu: float) -> Explanation:
    """The gradient of a function, from its expression."""
    place = points.place(subject, at)
    slopes = np.array(place.expression.gradient_at(place.point))
    hessian = np.array(place.expression.hessian_at(place.point))
    corners = kinks.at(place)
    steps = [_value(place), *_partials(place, slopes, corners), *_whole(place, slopes)]
    data: dict[str, Any] = {"gradient": slopes.tolist(), "hessian": hessian.tolist()}
    data |= {"point": list(place.point), "kinks": [vars(kink) for kink in corners]}
    if np.isfinite(slopes).all() and slopes.any() and not corners:
        step, directions = _steepest(place, slopes)
        steps.append(step)
        data["directions"] = directions
    eigenvalues = np.empty(0)
    if np.isfinite(hessian).all():
        eigenvalues = _eigenvalues(hessian)
        steps += _curvature(place, hessian, eigenvalues)
        largest, least = float(eigenvalues[-1]), float(eigenvalues[0])
        steps += rate_steps(largest, least, mu, "the Hessian")
        data["rates"] = rates(largest, mu)
    data["eigenvalues"] = eigenvalues.tolist()
    return Explanation(
        kind="gradient",
        title=f"The gradient of {place.text} at {place.words}",
        subject=place.function.given,
        steps=tuple(steps),
        conclusion=_conclusion(place, slopes, eigenvalues),
        data=data,
    )


def _value(place: Place) -> Step:
    latex = formula.latex(place.expression.root)
    return Step(place.name, place.text, latex, "", place.value(place.point), place.numbers)


def _partials(place: Place, slopes: Array, corners: Sequence[kinks.Kink]) -> Iterator[Step]:
    f = place.name
    for index, name in enumerate(place.variables):
        text, latex, numbers = shown(place.expression.gradient[index], place)
        here = [kink for kink in corners if kink.variable == name]
        others = ", ".join(variable for variable in place.variables if variable != name)
        slope = float(slopes[index])
        change = f"small increase of {name} changes {f} by {number(slope)} times as much."
        sentence = f"With {others} held constant, a {change}" if others else f"A {change}"
        if here:
            sentence = here[0].sentence
        elif not math.isfinite(slope):
            sentence = f"{f} has no finite slope along {name} here."
        check = checked(place, index, here)
        d = "d" if len(place.variables) == 1 else "∂"
        yield Step(f"{d}{f}/{d}{name}", text, latex, sentence, slope, numbers, check)


def _whole(place: Place, slopes: Array) -> Iterator[Step]:
    f = place.name
    names = [f"∂{f}/∂{name}" for name in place.variables]
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
        else "No slope in any direction: gradient descent does not move here."
    )
    yield Step(f"|∇{f}|", f"sqrt({squares})", rf"\left\Vert {vector} \right\Vert", sentence, length)


def _steepest(place: Place, slopes: Array) -> tuple[Step, dict[str, Any]]:
    around = fan(place.evaluate, np.array(place.point), plane_of(slopes))
    best, f = around.best, place.name
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
            f"Steepest ascent: of {count} directions in a plane that contains the gradient, {f} "
            f"rises most in the one {angle:.0f} degrees from it, with slope {number(rise)}."
        )
    check = {
        "by": f"the steepest of {count} directions",
        "value": tuple(around.directions[best].tolist()),
    }
    value = tuple((slopes / np.linalg.norm(slopes)).tolist())
    latex = rf"\nabla {f} / \left\Vert \nabla {f} \right\Vert"
    return Step("direction", f"∇{f}/|∇{f}|", latex, sentence, value, {}, check), around.data


def _eigenvalues(hessian: Array) -> Array:
    """The eigenvalues, the least first; 0 where they are 0 within rounding."""
    eigenvalues = np.asarray(np.linalg.eigvalsh(hessian), np.float64)
    if np.array_equal(hessian, np.diag(np.diag(hessian))):
        return eigenvalues
    rounding = _ROUNDING * np.finfo(float).eps * np.abs(eigenvalues).max(initial=0.0)
    return np.where(np.abs(eigenvalues) <= rounding, 0.0, eigenvalues)


def _curvature(place: Place, hessian: Array, eigenvalues: Array) -> Iterator[Step]:
    f, names = place.name, place.variables
    if len(names) <= FEW:
        for i, row in enumerate(names):
            for j, column in enumerate(names[: i + 1]):
                d = "d" if len(names) == 1 else "∂"
                below = f"{d}{row}²" if i == j else f"{d}{column}{d}{row}"
                text, latex, numbers = shown(place.expression.hessian[i][j], place)
                value = float(hessian[i, j])
                yield Step(f"{d}²{f}/{below}", text, latex, "", value, numbers)
    if len(names) > 1:
        rows = tuple(map(tuple, hessian.tolist()))
        yield Step("Hessian", "", "", "All second derivatives: how the gradient changes.", rows)
        yield Step(
            "eigenvalues", "", "", "The curvature along each eigenvector of the Hessian, least "
            "first.", tuple(eigenvalues.tolist()),
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
        "Largest over smallest curvature: even at its best rate gradient descent needs about this "
        "many steps to reduce the distance by a factor of e²."
        if value > 1.5
        else "All directions curve equally, so the negative gradient points to the minimum."
    )
    numbers = {"λmax": largest, "λmin": least}
    latex = r"\lambda_{\max} / \lambda_{\min}"
    return Step("condition number", "λmax/λmin", latex, sentence, value, numbers)


def _conclusion(place: Place, slopes: Array, eigenvalues: Array) -> str:
    f = place.name
    if not np.isfinite(slopes).all():
        return f"The gradient is not finite at {place.words}."
    corners = kinks.at(place)
    if corners:
        return " ".join(kink.sentence for kink in corners)
    if slopes.any():
        down = written(tuple((-slopes).tolist()))
        return f"At {place.words} {f} rises fastest along its gradient, and falls along {down}."
    kind = "a stationary point; its curvature does not decide of which kind"
    if len(eigenvalues) and eigenvalues[0] > 0:
        kind = "a minimum: it curves upwards in every direction"
    elif len(eigenvalues) and eigenvalues[-1] < 0:
        kind = "a maximum: it curves downwards in every direction"
    elif len(eigenvalues) and eigenvalues[0] < 0 < eigenvalues[-1]:
        kind = "a saddle: it curves upwards in some directions and downwards in others"
    return f"The gradient is zero at {place.words}: {kind}."


# By the kind of what is explained; names and texts are of functions, which refuse all else.
_TELLERS: dict[str, Callable[[Any, Any, float], Explanation]] = {"network": network_gradient}
