"""The ways of a network's runs through the space of their weights, thinned for drawing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gdsim.base.evenly import evenly

if TYPE_CHECKING:
    from gdsim.experiment.session import Session, Snapshot

BYTES = 2_000_000  # of all weights of a scene, about: they are copied many times a second
RUNS = 24  # of each optimizer at most
SLOTS = 8, 120  # of each run, at least and at most


@dataclass(frozen=True)
class Ways:
    """Weights along the runs: `numbers` (d,) of the runs, `steps` (s,), `params` (o, d, s, P).

    The newest step comes last; NaN once a run has stopped, but for its last weights.
    """

    numbers: np.ndarray
    steps: np.ndarray
    params: np.ndarray

    def until(self, step: int) -> Ways:
        """The same up to an earlier step."""
        kept = slice(0, max(int(np.searchsorted(self.steps, step, side="right")), 1))
        return replace(self, steps=self.steps[kept], params=self.params[:, :, kept])

    def of(self, optimizer: int, run: int) -> np.ndarray | None:
        """(s, P): the weights of one run; None if it is not among them."""
        places = np.flatnonzero(self.numbers == run)
        return self.params[optimizer, places[0]] if places.size else None


def ways_of(session: Session, snapshot: Snapshot, always: int) -> Ways | None:
    """The ways of evenly picked runs and of one more, by its number; None if not recorded."""
    experiment = session.experiment
    if experiment.objective.has_domain or "params" not in experiment.record:
        return None
    params = snapshot.params.reshape(snapshot.params.shape[0], -1, snapshot.params.shape[-1])
    optimizers, runs, size = params.shape
    numbers = np.union1d(evenly(runs, RUNS), always)
    fitting = BYTES // (optimizers * len(numbers) * size * params.itemsize)
    most = int(np.clip(fitting, *SLOTS))
    recorded = experiment.recorded_steps
    known = int(np.searchsorted(recorded, snapshot.step, side="right"))
    # A stride that is a power of two: what is picked now is among what was picked before.
    stride = 1 << max(0, int(np.ceil(np.log2(max(known / most, 1)))))
    picked = np.arange(0, known, stride)
    traced = session.traces(numbers, picked, ["params"])["params"]
    steps = recorded[picked]
    if not picked.size or steps[-1] < snapshot.step:
        traced = np.concatenate([traced, params[:, numbers, None]], axis=2)
        steps = np.append(steps, snapshot.step)
    else:
        traced[:, :, -1] = params[:, numbers]  # those of runs that stopped before it
    return Ways(numbers, steps, traced)
