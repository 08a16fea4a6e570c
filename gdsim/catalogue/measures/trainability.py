"""How fast training converges, or how badly it diverges, as one number a run."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gdsim.catalogue import Measure

TAIL = 20  # losses at the end, whose mean says whether training came to something
CAP = 1e6  # times the first loss: what a larger loss, or one that is no number, counts as


def measure(losses: NDArray[np.floating], converged: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The trainability of runs: below 0 where training converged, else above.

    losses: (runs, steps), those of steps 0, 1, …, each before its update; NaN behind the step at
    which a run stopped. converged: (runs,), whether that was because it had converged: such a run
    keeps its last loss. Sums are taken in the order of the steps: the same bits anywhere.
    """
    values = np.array(losses.T, dtype=np.float64, order="C")  # a row a step
    _hold_last(values, np.asarray(converged, dtype=bool))
    values[~np.isfinite(values)] = CAP
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        values /= values[0].copy()
        values[np.isnan(values)] = 0.0  # 0 / 0: a run that begins at no loss has nothing to learn
        np.minimum(values, CAP, out=values)
        fell = _sum(values[-TAIL:]) / min(TAIL, len(values)) < 1.0
        found: NDArray[np.float64] = np.where(fell, -_sum(values), _sum(1.0 / values))
    return found


def _hold_last(values: NDArray[np.float64], held: NDArray[np.bool_]) -> None:
    """Replace the NaN behind the last loss of some runs by that loss."""
    runs = np.flatnonzero(held & np.isnan(values[-1]))
    part, steps = values[:, runs], np.arange(len(values))[:, np.newaxis]
    last = np.where(np.isnan(part), 0, steps).max(axis=0)
    values[:, runs] = np.where(steps > last, part[last, np.arange(len(runs))], part)


def _sum(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The sum over steps, step by step; the order of NumPy's own depends on the memory's layout."""
    total = np.zeros(values.shape[1])
    for row in values:
        total += row
    return total


DEFINITION = Measure(
    function=measure,
    summary="How fast training converges (below 0) or how badly it diverges (above 0).",
    formula=r"-\sum_t v_t \text{ or } \sum_t 1/v_t,\quad v_t = \min(\ell_t / \ell_0, 10^6)",
    source="Sohl-Dickstein, The boundary of neural network trainability is fractal (2024)",
    name="Trainability",
)
