"""Numbers as they are written everywhere on screen: 0.0145, −2.5, 1.5e−4."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from gdsim.app.translation import grouped
from gdsim.base.figures import DIGITS, elided

LEAST, MOST = 1e-3, 1e4  # numbers from LEAST on and below MOST have no power of ten
_DECIMALS = re.compile(r"(?<![\w.])\d+\.\d+")  # without the power of ten
_MINUS = re.compile(r"(?<![\w.)])-(?=[\d.])|(?<=\de)-(?=\d)")  # of a number or its power


def figures(value: float, digits: int = DIGITS) -> str:
    """A number in at most so many significant figures, with a true minus sign."""
    if not np.isfinite(value):
        return "∞" if value > 0 else ("−∞" if value < 0 else "undefined")
    return with_minus(styled(f"{value:.{max(digits, 1) - 1}e}"))


def styled(text: str) -> str:
    """The same number with a power of ten or without one, by its size; no digit is lost."""
    number = Decimal(text).normalize() or Decimal()  # which is not -0
    if not number or LEAST <= abs(float(number)) < MOST:
        return f"{number:f}"
    return f"{number:e}".replace("e+", "e")


def told_apart(values: Sequence[float], digits: int = 3, most: int = 5) -> list[str]:
    """Rising numbers in at least `digits` figures, and in as many up to `most` as tell them apart.

    Where those do not, all but the first are how far they are from it.
    """
    tries = [[figures(value, n) for value in values] for n in range(digits, most + 1)]
    tries.append(tries[0][:1] + [f"+{figures(v - values[0], digits)}" for v in values[1:]])
    return next((names for names in tries if len(set(names)) == len(set(values))), tries[0])


def between(values: Sequence[float], spacing: float) -> list[str]:
    """The numbers of evenly spaced ticks: with as many figures as tell neighbours apart."""
    last = int(np.floor(np.log10(spacing) + 1e-9)) if spacing > 0 else 0
    names = []
    for value in values:
        rounded = round(value / spacing) * spacing if spacing > 0 else value
        first = int(np.floor(np.log10(abs(rounded)) + 1e-9)) if rounded else last
        names.append(figures(rounded, min(first - last + 1, 16)))
    return names


def written(value: Any) -> str:
    """A number, or nested sequences of them in round brackets; long ones are shortened."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, list | tuple | np.ndarray):
        return f"({', '.join(map(written, elided(value)))})"
    if isinstance(value, bool | np.bool_ | str) or value is None:
        return str(value)
    return grouped(int(value)) if isinstance(value, int | np.integer) else figures(float(value))


def shortened(formula: str, typed: str = "") -> str:
    """A formula, as text or as LaTeX, whose decimals have at most four significant figures.

    typed: the text that the user gave; its numbers stay as they are.
    """
    kept = set(_DECIMALS.findall(typed))

    def short(match: re.Match[str]) -> str:
        decimals = match.group()
        whole = decimals.partition(".")[0].lstrip("0")
        is_short = len(decimals.replace(".", "").lstrip("0")) <= DIGITS
        if is_short or decimals in kept:
            return decimals
        return f"{float(decimals):.{max(DIGITS, len(whole))}g}"

    return _DECIMALS.sub(short, formula)


def with_minus(text: str) -> str:
    """A text whose numbers have true minus signs; formulas and words keep their hyphens."""
    return _MINUS.sub("−", text)
