"""How fast runs are computed while they play, and how often they are shown."""

from __future__ import annotations

import time

WINDOW = 0.5  # s over which the pace is measured
REST = 9  # times what making a scene takes, that only steps are taken for
LEAST = 2  # the same where scenes would be fewer than SLOWEST allows
SLOWEST = 0.1  # s from one scene to the next
OF_MANY = 0.03  # s from one scene of many runs to the next, at least: they take long to draw, too


def interval(cost: float, are_many: bool) -> float:
    """Seconds from one scene to the next, where one takes `cost` seconds to make.

    Most of the time is for computing. Scenes of many runs have their curves and numbers more seldom
    than their places, so that they cost the same in the end.
    """
    wanted = OF_MANY if are_many else min((1 + REST) * cost, SLOWEST)
    return max(wanted, (1 + LEAST) * cost)


class Pace:
    """Run-steps per second: one run that takes one step is one run-step."""

    def __init__(self) -> None:
        self.rate = 0.0  # over the last whole window
        self.restart()

    def restart(self) -> None:
        """Begin a window; the rate stays until it ends."""
        self._since, self._done = time.perf_counter(), 0

    def add(self, count: int) -> None:
        """Count run-steps that were just computed."""
        self._done += count
        elapsed = time.perf_counter() - self._since
        if elapsed >= WINDOW:
            self.rate = self._done / elapsed
            self.restart()
