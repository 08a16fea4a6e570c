"""Derivatives by differences of values, which check those of the calculus."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

_SHRINK = 1.4
_ROUNDS = 14

Scalar = Callable[[float], float]


def central(function: Scalar, x: float, first: float = 0.1) -> float:
    """The derivative of a function of one number by central differences of shrinking width.

    They are extrapolated to width 0; the result is the extrapolation that changed least (Ridders
    1982; Press et al., Numerical Recipes, 5.7). NaN if no difference is finite.
    """
    width = first * max(1.0, abs(x))
    best, least = math.nan, math.inf
    table: list[list[float]] = []
    for _ in range(_ROUNDS):
        row = [(function(x + width) - function(x - width)) / (2 * width)]
        if not math.isfinite(row[0]):  # a point outside the domain
            table = []
            width /= _SHRINK**4
            continue
        factor = _SHRINK**2
        for coarse in table[-1] if table else ():
            row.append((row[-1] * factor - coarse) / (factor - 1))
            factor *= _SHRINK**2
            change = max(abs(row[-1] - row[-2]), abs(row[-1] - coarse))
            if change <= least:
                best, least = row[-1], change
        table.append(row)
        width /= _SHRINK
    return best


def along(
    function: Callable[[Sequence[float]], float], point: Sequence[float], index: int
) -> Scalar:
    """A function of several numbers as a function of number `index`, the others held constant."""

    def line(x: float) -> float:
        return function([x if i == index else each for i, each in enumerate(point)])

    return line


def sides(function: Scalar, x: float) -> tuple[float, float]:
    """The slopes to the left and to the right of x, by one-sided differences."""
    step = 1e-6 * max(1.0, abs(x))
    middle = function(x)
    return (middle - function(x - step)) / step, (function(x + step) - middle) / step
