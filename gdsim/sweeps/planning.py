"""The plan of a run: in memory or as a sweep on disk, by what it is computed, where it is written.

Whatever cannot be done is refused here, before anything is computed or written.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gdsim.base.errors import SettingError, SettingTypeError, shown
from gdsim.base.files import check_writable, file_name
from gdsim.base.settings import thread_count, whole
from gdsim.engine import backends
from gdsim.experiment.experiment import Experiment
from gdsim.experiment.programs import outlines
from gdsim.results.files import check_suffix
from gdsim.results.origin import experiment_at
from gdsim.results.store.store import SUFFIX, Store
from gdsim.sweeps.cluster import on_dask
from gdsim.sweeps.threads import on_threads
from gdsim.sweeps.work import Engine
from gdsim.sweeps.workers import on_workers


@dataclass(frozen=True)
class InMemory:
    """An experiment to run in memory; the result is written to `out`, if it is given."""

    experiment: Experiment
    out: Path | None = None
    backend: str = "cpu"
    threads: int | None = None


@dataclass(frozen=True)
class OnDisk:
    """A sweep to start or to resume in the store `out`, whose shards `engine` computes.

    shard_runs: runs per shard of a new store; None: as many as take about a second.
    """

    experiment: Experiment
    out: Path
    engine: Engine
    shard_runs: int | None = None


class OnlyOnDiskError(SettingError):
    """The argument of this name was given to a run in memory, but only sweeps on disk have it."""

    def __init__(self, argument: str) -> None:
        super().__init__(f"{argument} is for sweeps on disk: give an out that ends in .zarr")
        self.argument = argument


def plan(
    experiment: Experiment | str | os.PathLike[str],
    out: str | os.PathLike[str] | None = None,
    *,
    backend: str = "cpu",
    threads: int | None = None,
    cluster: str | None = None,
    workers: int | None = None,
    shard_runs: int | None = None,
) -> InMemory | OnDisk:
    """The plan of `gdsim.run` with these arguments: on disk if `out` ends in .zarr.

    Errors: SettingError for what cannot be done: OnlyOnDiskError for an argument of sweeps alone.
    """
    if isinstance(experiment, str | os.PathLike):
        experiment, out = _read(experiment, out)
    if not isinstance(experiment, Experiment):
        raise SettingTypeError(f"run needs an Experiment or its file, got {shown(experiment)}")
    target = None if out is None else file_name(out)
    if target is not None and target.suffix.lower() == SUFFIX:
        engine = _engine(threads, cluster, workers, backend, experiment)
        if shard_runs is not None:
            shard_runs = whole(shard_runs, "shard_runs", 1, 2**30)
        return OnDisk(experiment, target, engine, shard_runs)
    for name, value in (("cluster", cluster), ("workers", workers), ("shard_runs", shard_runs)):
        if value is not None:
            raise OnlyOnDiskError(name)
    if target is not None:
        check_suffix(target)
        check_writable(target)
    return InMemory(experiment, target, backend, threads)


def _read(
    path: str | os.PathLike[str], out: str | os.PathLike[str] | None
) -> tuple[Experiment, str | os.PathLike[str] | None]:
    """The experiment of a file, and where its result goes; a stored sweep's goes to itself."""
    if not Store.is_at(path):
        return experiment_at(path), out
    if out is not None and Path(out).absolute() != Path(path).absolute():
        raise SettingError(
            f"{path} is a stored sweep, whose results are written to it, not to {out}; write them "
            "elsewhere with gdsim export"
        )
    return Store.open(path).experiment, path


def _engine(
    threads: int | None,
    cluster: str | None,
    workers: int | None,
    backend: str,
    experiment: Experiment,
) -> Engine:
    """What computes the shards of a sweep."""
    if cluster is None and workers is None:
        return on_threads(thread_count(threads), _chosen(backend, experiment))
    if workers is not None and backend not in ("cpu", backends.AUTO):
        raise SettingError(
            f"workers compute on the cpu, so backend={shown(backend)} goes with none of them; all "
            "GPUs of a machine compute without"
        )
    if threads is not None or None not in (cluster, workers):
        raise SettingError(
            "give only one of threads and workers (both on this machine) and cluster (an address)"
        )
    if cluster is not None:
        return on_dask(cluster, _of_cluster(backend))
    return on_workers(whole(workers, "workers", 1, 1024))


def _of_cluster(backend: str) -> str:
    """The backend of a cluster's workers; this machine itself needs no GPU."""
    backends.check_name(backend)
    return backend if backend == "cuda" else "cpu"


def _chosen(backend: str, experiment: Experiment) -> Sequence[str]:
    """The backend that computes a sweep, and what goes on where it fails.

    Errors: SettingError where it cannot.
    """
    outlined = () if backend == "cpu" else outlines(experiment)
    name: str = backends.backend(backend, outlined).__name__.rpartition(".")[2]
    return (name, "cpu") if backend == backends.AUTO and name != "cpu" else (name,)
