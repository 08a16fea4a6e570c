"""The work of a sweep, whoever does it: a shard is computed, written and its runs counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdsim.base.errors import SettingError
from gdsim.engine import memory
from gdsim.engine.verdict import Verdict
from gdsim.experiment import programs
from gdsim.results.store.description import mending
from gdsim.results.store.shards import Shard
from gdsim.results.store.store import Store

Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class Tally:
    """What came of some runs: how many there are of each verdict, and the steps that they took."""

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
        """The share of the runs that have this verdict; NaN of no runs."""
        return self.verdicts[verdict] / self.runs if self.runs else float("nan")


# What computes shards: yields those that are committed, with their tallies and who did it.
Engine = Callable[[Store, Iterable[Shard], Cancelled], Iterator[tuple[Shard, Tally, str]]]


def compute_shard(store: Store, shard: Shard, threads: int = 1, **options: Any) -> Tally:
    """Compute a shard and commit it. If it is cancelled on the way, nothing is written.

    `options` are those of `gdsim.engine.backends.cpu.run`. Errors: SettingError where there is not
    the memory for it.
    """
    from gdsim.engine.backends import cpu

    program = programs.part(store.experiment, shard.pair, shard.taken)
    advice = ["begin the sweep with smaller shards (shard_runs)", memory.LESS]
    words = f"a shard of {program.runs:,} runs needs"
    memory.check(memory.of_runs([program], threads), words, advice)
    outcome = cpu.run(program, threads=threads, **options)
    if not outcome.done.all():
        return Tally()
    # Of two workers, one given up as lost that was not, the second has nothing to write.
    if not store.is_committed(shard):
        store.write(shard, outcome)
    return Tally.of(outcome.verdict, outcome.steps)


def shard_tally(store: Store, shard: Shard) -> Tally:
    """The tally of a committed shard. Errors: SettingError where a file is missing or damaged.

    Only what is counted is read; the others are there.
    """
    try:
        store.check_files(shard)
        return Tally.of(store.read(shard, "verdict"), store.read(shard, "steps"))
    except ValueError as error:
        raise SettingError(
            f"{store.path}: shard {shard.number} is damaged ({error}); "
            f"{mending(store.path)} takes back what is, and the sweep goes on"
        ) from error
