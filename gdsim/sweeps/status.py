"""The progress of a stored sweep.

For a sweep of very many shards, verdicts and steps are read from some of them, evenly spread, so
that the answer comes within a second or two; the number of completed runs counts all of them.
"""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gdsim.engine.verdict import Verdict
from gdsim.results.store.shards import Shard
from gdsim.results.store.store import Store
from gdsim.sweeps.work import Tally, shard_tally

MOST_SHARDS = 2**13  # that are read


@dataclass(frozen=True)
class Pair:
    """The progress of one optimizer and schedule (None if there is only one schedule).

    `done` of its `runs` are complete; `tally` counts those that were read: all, or a sample.
    """

    optimizer: str
    schedule: str | None
    runs: int
    done: int
    tally: Tally


@dataclass(frozen=True)
class Status:
    """The progress of a sweep: `committed` of its `shards`, and the outcome by optimizer.

    read: the number of shards whose results were read. bytes_on_disk: of all files, estimated if
    not all shards were read. is_running: whether a process is computing it now. since_last: seconds
    since the last shard was committed; None before the first.
    """

    path: Path
    title: str
    objective: str
    shards: int
    committed: int
    read: int
    pairs: tuple[Pair, ...]
    bytes_on_disk: int
    is_running: bool
    since_last: float | None

    @property
    def runs(self) -> int:
        """The number of runs of the whole sweep."""
        return sum(pair.runs for pair in self.pairs)

    @property
    def done(self) -> int:
        """The number of completed runs."""
        return sum(pair.done for pair in self.pairs)

    @property
    def is_exact(self) -> bool:
        """Whether every committed shard was read."""
        return self.read == self.committed

    def to_dict(self) -> dict[str, Any]:
        """All fields as JSON-like data."""
        return {
            "path": str(self.path),
            "title": self.title,
            "objective": self.objective,
            "runs": self.runs,
            "done": self.done,
            "shards": self.shards,
            "committed": self.committed,
            "read": self.read,
            "bytes": self.bytes_on_disk,
            "running": self.is_running,
            "seconds_since_last": self.since_last,
            "optimizers": [_row(pair) for pair in self.pairs],
        }


def _row(pair: Pair) -> dict[str, Any]:
    return {
        "optimizer": pair.optimizer,
        **({} if pair.schedule is None else {"schedule": pair.schedule}),
        "runs": pair.runs,
        "done": pair.done,
        "read": pair.tally.runs,
        **{str(each): pair.tally.verdicts[each] for each in Verdict},
        "steps": pair.tally.steps,
    }


def status_of(path: str | os.PathLike[str], exact: bool = False) -> Status:
    """The progress of the sweep at `path`. Errors: SettingError if it is missing or damaged.

    exact: read every shard, however many there are.
    """
    store = Store.open(path)
    committed = store.committed()
    numbers = np.flatnonzero(committed)
    count = len(numbers)
    if count > MOST_SHARDS and not exact:
        numbers = numbers[np.linspace(0, count - 1, MOST_SHARDS).astype(np.int64)]
    shards = [store.shards[number] for number in numbers.tolist()]
    size = store.bytes_on_disk if len(shards) == count else _about(store, shards, count)
    return Status(
        Path(path),
        store.attributes["title"],
        store.attributes["objective"],
        len(store.shards),
        count,
        len(shards),
        tuple(_pairs(store, committed, shards)),
        size,
        store.is_locked,
        _since_last(store),
    )


def _pairs(store: Store, committed: np.ndarray, shards: list[Shard]) -> list[Pair]:
    experiment = store.experiment
    schedules = experiment.schedule_labels if len(experiment.schedules) > 1 else (None,)
    names = [(one, other) for one in experiment.labels for other in schedules]
    tallies = [Tally() for _ in names]
    for shard in shards:
        tallies[shard.pair] += shard_tally(store, shard)
    done = (committed * store.shards.sizes).reshape(len(names), -1).sum(axis=1).tolist()
    runs = experiment.layout.runs
    every = zip(names, done, tallies, strict=True)
    return [Pair(*name, runs=runs, done=count, tally=tally) for name, count, tally in every]


def _about(store: Store, shards: list[Shard], count: int) -> int:
    """The estimated size of the files of `count` shards, from some of them."""
    sizes = 0
    for shard in shards:
        for name in store.variables:
            with contextlib.suppress(OSError):  # one that is missing is for `gdsim verify`
                sizes += os.lstat(f"{store.path}/{store.file('', shard.chunk, name)}").st_size
    return sizes * count // len(shards)


def _since_last(store: Store) -> float | None:
    """Seconds since a shard was committed; None if none was."""
    with os.scandir(store.path / "done") as entries:
        times = [entry.stat().st_mtime for entry in entries if entry.name.startswith("c.")]
    return max(time.time() - max(times), 0.0) if times else None
