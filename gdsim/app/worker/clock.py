"""Which steps are due while runs play: so many per second, as far as the machine keeps up."""

from __future__ import annotations

import math
import time

IDLE = 0.1  # s after which missed time is no longer made up for
UNSEEN = 0.05  # s that steps wait at most while the last frame is not drawn yet


class Clock:
    """Counts the steps that are due at a rate per second; infinite: as many as can be."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._owed = 0.0  # steps
        self._since = 0.0

    @property
    def rate(self) -> float:
        """Steps per second."""
        return self._rate

    @rate.setter
    def rate(self, rate: float) -> None:
        self._rate, self._owed = rate, min(self._owed, 1.0)

    def restart(self) -> None:
        """No step is due yet."""
        self._owed, self._since = 0.0, time.perf_counter()

    def wait(self, is_unseen: bool) -> float:
        """Seconds until a step is due; is_unseen: whether the last frame is not drawn yet."""
        if self._rate == math.inf:
            return 0.0
        elapsed = min(time.perf_counter() - self._since, IDLE)
        due = (1.0 - self._owed) / self._rate
        if is_unseen:  # steps that are not seen one by one are taken together
            due = max(due, UNSEEN)
        return max(0.0, due - elapsed)

    def take(self, most: int) -> int:
        """The steps that are due now, at most so many, which count as taken."""
        now = time.perf_counter()
        self._owed += self._rate * min(now - self._since, max(IDLE, 1.01 / self._rate))
        self._since = now
        if self._rate == math.inf:
            self._owed = 0.0
            return most
        steps = min(int(self._owed), most)
        # Steps that the machine cannot keep up with are not owed.
        self._owed = min(self._owed - steps, self._rate * IDLE)
        return steps
