"""The work of a sweep, on threads or workers: a shard is computed and written, its runs counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdsim.base.errors import damaged
from gdsim.base.words import counted
from gdsim.engine import backends, memory
from gdsim.engine.verdict import Verdict
from gdsim.experiment import programs
from gdsim.results.store.shards import Shard
from gdsim.results.store.store import Store

Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class Tally:
    """The outcome of some runs: the number of runs by verdict, and the steps they took in all."""

    verdicts: tuple[int, ...] = (0,) * len(Verdict)
    steps: int = 0

    @classmethod
    def of(cls, verdicts: np.ndarray, steps: np.ndarray) -> Tally:
        """The tally of runs with these verdicts and steps."""
        counts = np.bincount(verdicts.ravel(), minlength=len(Verdict))
        return cls(tuple(int(n) for n in counts), int(steps.sum(dtype=np.int64)))

    def __add__(self, other: Tally) -> Tally:
        verdicts = tuple(a + b for a, b in zip(self.verdicts, other.verdicts, strict=True))
        return Tally(verdicts, self.steps + other.steps)

    @property
    def runs(self) -> int:
        """The number of runs."""
        return sum(self.verdicts)

    def share(self, verdict: Verdict) -> float:
        """The share of the runs that have this verdict; NaN if there are no runs."""
        return self.verdicts[verdict] / self.runs if self.runs else float("nan")


# Computes shards; yields each committed one with its tally and the name of its worker.
Engine = Callable[[Store, Iterable[Shard], Cancelled], Iterator[tuple[Shard, Tally, str]]]


def compute_shard(
    store: Store, shard: Shard, threads: int = 1, backend: str = "cpu", **options: Any
) -> Tally:
    """Compute a shard and commit it. If it is cancelled, nothing is written.

    `options` are those of the backend's `run`. Errors: SettingError if memory is not sufficient,
    or if the backend cannot be used.
    """
    engine = backends.backend(backend)
    todo = programs.parts(store.experiment, shard.pair, shard.slices)
    advice = ["begin the sweep with smaller shards (shard_runs)", memory.LESS]
    words = f"a shard of {counted(sum(each.runs for each in todo), 'run')} needs"
    memory.check(memory.of_runs(todo, threads) + engine.beside(todo), words, advice)
    outcome = engine.run_all(todo, threads=threads, **options)
    if not outcome.done.all():
        return Tally()
    # A worker that was wrongly counted as lost may have committed the shard in the meantime.
    if not store.is_committed(shard):
        store.write(shard, outcome)
    return Tally.of(outcome.verdict, outcome.steps)


def shard_tally(store: Store, shard: Shard) -> Tally:
    """The tally of a committed shard. Errors: SettingError if a file is missing or damaged.

    Only verdicts and steps are read; the other files need only exist.
    """
    try:
        store.check_files(shard)
        return Tally.of(store.read(shard, "verdict"), store.read(shard, "steps"))
    except ValueError as error:
        raise damaged(store.path, f"shard {shard.number} is damaged ({error})") from error
