"""The schedules, one file each, found by discovery; and the linear warmup before any of them.

A schedule is a factor of the learning rate, as a function of the updates already made. Factors are
evaluated in float64 for runs of either precision. Import `catalogue` and `factor_at`.
"""

from collections.abc import Mapping
from typing import Any

from gdsim import catalogue as definitions
from gdsim.lanes.math import maximum, select

WARMUP = definitions.Hyper(
    0, definitions.steps, whole=True, summary="Steps of linear warmup before the schedule begins."
)


def catalogue() -> Mapping[str, definitions.Schedule]:
    """Every schedule by its catalogue name, in alphabetical order."""
    return definitions.discover("schedule")


def after_warmup(t, warmup):
    """Updates made since the end of warmup: the schedule's own t, 0 while warmup lasts."""
    return maximum(t - warmup, 0)


def remaining_steps(steps, warmup):
    """The total of updates after warmup: the schedule's own `steps`, at least 1."""
    return maximum(steps - warmup, 1)


def warmed(t, warmup, factor):
    """The schedule's factor, or (t + 1) / warmup during the first `warmup` updates.

    The first update has factor 1 / warmup, never 0; the last update of warmup has factor 1, and the
    schedule then starts at its own t = 0. Without warmup (0) the factor is the schedule's.
    """
    return select(t < warmup, (t + 1) / maximum(warmup, 1), factor)


def factor_at(
    definition: definitions.Schedule,
    t: float,
    steps: float,
    warmup: float,
    settings: Mapping[str, Any],
) -> float:
    """The factor of the learning rate at the update after `t` updates, of `steps` in total.

    `settings` has every setting of the schedule. Warmup takes the first `warmup` of the steps, and
    the schedule runs over the rest.
    """
    known = dict(settings, t=after_warmup(t, warmup), steps=remaining_steps(steps, warmup))
    named = {name: known[name] for name in definitions.arguments(definition.factor)}
    return float(warmed(t, warmup, definition.factor(**named)))
