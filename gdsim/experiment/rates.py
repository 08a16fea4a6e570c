"""The factors of a schedule over the steps of a run, and settings that give a wanted factor."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence

import numpy as np

from gdsim.base.axes import Column, first_value
from gdsim.base.ranges import Hyper, Range
from gdsim.base.settings import whole
from gdsim.catalogue.choices import Choice, chosen
from gdsim.catalogue.schedules import factor_at
from gdsim.engine.schedule import table, tabulator

TABULATED = 10_000  # steps that compiled code tabulates in the time of one factor without it
HALVINGS = 60
LEAST, MOST = 1e-9, 1e9  # of the numbers that are searched, where a range has no end
FIGURES = 8  # of a number that is found, at most


def factors(schedule: Choice, steps: int, at: Sequence[int] | np.ndarray) -> Column:
    """The factor of the learning rate at some steps of a run, (n,).

    schedule: one of the catalogue, with its settings; of several values the first counts. steps: of
    the whole run. at: how many updates were made before. Each number has the bits of the kernels'.
    """
    schedule = chosen(schedule, "schedule", "schedule")
    steps = whole(steps, "steps", 1)
    given = {**schedule.method.defaults, **schedule.settings}
    settings = {name: first_value(value) for name, value in given.items()}
    warmup = settings.pop("warmup")
    definition = schedule.method.definition
    with np.errstate(all="ignore"):
        if steps <= TABULATED * len(at) and _is_ready(schedule.name):
            tabulated: Column = table(schedule.name, steps, warmup, settings)[np.asarray(at, int)]
            return tabulated
        return np.array([factor_at(definition, float(t), steps, warmup, settings) for t in at])


def setting_for(
    schedule: Choice, name: str, steps: int, at: int, factor: float, near: float = 1e-3
) -> float | None:
    """The value of a setting with which the factor at a step is a wanted one.

    A whole number where the setting is one; else it has the fewest figures with which the factor is
    within `near`. Where no value gives that, it is the end of the setting's range that comes
    nearest. None if the setting changes nothing there.
    """
    hyper = schedule.method.hyper[name]
    assert isinstance(hyper, Hyper)

    def off(value: float) -> float:
        given = round(value) if hyper.whole else value
        return float(factors(schedule.replace(**{name: given}), steps, [at])[0]) - factor

    allowed = hyper.range
    low, high = max(allowed.low, -MOST), min(allowed.high, MOST)
    over_powers = hyper.log or not math.isfinite(allowed.high)
    ends = max(low, LEAST) if over_powers else low, high
    if hyper.whole:
        ends = max(low, 1), high  # 0 steps are no short time but none, or a share of the run
    at_low, at_high = off(ends[0]), off(ends[1])
    if at_low == at_high:
        return None
    if (at_low > 0) == (at_high > 0):
        value = ends[0] if abs(at_low) <= abs(at_high) else ends[1]
    else:
        value = _halved(off, ends, at_low > 0, over_powers, near)
    if low in allowed and abs(off(low)) <= near:
        return low
    if hyper.whole:
        return min(_neighbours(value, allowed), key=lambda each: abs(off(each)))
    rounded = (float(f"{value:.{figures}g}") for figures in range(1, FIGURES))
    return next((each for each in rounded if each in allowed and abs(off(each)) <= near), value)


def _halved(
    off: Callable[[float], float],
    ends: tuple[float, float],
    falls: bool,
    over_powers: bool,
    near: float,
) -> float:
    """The number between two ends at which `off`, which rises or falls, is near 0."""
    low, high = ends
    middle = low
    for _ in range(HALVINGS):
        middle = math.sqrt(low * high) if over_powers else (low + high) / 2
        miss = off(middle)
        if abs(miss) <= near / 4:
            break
        low, high = (middle, high) if (miss > 0) == falls else (low, middle)
    return middle


def _neighbours(value: float, allowed: Range) -> list[int]:
    """The whole numbers about a value, and one further on each side: steps may be flat between."""
    near = range(math.floor(value) - 1, math.ceil(value) + 2)
    return [each for each in near if each in allowed]


def _is_ready(name: str) -> bool:
    """Whether the table of a schedule is compiled, and the compiler loaded, which takes longest."""
    return "numba" in sys.modules and tabulator(name).is_compiled
