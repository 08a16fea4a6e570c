"""What became of a run."""

from __future__ import annotations

from enum import IntEnum


class Verdict(IntEnum):
    """What became of a run; the numbers are what kernels write and results store."""

    RUNNING = 0  # its best loss was still falling in the last tenth of the steps
    STALLED = 1  # the loss stood still over the last tenth of the steps
    OSCILLATING = 2  # it moved there, but not below its best before
    CONVERGED = 3  # loss at or below the target, or gradient norm at or below the tolerance
    DIVERGED = 4  # a loss that is not finite, or beyond the limit

    def __str__(self) -> str:
        return self.name.lower()


# The same as compiled code has them: the status of a run is a number. Below CONVERGED it goes on.
RUNNING, STALLED, OSCILLATING, CONVERGED, DIVERGED = (float(each) for each in Verdict)
