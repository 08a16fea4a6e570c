"""How near a run is to the edge of stability."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gdsim.catalogue.stability import stable_rates
from gdsim.learn.diagnosis.single_run import SingleRun

Array = NDArray[np.float64]


def shares_of_stable_rate(run: SingleRun, points: Array, steps: NDArray[np.integer]) -> Array:
    """(s,): the learning rates of a run at steps (s,), over the largest stable ones there.

    points: (s, P) where the run is at these steps. The largest stable rate is the method's own on
    a quadratic with the largest eigenvalue of the Hessian as its curvature (see
    `gdsim.catalogue.stability`); above 1 errors grow. NaN where no eigenvalue is positive.
    """
    rates = np.array([run.lr(int(step)) for step in steps])
    curvatures = np.full(len(points), np.nan)
    for place, (point, step) in enumerate(zip(points, steps, strict=True)):
        eigenvalues = run.objective.curvatures(point, int(step))
        if eigenvalues is not None:
            curvatures[place] = eigenvalues[-1]
    with np.errstate(invalid="ignore"):
        shares: Array = rates / stable_rates(run.optimizer, curvatures)
    return shares
