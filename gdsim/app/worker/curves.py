"""What the runs of a scene do besides their loss: distances, gradients, steps, stability."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from gdsim.app.worker.scene import Scene, quantile_bands
from gdsim.base.evenly import evenly
from gdsim.catalogue.stability import stable_rate
from gdsim.engine.verdict import Verdict
from gdsim.results.geometry.paths import distances, step_lengths

POINTS = 200  # of each optimizer at most, at which the curvature is computed
RUNS = 10  # of each optimizer at most, among which the points are divided


@dataclass(frozen=True)
class Curves:
    """Quantiles over runs of one quantity of each optimizer, at some steps.

    unbound: the optimizers that have no such quantity, by their place. is_whole: False while the
    curves of some optimizers, which are NaN, are still to be computed.
    """

    slots: np.ndarray  # (s,) steps
    bands: np.ndarray  # (o, 3, s)
    unbound: tuple[int, ...] = ()
    is_whole: bool = True

    def until(self, step: int) -> Curves:
        """The curves up to a step."""
        count = int(np.searchsorted(self.slots, step, side="right"))
        return replace(self, slots=self.slots[:count], bands=self.bands[..., :count])


def are_one_apart(scene: Scene) -> bool:
    """Whether every step of the runs is drawn, so that the length of each is known."""
    return bool((np.diff(scene.slots) == 1).all())


def _distances(scene: Scene) -> np.ndarray:
    return distances(scene.path, scene.experiment.objective.minima)


def _step_lengths(scene: Scene) -> np.ndarray:
    return step_lengths(scene.path, scene.slots)


def _effective_rates(scene: Scene) -> np.ndarray:
    """(o, d, s): the length of each step over the norm of the gradient where it begins."""
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = _step_lengths(scene) / scene.path_grad
    return np.where(np.isfinite(rates), rates, np.nan)


# For each quantity its values, and what counts for a run that has diverged: None is its last value.
MEASURES: Mapping[str, tuple[Callable[[Scene], np.ndarray], float | None]] = {
    "distance": (_distances, np.inf),
    "gradient": (lambda scene: scene.path_grad, np.inf),
    "step": (_step_lengths, np.inf),
    "rate": (_effective_rates, None),
}


def measured(scene: Scene, name: str) -> Curves:
    """The curves of a quantity: "distance", "gradient", "step" or "rate"."""
    with np.errstate(over="ignore", invalid="ignore"):  # of runs that diverge
        measure, lost = MEASURES[name]
        values = measure(scene)
    ends = -1 if name in ("step", "rate") else len(scene.slots)  # no step begins at the last slot
    bands = np.full((len(values), 3, len(scene.slots)), np.nan)
    verdict = scene.verdict[:, scene.of_drawn]
    bands[..., :ends] = _bands(values[..., :ends], verdict, lost)
    return Curves(scene.slots, bands)


def stability(scene: Scene, is_wanted: Callable[[], bool]) -> Iterator[Curves]:
    """The learning rate over the largest stable one, after each optimizer; above 1 errors grow.

    The largest stable rate is the method's own on a quadratic with the largest eigenvalue of the
    Hessian as its curvature; where none is positive there is no such rate, and the curve has a gap.
    It takes long: it ends early once `is_wanted()` is False.
    """
    from gdsim.learn.diagnosis.single_run import SingleRun  # not before it is asked for
    from gdsim.learn.steps.edge import shares_of_stable_rate

    runs = evenly(len(scene.drawn), RUNS)
    picked = evenly(len(scene.slots), POINTS // len(runs))
    bands = np.full((len(scene.colours), 3, len(picked)), np.nan)
    unbound: tuple[int, ...] = ()
    for index in range(len(bands)):
        values = np.full((1, len(runs), len(picked)), np.nan)
        for place, drawn in enumerate(runs):
            if not is_wanted():
                return
            run = SingleRun.of(scene.experiment, index * scene.runs + int(scene.drawn[drawn]))
            if stable_rate(run.optimizer, 1.0) is None:
                unbound += (index,)
                break
            points = scene.path[index, drawn, picked]
            values[0, place] = shares_of_stable_rate(run, points, scene.slots[picked])
        else:
            verdict = scene.verdict[index, scene.of_drawn[runs]][None]
            bands[index] = _bands(values, verdict, None)[0]
        is_whole = index == len(bands) - 1
        yield Curves(scene.slots[picked], bands.copy(), unbound, is_whole)


def _bands(values: np.ndarray, verdict: np.ndarray, lost: float | None) -> np.ndarray:
    """(o, 3, s): quantiles of values (o, d, s); a run that has stopped counts with its last one."""
    if not values.shape[2]:
        return np.empty((len(values), 3, 0))
    known = np.isfinite(values)
    last = values.shape[2] - 1 - np.argmax(known[..., ::-1], axis=2)
    held = np.take_along_axis(values, last[..., None], axis=2)[..., 0]
    if lost is None:
        verdict, lost = np.full_like(verdict, int(Verdict.RUNNING)), np.inf
    return quantile_bands(values, verdict, held, lost)
