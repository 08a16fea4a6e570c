"""The share of targets that are reached within a budget of steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdsim.base.words import counted
from gdsim.results.analysis.selection import Selection

if TYPE_CHECKING:
    import xarray

    from gdsim.experiment.experiment import Experiment

BUDGETS = 400  # at most, spaced by factors; all budgets if there are fewer steps


def ecdf(
    result: xarray.Dataset,
    per_dimension: bool = False,
    settings: str = "best",
    experiment: Experiment | None = None,
) -> xarray.Dataset:
    """The share of all (problem, start, target) that each optimizer reaches within a budget.

    result: of a suite, or of an experiment with a target or traced losses. per_dimension: budgets
    count steps divided by the number of parameters. settings: along axes, "best" takes the one
    setting of each optimizer with the largest area under its curve, on all problems alike; "all"
    counts the runs of all of them.

    `share` (optimizer, budget); `reached` (optimizer) the share at the end; the best settings as
    coordinates. Errors: SettingError.
    Source: Hansen et al. 2021, "COCO: a platform for comparing continuous optimizers in a black-box
    setting", Optimization Methods and Software 36(1), section 6, with steps for evaluations.
    """
    import xarray

    chosen = Selection.of(result, settings, experiment)
    hits = chosen.hits
    budgets = _budgets(chosen.steps)
    if per_dimension:
        hits = hits / chosen.dimension[:, np.newaxis, np.newaxis]
        budgets = budgets / chosen.dimension.min()
    share = np.stack([_shares(row, budgets) for row in hits])
    unit = "step per parameter" if per_dimension else "step"
    words = {"long_name": "budget: updates made", "units": unit}
    described = {"long_name": "share of (problem, start, target) reached", "units": "1"}
    curves = xarray.Dataset(
        {
            "share": (("optimizer", "budget"), share, described),
            "reached": ("optimizer", share[:, -1], {"long_name": "share reached in the end"}),
        },
        coords={"budget": ("budget", budgets, words), **chosen.coordinates()},
    )
    _, _, problems, starts, targets = chosen.hits.shape
    counts = {"problem": problems, "start": starts, "target": targets}
    of = " × ".join(counted(count, each) for each, count in counts.items())
    curves.attrs = {"title": chosen.title, "of": of}
    return curves


def _budgets(steps: int) -> NDArray[np.float64]:
    spaced = np.unique(np.geomspace(1, max(steps, 1), BUDGETS).round())
    return np.concatenate([[0.0], spaced])


def _shares(hits: NDArray[np.float64], budgets: NDArray[np.float64]) -> NDArray[np.float64]:
    known = np.sort(hits[~np.isnan(hits)])
    return np.searchsorted(known, budgets, side="right") / max(known.size, 1)
