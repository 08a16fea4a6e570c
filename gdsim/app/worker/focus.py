"""The run of a network that is inspected: which one, its weights, its numbers and its curves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from gdsim.engine.verdict import Verdict
from gdsim.objectives import Objective

STAYS = 0.9  # another run is the best only with a loss below this share: pictures must not flicker

Place = tuple[int, int]  # optimizer, and the run's number over all its axes


@dataclass(frozen=True)
class Wanted:
    """The run to inspect: one run, the best run of an optimizer (run None), or the best of all.

    among: the optimizers that are not hidden; None: all.
    """

    optimizer: int | None = None
    run: int | None = None
    among: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Focus:
    """One run at one step.

    objective: its own, of several networks. params: of that, (n,).
    numbers: its losses and accuracies by name. curves: the same over the scene's slots, (s,).
    steps_taken: until it stopped. best_of: the number of runs of which it is the best; 0 for one
    that was picked. before: the parameters before the last step, where they are wanted.
    seeds: (k, n) the parameters of the runs that differ from it in seeds alone, its own among them;
    none if there are no others.
    """

    optimizer: int
    run: int
    step: int
    objective: Objective
    params: np.ndarray
    numbers: Mapping[str, float]
    curves: Mapping[str, np.ndarray]
    verdict: Verdict
    steps_taken: int
    best_of: int
    before: np.ndarray | None = None
    seeds: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))

    @property
    def place(self) -> Place:
        """The optimizer and the run."""
        return self.optimizer, self.run

    def until(self, step: int, slot: int, way: np.ndarray) -> Focus:
        """The same run at an earlier step; as it is if none of its weights up to then are known.

        slot: that of the scene's slots whose numbers it has. way: (s, P), its weights up to `step`.
        """
        known = np.flatnonzero(np.isfinite(way).all(axis=1))
        if not known.size:
            return self
        numbers = {name: float(curve[slot]) for name, curve in self.curves.items()}
        return replace(
            self,
            step=step,
            params=way[known[-1]],
            numbers={
                n: numbers[n] if np.isfinite(numbers.get(n, np.nan)) else value
                for n, value in self.numbers.items()
            },
            curves={name: curve[: slot + 1] for name, curve in self.curves.items()},
            verdict=self.verdict if self.steps_taken <= step else Verdict.RUNNING,
            steps_taken=min(self.steps_taken, step),
            before=None,
            seeds=np.empty((0, 0)),
        )


def picked(
    wanted: Wanted, finals: Mapping[str, np.ndarray], verdict: np.ndarray, old: Place | None
) -> tuple[Place, int] | None:
    """The wanted run, and the number of runs of which it is the best (0: it was picked), or None.

    The best run has the least test loss, or training loss without test samples. `old` is the best
    run so far; it stays the best until another is clearly better.
    """
    optimizers, runs = verdict.shape
    if wanted.optimizer is not None and wanted.run is not None:
        exists = wanted.optimizer < optimizers and wanted.run < runs
        return ((wanted.optimizer, wanted.run), 0) if exists else None
    loss = np.asarray(finals.get("test_loss", finals["train_loss"]), float)
    loss = np.where(np.isfinite(loss) & (verdict != Verdict.DIVERGED), loss, np.inf)
    allowed = wanted.among if wanted.optimizer is None else (wanted.optimizer,)
    rows = [i for i in (range(optimizers) if allowed is None else allowed) if i < optimizers]
    if not rows:
        return None
    best = np.unravel_index(int(np.argmin(loss[rows])), (len(rows), runs))
    place = rows[int(best[0])], int(best[1])
    if old is not None and old[0] in rows and old[1] < runs:
        stays = np.isfinite(loss[old]) and loss[place] > STAYS * loss[old]
        place = old if stays else place
    return place, len(rows) * runs
