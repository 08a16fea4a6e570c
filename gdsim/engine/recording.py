"""Which steps of a run are recorded: every k-th, or a number of steps from the first to the last.

A rule is a whole number k, for the steps 0, k, 2k, …; or "linear:n", for n steps evenly spaced; or
"log:n", for 0 and n - 1 steps from 1 on, each the same factor behind the one before, or the next
step where that is further. With n both the first and the last step are among them, and where there
are no n steps, all are. The steps are the same on every machine: they come from whole numbers and
decimal arithmetic, which is correctly rounded.
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
    """The form and the number of steps that a text says, "log:64" or "linear:64"; None if none."""
    found = re.fullmatch(rf"({'|'.join(FORMS)}):(\d{{1,8}})", rule, re.ASCII)
    return None if found is None or int(found[2]) < 2 else (found[1], int(found[2]))


def count_recorded(rule: Rule, steps: int) -> int:
    """How many steps of a run of `steps` updates are recorded."""
    if isinstance(rule, int):
        return steps // rule + 1
    return min(_form(rule)[1], steps + 1)


def recorded_steps(rule: Rule, steps: int) -> Steps:
    """The steps of a run of `steps` updates that are recorded, ascending; shape (n,)."""
    return as_array(sequence(rule, steps))


def sequence(rule: Rule, steps: int) -> range | Steps:
    """The same steps, as a range where they are one: that takes no memory."""
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
    """Some steps as an array."""
    if isinstance(steps, range):
        return np.arange(steps.start, steps.stop, steps.step, dtype=np.int64)
    return steps


def _form(rule: str) -> tuple[str, int]:
    found = form_of(rule)
    if found is None:
        raise ValueError(f"no rule by which steps are recorded: {rule!r}")
    return found


def _powers(steps: int, count: int) -> Steps:
    """0, then `count` - 1 powers from 1 to `steps`, each rounded to the nearest whole number."""
    found = np.zeros(count, np.int64)
    if count > 2:
        with decimal.localcontext(prec=40):
            factor, power = (decimal.Decimal(steps).ln() / (count - 2)).exp(), decimal.Decimal(1)
            half = decimal.Decimal("0.5")
            for place in range(1, count):
                found[place] = int(power + half)
                power *= factor
    found[-1] = steps
    return found
