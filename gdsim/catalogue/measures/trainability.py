"""How fast training converges, or how badly it diverges, as one number per run."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gdsim.catalogue import Measure

TAIL = 20  # losses at the end, whose mean decides whether training converged
CAP = 1e6  # times the first loss: the value of a larger or non-finite loss


def measure(losses: NDArray[np.floating], converged: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The trainability of runs: below 0 where training converged, else above.

    losses: (runs, steps), at steps 0, 1, …, each before its update; NaN after the step at which a
    run stopped. converged: (runs,), whether the run stopped because it had converged; it then keeps
    its last loss. Sums are taken in the order of the steps: the same bits anywhere.
    """
    values = np.array(losses, dtype=np.float64, order="C")
    _hold_last(values, np.asarray(converged, dtype=bool))
    values[~np.isfinite(values)] = CAP
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        values /= values[:, :1].copy()
        values[np.isnan(values)] = 0.0  # 0 / 0: a run that starts at loss 0 has nothing to learn
        np.minimum(values, CAP, out=values)
        tail = values[:, -TAIL:]
        fell = _sum(tail) / tail.shape[1] < 1.0
        found = np.empty(len(values))
        found[fell] = -_sum(values[fell])
        found[~fell] = _sum(1.0 / values[~fell])
    return found


def _hold_last(values: NDArray[np.float64], held: NDArray[np.bool_]) -> None:
    """In the runs of `held`, replace the NaN after the last loss by that loss."""
    runs = np.flatnonzero(held & np.isnan(values[:, -1]))
    part, steps = values[runs], np.arange(values.shape[1])
    last = np.where(np.isnan(part), 0, steps).max(axis=1)[:, np.newaxis]
    values[runs] = np.where(steps > last, np.take_along_axis(part, last, axis=1), part)


def _sum(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The sum over steps, in their order; the order of NumPy's own sum depends on memory layout."""
    total: NDArray[np.float64] = np.add.accumulate(values, axis=1)[:, -1]
    return total


DEFINITION = Measure(
    function=measure,
    summary="How fast training converges (below 0) or how badly it diverges (above 0).",
    formula=r"-\sum_t v_t \text{ or } \sum_t 1/v_t,\quad v_t = \min(\ell_t / \ell_0, 10^6)",
    source="Sohl-Dickstein, The boundary of neural network trainability is fractal (2024)",
    name="Trainability",
)
