"""The verdict on a run."""

from __future__ import annotations

from enum import IntEnum


class Verdict(IntEnum):
    """How a run ended; the numbers are what kernels write and results store.

    Of runs on mini-batches the loss is that of all training samples, which is looked at at the ends
    of the last three to ten tenths of a run (`gdsim.engine.looks`).
    """

    RUNNING = 0  # its best loss was still falling in the last tenth of the steps
    STALLED = 1  # the loss was constant in the last tenth of the steps
    OSCILLATING = 2  # it moved there, but not below its earlier best
    CONVERGED = 3  # loss within the target, gradient norm within the tolerance, or stop holds
    DIVERGED = 4  # a loss that is not finite, or beyond the limit

    def __str__(self) -> str:
        return self.name.lower()


# The same for compiled code, where the status of a run is a number; below CONVERGED, it continues.
RUNNING, STALLED, OSCILLATING, CONVERGED, DIVERGED = (float(each) for each in Verdict)
