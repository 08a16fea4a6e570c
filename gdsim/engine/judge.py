"""When a run ends, and how its progress is judged: the rules of verdicts.

They are written with `gdsim.lanes.arithmetic`, as definitions are, so they also run as plain
Python. A status is a `Verdict` as a number: a run continues while it is below CONVERGED.
"""

from __future__ import annotations

from typing import Any

from gdsim.engine.verdict import CONVERGED, DIVERGED, OSCILLATING, RUNNING, STALLED
from gdsim.lanes.arithmetic import Mask, Number, abs, logical_not, select, smaller

inf = float("inf")
# Below every tolerance, and below the -1 that stands for none.
HALTED = -2.0

# Losses of a window whose relative differences are smaller than this are constant.
STILL = 1e-5


def beyond(value: Number, floor: Number, limit: Number) -> Mask:
    """Whether a run ends at a step because of its loss.

    The floor is the target, or else the largest number below -limit.
    """
    # Not the opposite comparisons: a NaN must count as beyond the limit.
    return logical_not((value > floor) & (value <= limit))


def ended(value: Number, square: Number, floor: Number, tolerance: Number, limit: Number) -> Mask:
    """Whether a run ends at a step with loss `value` and squared gradient norm `square`.

    It has diverged or converged; `tolerance` is squared as well. With a stop condition `square` is
    that of `halted`.
    """
    return beyond(value, floor, limit) | (square <= tolerance)


def halted(held: Number, square: Number) -> Number:
    """What is compared with the tolerance: where a stop condition holds, less than any."""
    return select(held > 0.0, HALTED, square)


def ending(value: Number, limit: Number) -> Number:
    """The status of a run that ends: converged or diverged."""
    return select(abs(value) <= limit, CONVERGED, DIVERGED)


def judge(status: Number, best: Number, low: Number, total: Number, window: Number) -> Any:
    """Judge a window of steps; return status, best loss, and the next window's `low` and `total`.

    `best` is the smallest loss before the window, `low` the smallest in it and `total` the sum of
    its losses. A run that has ended keeps everything.
    """
    live = status < CONVERGED
    size = smaller(abs(best), abs(low))
    falls = best - low > STILL * size
    moves = total / window - low > STILL * abs(low)
    verdict = select(falls, RUNNING, select(moves, OSCILLATING, STALLED))
    return (
        select(live, verdict, status),
        select(live, smaller(low, best), best),
        select(live, inf, low),
        select(live, 0.0, total),
    )
