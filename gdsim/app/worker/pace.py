"""How fast runs are computed while they play."""

from __future__ import annotations

import time

WINDOW = 0.5  # s over which the pace is measured


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
