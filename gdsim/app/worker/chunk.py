"""How many steps the worker takes at once."""

from __future__ import annotations

from collections import deque

REMEMBERED = 16  # chunks
MOST = 1 << 20  # steps
WORTH = 25  # times what a call takes besides its steps, that it should last
LONGEST = 0.04  # s a chunk lasts for that reason, so that 20 frames come in a second
# Where a single step takes long, a chunk may last so many times as long, up to so many s; twice as
# long it may last in any case.
TIMES, SLOWEST = 6, 0.25
SINGLE = 2  # chunks of one step, before others are tried


class Chunk:
    """The steps that fit into a time, by what the fastest chunks took.

    Whatever else uses the machine makes some chunks slow, but seldom all of them: chunks do not
    shrink on a busy machine. With many runs a call takes long however few its steps are; chunks
    last longer then.
    """

    def __init__(self) -> None:
        self._begun = 0  # chunks
        self._largest = 1  # steps
        self._call = 0.0  # s of the fastest chunk of one step
        self._costs: deque[float] = deque(maxlen=REMEMBERED)  # s of each step, of longer chunks

    def size(self, seconds: float) -> int:
        """The steps of the next chunk."""
        if self._begun < SINGLE:
            return 1
        if not self._costs:
            return 2
        step = min(min(self._costs), self._call)
        beside = self._call - step
        longest = max(LONGEST, min(TIMES * self._call, SLOWEST), 2 * self._call)
        lasts = max(seconds, min(WORTH * beside, longest))
        # Where all runs stop soon, a session is not to count many steps beyond that.
        return int(min(max(lasts / step, 1), 2 * self._largest, MOST))

    def add(self, steps: int, seconds: float) -> None:
        """Note how long a chunk took."""
        seconds = max(seconds, 1e-9)
        if steps == 1:
            self._call = min(self._call, seconds) if self._begun else seconds
        else:
            self._costs.append(seconds / steps)
        self._begun += 1
        self._largest = max(self._largest, steps)

    def restart(self) -> None:
        """Forget what steps took: they may cost more from now on."""
        self._begun, self._largest = 0, 1
        self._costs.clear()
