"""Samples by a typed formula: two classes on both sides of a comparison, or values.

`gdsim.calculus` reads the text; its grammar is that of functions to minimise.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from gdsim.base.errors import SettingError, SettingTypeError, placed, shown
from gdsim.base.ranges import Hyper, Range
from gdsim.calculus import Expression, parse
from gdsim.objectives.datasets.draws import Array, normals, uniforms
from gdsim.objectives.datasets.making import Samples
from gdsim.objectives.datasets.settings import NOISE, SAMPLES, SEED

SETTINGS = {
    "samples": SAMPLES,
    "span": Hyper(3.0, Range(1e-3, 1e6), log=True, summary="Inputs are from -span to span."),
    "noise": Hyper(0.0, NOISE.range, summary=NOISE.summary),
    "seed": SEED,
}
_COMPARISON = re.compile(r"[<>=!]=?")
_NUMBERED = re.compile(r"\bx[12]\b")
_SECOND = re.compile(r"\b(y|x2)\b")


def samples(formula: Any, samples: int, span: float, noise: float, seed: int) -> Samples:
    """Samples whose inputs are uniform from -span to span, labelled by a formula.

    Errors: ExpressionError, with the column, for a text that is no formula.
    """
    with placed("formula"):
        left, sign, right = _parts(formula)
        names = ("x1", "x2") if _NUMBERED.search(formula) else ("x", "y")
        if not sign or sign == "=":
            return _values(left if not sign else right, names, sign, samples, span, noise, seed)
        first, second = (parse(side, variables=names) for side in (left, right))
        points = _points(seed, samples, 2, span)
        apart = _at(first, points) - _at(second, points)
        moved = points + noise * normals(seed, 1, samples, 2)
        targets = (apart > 0).astype(np.int64)
        kinds = _sides(left.strip(), right.strip(), names)
        if left.strip() not in names and right.strip() in names:
            targets = 1 - targets  # the variable on the right is above where the left is less
        return Samples(moved, targets, names, kinds)


def _parts(formula: Any) -> tuple[str, str, str]:
    """What stands before a comparison, its sign, and the rest, at its columns in the text."""
    if not isinstance(formula, str):
        raise SettingTypeError(f"formula must be text, got {shown(formula)}")
    signs = [m for m in _COMPARISON.finditer(formula) if _depth(formula, m.start()) == 0]
    if not signs:
        return formula, "", ""
    sign = signs[0].group()
    if len(signs) > 1 or sign in ("==", "!="):
        wanted = "one comparison, as in y > sin(3*x), or values, as in y = sin(3*x)"
        raise SettingError(f"formula must have {wanted}, got {shown(formula)}")
    if sign == "=" and formula[: signs[0].start()].strip() not in ("y", "x2"):
        raise SettingError(f"values are written y = sin(3*x), got {shown(formula)}")
    place = signs[0].span()
    return formula[: place[0]], sign, " " * place[1] + formula[place[1] :]


def _depth(text: str, place: int) -> int:
    """In how many brackets a place is."""
    return text.count("(", 0, place) - text.count(")", 0, place)


def _values(
    text: str, names: tuple[str, str], sign: str, samples: int, span: float, noise: float, seed: int
) -> Samples:
    """Values of a function of one variable, or of two if it has both."""
    used = names[:1] if sign or not _SECOND.search(text) else names
    points = _points(seed, samples, len(used), span)
    values = _at(parse(text, variables=used), points)
    targets = values[:, None] + noise * normals(seed, 1, samples, 1)
    return Samples(points, targets, used)


def _points(seed: int, samples: int, columns: int, span: float) -> Array:
    return span * (2 * uniforms(seed, 0, samples, columns) - 1)


def _at(expression: Expression, points: Array) -> Array:
    """The values at points; SettingError where one is not finite."""
    values = np.array([expression.value(point) for point in points.tolist()])
    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad):
        place = ", ".join(
            f"{n} = {x:.3g}" for n, x in zip(expression.variables, points[bad[0]], strict=True)
        )
        wrong = f"{expression.text} is {values[bad[0]]} at {place}"
        raise SettingError(f"{wrong}; it must be finite from -span to span")
    return values


def _sides(left: str, right: str, names: tuple[str, str]) -> tuple[str, str]:
    """The names of the classes, that of the less side first."""
    alone = next((names.index(side) for side in (left, right) if side in names), None)
    if alone is None:
        return f"less than {right}", f"more than {right}"
    return (("left", "right"), ("below", "above"))[alone]
