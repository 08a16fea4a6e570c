"""What became of a run."""

from __future__ import annotations

from enum import IntEnum


class Verdict(IntEnum):
    """What became of a run; the numbers are what kernels write and results store."""

    RUNNING = 0  # still making progress when the steps were used up
    STALLED = 1  # no progress to speak of in the last tenth of the steps
    OSCILLATING = 2  # no progress there, and the loss rose in at least a quarter of those steps
    CONVERGED = 3  # loss at or below the target, or gradient norm at or below the tolerance
    DIVERGED = 4  # a loss that is not finite, or beyond the limit

    def __str__(self) -> str:
        return self.name.lower()
