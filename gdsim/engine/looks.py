"""Looks at the whole loss: what a run on mini-batches is judged by, as a batch's loss is a sample.

The loss of all training samples, with penalties, is computed at the ends of the last tenths of a
run. At these steps it is compared with the target, and its gradient with the tolerance; a stop
condition of either is asked there, too. How the loss has changed from look to look gives the
verdict. The losses of batches only say that a run has diverged.
"""

from __future__ import annotations

import numpy as np

from gdsim.engine.judge import STILL
from gdsim.engine.verdict import Verdict

# The most looks, and how many there are for each epoch of a run: among many runs one costs as much
# as one and a half epochs of a small network, so that all cost about 2 %. There are at least
# three, as two losses of which the later is lower show no fall; they cost 2 % of a run of 240
# epochs. Of few runs the call costs more than that.
MOST, LEAST, SHARE = 10, 3, 0.0125


def window_of(steps: int) -> int:
    """The number of steps over which the progress of runs of `steps` is judged: a tenth of all."""
    return min(steps, max(steps // 10, 10))


def look_steps(steps: int, samples: int, batch: int) -> tuple[int, ...]:
    """The steps, ascending, at which runs of `steps` are looked at, each the end of a window."""
    window, epochs = window_of(steps), steps * batch / samples
    count = min(max(int(SHARE * epochs), LEAST), MOST, steps // window)
    return tuple(steps - k * window for k in reversed(range(count)))


def judged(losses: np.ndarray) -> np.ndarray:
    """Verdicts, (runs,) of uint8, of runs that go on, by the whole losses of (runs, looks) so far.

    A run is still falling if each of the last looks is lower than the one before and the last is
    the least of all, stalled if the last two are equal, and oscillating otherwise; with fewer than
    two looks nothing else is known than that it runs.
    """
    if losses.shape[1] < 2:
        return np.full(len(losses), Verdict.RUNNING, np.uint8)
    wide = losses.astype(np.float64)
    last, before, best = wide[:, -1], wide[:, -2], np.min(wide[:, :-1], axis=1)
    falls = best - last > STILL * np.minimum(np.abs(best), np.abs(last))
    falls &= (wide[:, -3:-1] >= before[:, np.newaxis]).all(axis=1)
    moves = np.abs(last - before) > STILL * np.minimum(np.abs(last), np.abs(before))
    verdicts = np.where(moves, Verdict.OSCILLATING, Verdict.STALLED)
    return np.where(falls, Verdict.RUNNING, verdicts).astype(np.uint8)
