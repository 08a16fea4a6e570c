"""How far a stored sweep is."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gdsim.engines import Tally, shard_tally
from gdsim.methods import labels
from gdsim.store import Store
from gdsim.verdict import Verdict


@dataclass(frozen=True)
class Pair:
    """What came so far of the runs of one optimizer and schedule (None where there is but one)."""

    optimizer: str
    schedule: str | None
    runs: int
    tally: Tally


@dataclass(frozen=True)
class Status:
    """How far a sweep is: `committed` of its `shards`, and by optimizer what came of them.

    bytes_on_disk: of all files. is_running: whether a process is at it now. since_last: seconds
    since the last shard was committed; None before the first.
    """

    path: Path
    title: str
    objective: str
    shards: int
    committed: int
    pairs: tuple[Pair, ...]
    bytes_on_disk: int
    is_running: bool
    since_last: float | None

    @property
    def runs(self) -> int:
        """The runs of the whole."""
        return sum(pair.runs for pair in self.pairs)

    @property
    def done(self) -> int:
        """The runs that are there."""
        return sum(pair.tally.runs for pair in self.pairs)

    def to_dict(self) -> dict[str, Any]:
        """Everything, as JSON has it."""
        return {
            "path": str(self.path),
            "title": self.title,
            "objective": self.objective,
            "runs": self.runs,
            "done": self.done,
            "shards": self.shards,
            "committed": self.committed,
            "bytes": self.bytes_on_disk,
            "running": self.is_running,
            "seconds_since_last": self.since_last,
            "optimizers": [
                {
                    "optimizer": pair.optimizer,
                    **({} if pair.schedule is None else {"schedule": pair.schedule}),
                    "runs": pair.runs,
                    "done": pair.tally.runs,
                    **{str(each): pair.tally.verdicts[each] for each in Verdict},
                    "steps": pair.tally.steps,
                }
                for pair in self.pairs
            ],
        }


def status_of(path: str | os.PathLike[str]) -> Status:
    """How far the sweep at `path` is. Errors: SettingError if there is none, or it is damaged."""
    store = Store.open(path)
    committed = store.committed()
    return Status(
        Path(path),
        store.attributes["title"],
        store.attributes["objective"],
        len(store.shards),
        int(np.count_nonzero(committed)),
        tuple(_pairs(store, committed)),
        store.bytes_on_disk,
        store.is_locked,
        _since_last(store),
    )


def _pairs(store: Store, committed: np.ndarray) -> list[Pair]:
    experiment = store.experiment
    schedules = labels(experiment.schedules) if len(experiment.schedules) > 1 else (None,)
    names = [(one, other) for one in experiment.labels for other in schedules]
    tallies = [Tally() for _ in names]
    for number in np.flatnonzero(committed):
        shard = store.shards[int(number)]
        tallies[shard.pair] += shard_tally(store, shard)
    runs = experiment.layout.runs
    return [Pair(*name, runs=runs, tally=tally) for name, tally in zip(names, tallies, strict=True)]


def _since_last(store: Store) -> float | None:
    """Seconds since a shard was committed."""
    with os.scandir(store.path / "done") as entries:
        times = [entry.stat().st_mtime for entry in entries if entry.name.startswith("c.")]
    return max(time.time() - max(times), 0.0) if times else None
