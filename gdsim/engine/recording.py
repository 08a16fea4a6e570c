"""Which steps of a run are recorded: every k-th, or a number of steps from the first to the last.

A rule is a whole number k, for the steps 0, k, 2k, …; or "linear:n", for n evenly spaced steps; or
"log:n", for 0 and n - 1 steps from 1 on, each larger than the one before by the same factor, or by
1 if that is more. With n, the first and the last step are included; if a run has fewer than n
steps, all are recorded. The steps are the same on every machine: they come from whole numbers and
from decimal arithmetic, which is correctly rounded.
"""

from __future__ import annotations

import decimal
import re

import numpy as np
from numpy.typing import NDArray

Rule = int | str
Steps = NDArray[np.int64]

FORMS = ("log", "linear")


def form_of(rule: str) -> tuple[str, int] | None:
    """The form and number of steps of a text such as "log:64" or "linear:64"; None for others."""
    match = re.fullmatch(rf"({'|'.join(FORMS)}):(\d{{1,8}})", rule, re.ASCII)
    return None if match is None or int(match[2]) < 2 else (match[1], int(match[2]))


def count_recorded(rule: Rule, steps: int) -> int:
    """The number of recorded steps of a run of `steps` updates."""
    if isinstance(rule, int):
        return steps // rule + 1
    return min(_form(rule)[1], steps + 1)


def recorded_steps(rule: Rule, steps: int) -> Steps:
    """The recorded steps of a run of `steps` updates, ascending; shape (n,)."""
    return as_array(sequence(rule, steps))


def sequence(rule: Rule, steps: int) -> range | Steps:
    """The same steps, as a range if possible, which takes no memory."""
    if isinstance(rule, int):
        return range(0, steps + 1, rule)
    form, count = _form(rule)
    if count > steps:
        return range(steps + 1)
    places = np.arange(count, dtype=np.int64)
    if form == "linear":
        # Rounded to the nearest whole number, halves up.
        return (2 * places * steps + count - 1) // (2 * (count - 1))
    return np.maximum(places, _powers(steps, count))


def as_array(steps: range | Steps) -> Steps:
    """Steps as an array."""
    if isinstance(steps, range):
        return np.arange(steps.start, steps.stop, steps.step, dtype=np.int64)
    return steps


def _form(rule: str) -> tuple[str, int]:
    form = form_of(rule)
    if form is None:
        raise ValueError(f"not a rule of recorded steps: {rule!r}")
    return form


def _powers(steps: int, count: int) -> Steps:
    """0, then `count` - 1 powers from 1 to `steps`, each rounded to the nearest whole number."""
    powers = np.zeros(count, np.int64)
    if count > 2:
        with decimal.localcontext(prec=40):
            factor, power = (decimal.Decimal(steps).ln() / (count - 2)).exp(), decimal.Decimal(1)
            half = decimal.Decimal("0.5")
            for place in range(1, count):
                powers[place] = int(power + half)
                power *= factor
    powers[-1] = steps
    return powers
