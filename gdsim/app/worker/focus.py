"""The run of a network that is looked at: which one, its weights, its numbers and its curves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdsim.engine.verdict import Verdict

STAYS = 0.9  # another run is the best only with a loss below this share: pictures must not flicker

Place = tuple[int, int]  # optimizer, and the run's number over all its axes


@dataclass(frozen=True)
class Wanted:
    """What a person looks at: a run, the best run of an optimizer (run None), or the best of all.

    `among`: the optimizers that are not hidden; None: all.
    """

    optimizer: int | None = None
    run: int | None = None
    among: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Focus:
    """One run at one step.

    `numbers`: its losses and accuracies by name; `curves`: those over the frame's slots, (s,).
    `best_of`: among how many runs it is the best; 0 for one that was picked.
    """

    optimizer: int
    run: int
    step: int
    params: np.ndarray
    numbers: Mapping[str, float]
    curves: Mapping[str, np.ndarray]
    verdict: Verdict
    taken: int
    best_of: int

    @property
    def place(self) -> Place:
        """Which run it is."""
        return self.optimizer, self.run


def picked(
    wanted: Wanted, finals: Mapping[str, np.ndarray], verdict: np.ndarray, old: Place | None
) -> tuple[Place, int] | None:
    """The run that is wanted, and among how many it is the best (0: it was picked), or None.

    The best has the least test loss, or training loss where there is no test. `old` is the best of
    the last time; it stays the best until another is clearly better.
    """
    optimizers, runs = verdict.shape
    if wanted.optimizer is not None and wanted.run is not None:
        there = wanted.optimizer < optimizers and wanted.run < runs
        return ((wanted.optimizer, wanted.run), 0) if there else None
    loss = np.asarray(finals.get("test_loss", finals["train_loss"]), float)
    loss = np.where(np.isfinite(loss) & (verdict != Verdict.DIVERGED), loss, np.inf)
    allowed = wanted.among if wanted.optimizer is None else (wanted.optimizer,)
    rows = [i for i in (range(optimizers) if allowed is None else allowed) if i < optimizers]
    if not rows:
        return None
    best = np.unravel_index(int(np.argmin(loss[rows])), (len(rows), runs))
    place = rows[int(best[0])], int(best[1])
    kept = old is not None and old[0] in rows and old[1] < runs
    if kept and np.isfinite(loss[old]) and loss[place] > STAYS * loss[old]:  # type: ignore[index]
        return old, len(rows) * runs  # type: ignore[return-value]
    return place, len(rows) * runs


def focused(
    session: Any, snapshot: Any, frame: Any, at: np.ndarray, place: Place, best_of: int
) -> Focus:
    """The run at a place, as it is in a snapshot of the session; `at` are the slots drawn."""
    optimizer, run = place
    params = np.asarray(snapshot.params)
    params = params.reshape(params.shape[0], -1, params.shape[-1])[optimizer, run].astype(float)
    traces = session.traces(runs=np.array([run]), slots=at)
    now = {**frame.finals, "loss": frame.loss}
    curves = {}
    for name, trace in traces.items():
        if name in now:
            curve = trace[optimizer, 0].astype(float)
            if len(frame.slots) > len(curve):
                alive = frame.taken[place] >= frame.step
                curve = np.append(curve, now[name][place] if alive else np.nan)
            curves[name] = curve
    return Focus(
        optimizer=optimizer,
        run=run,
        step=frame.step,
        params=params,
        numbers={name: float(values[place]) for name, values in now.items()},
        curves=curves,
        verdict=Verdict(int(frame.verdict[place])),
        taken=int(frame.taken[place]),
        best_of=best_of,
    )
