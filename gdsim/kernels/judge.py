"""What is noted of a run at each step, and what becomes of it: the rules behind a verdict.

Written in `gdsim.lanes.arithmetic` like a definition, so the rules can be run as plain Python. A status
is a `Verdict` as a number: below 3 the run goes on, 3 is converged, 4 is diverged.
"""

from __future__ import annotations

from typing import Any

from gdsim.lanes.arithmetic import Mask, Number, abs, logical_not, minimum, select

# A run whose best loss fell by less than this share of itself over a window has stopped progressing.
PROGRESS = 1e-5
# Losses that rise in at least this share of a window's steps oscillate.
RISING = 0.25


def observe(
    live: Mask,
    value: Number,
    square: Number,
    loss: Number,
    slope: Number,
    best: Number,
    rises: Number,
    status: Number,
    stopped: Number,
    s: Number,
    target: Number,
    tolerance: Number,
    limit: Number,
) -> Any:
    """Note the loss `value` and squared gradient norm `square` found at step `s`.

    Returns the new loss, squared norm, best loss, count of rises, status, steps taken and live mask;
    a run that is not live keeps all of them.
    """
    rises = select(live & (value > loss), rises + 1.0, rises)
    loss = select(live, value, loss)
    slope = select(live, square, slope)
    best = select(live & (value < best), value, best)
    stopped = select(live, s, stopped)
    # Not "abs(value) > limit": a NaN must count as beyond the limit.
    diverged = live & logical_not(abs(value) <= limit)
    converged = live & ((value <= target) | (square <= tolerance)) & logical_not(diverged)
    status = select(diverged, 4.0, select(converged, 3.0, status))
    return loss, slope, best, rises, status, stopped, status < 3.0


def judge(
    live: Mask, best: Number, mark: Number, rises: Number, status: Number, window: Number
) -> Any:
    """Judge a window of steps by its progress; return status, the new mark and the count's new start.

    `mark` is the best loss when the window began.
    """
    still = logical_not(mark - best > PROGRESS * minimum(abs(mark), abs(best)))
    verdict = select(still, select(rises >= RISING * window, 2.0, 1.0), 0.0)
    status = select(live, verdict, status)
    return status, select(live, best, mark), select(live, 0.0, rises)
