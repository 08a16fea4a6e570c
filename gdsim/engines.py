"""What computes the shards of a sweep: threads of this process, or the workers of a cluster.

An engine takes shards, computes and commits them in any order, and yields each as it is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdsim import memory, programs
from gdsim.errors import SettingError
from gdsim.shards import Shard
from gdsim.store import Store
from gdsim.store_description import mending
from gdsim.verdict import Verdict

Cancelled = Callable[[], bool]
IN_HAND = 2  # shards that threads of this process are at


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

    `options` are those of `gdsim.backends.cpu.run`. Errors: SettingError where there is not the
    memory for it.
    """
    from gdsim.backends import cpu

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


def on_threads(threads: int | None = None) -> Engine:
    """An engine on this machine, with so many threads, or as many as there are processors.

    Two shards are in hand: threads that find nothing more to do in one go on with the other, also
    while it is written.
    """
    from gdsim.backends import cpu

    count = threads or cpu.default_threads()

    def compute(
        store: Store, shards: Iterable[Shard], cancelled: Cancelled
    ) -> Iterator[tuple[Shard, Tally, str]]:
        todo, waiting = iter(shards), dict[Future[Tally], Shard]()
        dropped = False
        with (
            ThreadPoolExecutor(count, thread_name_prefix="gdsim") as pool,
            ThreadPoolExecutor(IN_HAND, thread_name_prefix="gdsim-shard") as hands,
        ):
            options: dict[str, Any] = {"pool": pool, "cancelled": lambda: dropped}
            try:
                while True:
                    while len(waiting) < IN_HAND and not cancelled():
                        shard = next(todo, None)
                        if shard is None:
                            break
                        future = hands.submit(compute_shard, store, shard, count, **options)
                        waiting[future] = shard
                    if not waiting:
                        return
                    finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
                    for future in finished:
                        yield waiting.pop(future), future.result(), ""
            finally:  # also where the caller stops: what is in hand is given up
                dropped = True

    return compute
