"""Running an experiment, in memory or as a sweep on disk that may be interrupted at any moment.

A sweep is written shard by shard into a store (see `gdsim.results.store.store`). Committed shards
are never computed again: the same call resumes where the last one ended, for whatever reason it
ended. The coarse grid comes first, then shards spread all over the grid.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.base.errors import SettingError
from gdsim.base.files import reason
from gdsim.base.words import counted
from gdsim.engine.verdict import Verdict
from gdsim.experiment import programs
from gdsim.experiment.experiment import Experiment
from gdsim.results import files as result_file
from gdsim.results.store.store import Store
from gdsim.sweeps.planning import OnDisk, plan
from gdsim.sweeps.work import Cancelled, Engine, Tally, shard_tally

if TYPE_CHECKING:
    import xarray


@dataclass(frozen=True)
class Progress:
    """The progress of a sweep: `done` of its `runs`, `now` in this call, within `seconds`.

    `workers`: what each worker of a cluster has computed in this call, by its name.
    """

    runs: int
    done: Tally = field(default_factory=Tally)
    now: Tally = field(default_factory=Tally)
    seconds: float = 0.0
    workers: dict[str, Tally] = field(default_factory=dict)

    @property
    def runs_per_second(self) -> float:
        """Runs per second in this call."""
        return self.now.runs / self.seconds if self.seconds else 0.0

    @property
    def steps_per_second(self) -> float:
        """Steps per second in this call, summed over runs."""
        return self.now.steps / self.seconds if self.seconds else 0.0

    @property
    def seconds_left(self) -> float:
        """The remaining seconds at this pace; infinite before the first shard."""
        left = self.runs - self.done.runs
        if not left:
            return 0.0
        return left / self.runs_per_second if self.now.runs else float("inf")

    def to_dict(self) -> dict[str, Any]:
        """The numbers as JSON-like data, for scripts."""
        numbers: dict[str, Any] = {
            "runs": self.runs,
            "done": self.done.runs,
            "converged": self.done.verdicts[Verdict.CONVERGED],
            "diverged": self.done.verdicts[Verdict.DIVERGED],
            "seconds": round(self.seconds, 3),
            "runs_per_second": round(self.runs_per_second, 1),
            "steps_per_second": round(self.steps_per_second, 1),
            "seconds_left": round(self.seconds_left, 1) if self.now.runs else None,
        }
        if self.workers:
            numbers["workers"] = {name: tally.runs for name, tally in self.workers.items()}
        return numbers

    def after(self, tally: Tally, seconds: float, worker: str = "") -> Progress:
        """The progress after the runs of one more tally."""
        workers = self.workers
        if worker:
            workers = {**workers, worker: workers.get(worker, Tally()) + tally}
        return replace(
            self, done=self.done + tally, now=self.now + tally, seconds=seconds, workers=workers
        )


Show = Callable[[Progress], None]


def run(
    experiment: Experiment | str | os.PathLike[str],
    out: str | os.PathLike[str] | None = None,
    *,
    backend: str = "cpu",
    threads: int | None = None,
    cluster: str | None = None,
    workers: int | None = None,
    shard_runs: int | None = None,
    progress: Show | None = None,
    cancelled: Cancelled | None = None,
) -> xarray.Dataset:
    """Run an experiment, or that of a file, and return its result. A stored sweep is resumed.

    out: a path that ends in .zarr stores a sweep of any size there, shard by shard, and resumes it
    if it exists; the returned result then reads values when they are used. A path of another format
    is written at the end. Without it, the result is only in memory.
    backend: "cpu", "cuda" (NVIDIA GPUs: all of this machine, or those that the workers of a
    cluster offer as the resource GPU) or "auto"; see `Experiment.run`. The files of a sweep do
    not depend on it.
    cluster: the address of a Dask scheduler whose workers compute shards and share the disk.
    workers: the number of worker processes on this machine instead.
    threads: the number of threads on this machine; by default one per processor.
    shard_runs: runs per shard of a new store; by default as many as take about a second.
    progress: called with a `Progress` after each shard. cancelled: called between shards; once it
    returns True, the shards in progress are finished and the completed runs are returned, with the
    variable `done`.
    Errors: SettingError, for example if the store belongs to another experiment.
    """
    planned = plan(
        experiment, out, backend=backend, threads=threads, cluster=cluster, workers=workers,
        shard_runs=shard_runs,
    )  # fmt: skip
    if isinstance(planned, OnDisk):
        carry_on(begin(planned), planned.engine, progress, cancelled)
        return result_file.load(planned.out)
    result = planned.experiment.run(
        planned.backend,
        threads=planned.threads,
        progress=_counted(planned.experiment, progress),
        cancelled=cancelled,
    )
    if planned.out is not None:
        result_file.save(result, planned.out)
    return result


def begin(planned: OnDisk) -> Store:
    """The store of a sweep: an existing one of the same experiment, or else a new one."""
    if not Store.is_at(planned.out):
        return Store.create(planned.out, planned.experiment, planned.shard_runs)
    store = Store.open(planned.out)
    store.check_same(planned.experiment)
    return store


def carry_on(
    store: Store, compute: Engine, show: Show | None = None, cancelled: Cancelled | None = None
) -> Progress:
    """Compute the missing runs of a sweep, until it is complete or cancelled.

    Errors: SettingError if another process is computing it, or if it cannot be written.
    """
    stop = cancelled or (lambda: False)
    with store.locked():
        committed = store.committed()
        progress = Progress(store.experiment.runs, done=tally_of(store, committed))
        began = time.perf_counter()
        try:
            if show is not None:
                show(progress)
            if not store.coarse_is_there:
                compute_coarse(store, stop)
            missing = (store.shards[int(i)] for i in store.shards.order if not committed[i])
            for _, tally, worker in compute(store, missing, stop):
                progress = progress.after(tally, time.perf_counter() - began, worker)
                if show is not None:
                    show(progress)
        except OSError as error:
            left = store.experiment.runs - progress.done.runs
            raise SettingError(
                f"cannot write {store.path}: {reason(error)}; completed runs are kept, and the "
                f"same command resumes with the remaining {counted(left, 'run')}"
            ) from error
        if progress.done.runs == progress.runs:
            store.tidy()
    return progress


def compute_coarse(store: Store, cancelled: Cancelled) -> None:
    """Compute the coarse grid, if the sweep has one: an early picture of the whole."""
    from gdsim.engine.backends import cpu

    experiment, slices = store.experiment, store.shards.coarse
    if slices is None:
        return
    for pair in range(len(experiment.pairs)):
        outcome = cpu.run_all(programs.parts(experiment, pair, slices), cancelled=cancelled)
        if not outcome.done.all():
            return
        store.write_coarse(pair, outcome)


def tally_of(store: Store, committed: np.ndarray) -> Tally:
    """The tally of the shards that are `committed`, a mask (shards,)."""
    tally = Tally()
    for i in np.flatnonzero(committed):
        tally += shard_tally(store, store.shards[int(i)])
    return tally


def _counted(experiment: Experiment, show: Show | None) -> Callable[[int], None] | None:
    """The progress of runs in memory: only their number is known before the end."""
    if show is None:
        return None
    began = time.perf_counter()

    def report(done: int) -> None:
        running = (done, *[0] * (len(Verdict) - 1))
        tally = Tally(running, 0)
        show(Progress(experiment.runs, tally, tally, time.perf_counter() - began))

    return report
