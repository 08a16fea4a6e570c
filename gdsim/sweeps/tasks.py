"""The tasks that workers get, and how they compute a shard.

A task is small: the store's path, the number of a shard, and the experiment the store must hold.
Each worker opens the store once, computes a shard on one thread, or on its GPU, and writes it
itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gdsim.base.errors import SettingError
from gdsim.base.files import reason
from gdsim.base.version import __version__
from gdsim.catalogue.plugins import in_use
from gdsim.results.store.store import Store
from gdsim.sweeps.work import Tally, compute_shard, shard_tally

GOES_ON = "completed shards are kept, and the same command resumes with the rest"


@dataclass(frozen=True)
class Job:
    """A sweep as a worker gets it: the store's path, and the experiment it must hold.

    `catalogues` are the sources of users' own catalogues that the experiment needs, and `methods`
    the hashes of the methods that it uses from them.
    """

    path: str
    experiment: str
    chunk: tuple[int, ...]
    version: str
    catalogues: tuple[str, ...] = ()
    methods: tuple[tuple[str, str], ...] = ()
    backend: str = "cpu"

    @classmethod
    def of(cls, store: Store, backend: str = "cpu") -> Job:
        """The job of a store, whose shards a backend computes."""
        needed = in_use.origins(store.experiment.methods)
        return cls(
            str(store.path.absolute()),
            store.experiment.hash,
            store.shards.chunk,
            __version__,
            tuple(each.source for each in in_use.in_use() if each.name in needed),
            tuple(in_use.fingerprint(store.experiment.methods).items()),
            backend,
        )


class Task:
    """A shard to be computed. It is sent pickled, as bytes, and a worker computes it by unpickling.

    So neither the scheduler nor the part of Dask that receives tasks needs gdsim, and on a worker
    without it the task itself fails, with an error that is returned.
    """

    def __init__(self, job: Job, number: int) -> None:
        self.job, self.number = job, number

    def __reduce__(self) -> tuple[Any, ...]:
        return _compute_on_dask, (self.job, self.number)


def _compute_on_dask(job: Job, number: int) -> tuple[tuple[int, ...], int, str]:
    """The verdicts and steps of a shard's tally, and the name of the worker."""
    from distributed import get_worker

    name = str(get_worker().name)
    try:
        tally = compute(job, number)
    except SettingError as error:
        raise SettingError(f"worker {name}: {error}") from None
    return tally.verdicts, tally.steps, name


def compute(job: Job, number: int) -> Tally:
    """Compute a shard and commit it, unless it is committed. Errors: SettingError if it fails."""
    store = _opened(job)
    shard = store.shards[number]
    try:
        is_done = store.is_committed(shard)
        if is_done:
            return shard_tally(store, shard)
        return compute_shard(store, shard, backend=job.backend)
    except OSError as error:
        raise SettingError(f"cannot write {job.path}: {reason(error)}; {GOES_ON}") from None


@lru_cache(maxsize=4)
def _opened(job: Job) -> Store:
    """The store of a job. Errors: SettingError if this process cannot compute its shards."""
    if __version__ != job.version:
        raise SettingError(
            f"has gdsim {__version__}, but the sweep was started with {job.version}, whose results "
            "may differ in the last bits: install the same version on all workers"
        )
    if not Store.is_at(job.path):
        raise SettingError(
            f"finds no sweep at {job.path}: all workers must have its folder at the same path"
        )
    for source in job.catalogues:
        in_use.use_catalogue(source)
    store = Store.open(job.path)
    if (store.experiment.hash, store.shards.chunk) != (job.experiment, job.chunk):
        raise SettingError(f"finds another sweep at {job.path}: all workers must share one disk")
    if tuple(in_use.fingerprint(store.experiment.methods).items()) != job.methods:
        raise SettingError(
            f"has a different version of the catalogue {' or '.join(job.catalogues)}"
        )
    return store
