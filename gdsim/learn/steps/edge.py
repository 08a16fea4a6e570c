"""Where the edge of stability is, and how near a run is to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdsim.catalogue.stability import stable_rate, stable_rates
from gdsim.experiment.experiment import Experiment
from gdsim.learn.diagnosis.single_run import SingleRun
from gdsim.objectives.objective import Objective
from gdsim.results.geometry.paths import nearest

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


@dataclass(frozen=True)
class StableBounds:
    """The largest stable learning rates of some runs, (n,): NaN where there is none.

    They follow from `curvatures`, (n,): the largest eigenvalue of each objective's Hessian at its
    known minimum next to the start, or else at the start. `at_minimum` says which.
    """

    rates: Array
    curvatures: Array
    at_minimum: NDArray[np.bool_]


def stable_bounds(experiments: Sequence[Experiment]) -> StableBounds:
    """The largest stable learning rates of experiments of one run each (see `why_no_bound`)."""
    curvatures = np.full(len(experiments), np.nan)
    at_minimum = np.zeros(len(experiments), bool)
    known: dict[tuple[Objective, bytes], tuple[float, bool]] = {}
    for place, experiment in enumerate(experiments):
        objective = experiment.objective
        start = objective.first_start(experiment.starts)
        key = objective, start.tobytes()
        if key not in known:
            known[key] = _settling_curvature(objective, start)
        curvatures[place], at_minimum[place] = known[key]
    choices = [experiment.optimizers[0].replace(lr=1.0) for experiment in experiments]
    rates = np.full(len(experiments), np.nan)
    for choice in dict.fromkeys(choices):
        of_choice = np.array([each == choice for each in choices])
        rates[of_choice] = stable_rates(choice, curvatures[of_choice])
    return StableBounds(rates, curvatures, at_minimum)


def why_no_bound(experiment: Experiment) -> str:
    """Why no largest stable rate of an experiment of one run is known; "" if it may be.

    Noise, clipping and a warmup leave it as it is: it says from which rate small errors grow.
    """
    choice, schedule = experiment.pairs[0].optimizer, experiment.pairs[0].schedule
    title = choice.method.title
    if "lr" not in choice.method.hyper:
        return f"{title} has no learning rate"
    if stable_rate(choice.method(), 1.0) is None:
        return f"{title} scales its steps"
    if schedule.name != "constant":
        return "the schedule changes the rate"
    if experiment.modifiers:
        return "modifiers change the steps"
    if not experiment.objective.moves_alike:
        return "layers have rates of their own"
    return ""


def _settling_curvature(objective: Objective, start: Array) -> tuple[float, bool]:
    """The largest curvature at the known minimum next to a start, or at the start; which it is."""
    at_minimum = bool(objective.minima)
    point = nearest(objective.minima, start) if at_minimum else start
    eigenvalues = objective.curvatures(point)
    return np.nan if eigenvalues is None else float(eigenvalues[-1]), at_minimum
