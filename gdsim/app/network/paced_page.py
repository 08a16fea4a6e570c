"""What the views have that are computed in the background, again and again while runs play."""

from __future__ import annotations

import time

from gdsim.app.network.page import NetworkPage, Seen, Tools
from gdsim.app.worker.frame import State

PACE = 0.15  # s from one result to the next while runs play, at least


class PacedPage(NetworkPage):
    """Has one thing computed at a time, not too often; topic: of what is computed."""

    topic = ""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._seen: Seen | None = None
        self._key: object = None  # what the last thing that was asked for depends on
        self._is_busy, self._asked_at, self._pace = False, 0.0, PACE

    def draw(self, seen: Seen) -> None:
        """Draw a frame."""
        self._seen = seen
        self._ask()

    def clear_runs(self) -> None:
        """Draw no run."""
        self._seen = self._key = None
        self._is_busy = False
        self.tools.background.drop(self.topic)

    def close_down(self) -> None:
        """Give up what is being computed."""
        self.tools.background.drop(self.topic)

    def _ask(self) -> None:
        """Have computed what is wanted, if it is due; what is begun ends in `_is_busy = False`."""
        raise NotImplementedError

    def _begins(self, key: object, state: State) -> bool:
        """Whether what depends on a key is to be computed now, which is then begun."""
        now = time.perf_counter()
        is_soon = state is State.PLAYING and now - self._asked_at < self._pace
        if self._is_busy or is_soon or key == self._key:
            return False
        self._key, self._is_busy, self._asked_at = key, True, now
        return True

    def _give_up(self) -> None:
        """What was begun has failed."""
        self._is_busy = False
