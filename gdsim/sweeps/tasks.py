"""What workers are told of a sweep, and how they compute a shard of it.

A task is a few words: where the store is, which shard of it, and what the store must be of. Each
worker opens the store once, computes a shard on one thread and writes it itself.
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

GOES_ON = "what was done is kept, and the same command goes on with the rest"


@dataclass(frozen=True)
class Job:
    """What a worker is told of a sweep: where its store is, and what it has to be of.

    `catalogues` are the sources of the users' own that the experiment needs, and `methods` the
    hashes of the methods that it uses of them.
    """

    path: str
    experiment: str
    chunk: tuple[int, ...]
    version: str
    catalogues: tuple[str, ...] = ()
    methods: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, store: Store) -> Job:
        """What workers are told of a store."""
        needed = in_use.origins(store.experiment.methods)
        return cls(
            str(store.path.absolute()),
            store.experiment.hash,
            store.shards.chunk,
            __version__,
            tuple(each.source for each in in_use.in_use() if each.name in needed),
            tuple(in_use.fingerprint(store.experiment.methods).items()),
        )


class Task:
    """A shard to be computed. It is sent pickled, as bytes, and a worker computes it by unpickling.

    So neither a scheduler nor the part of Dask that receives tasks has to know gdsim, and where a
    worker does not, it is the task that fails, with an error that comes back.
    """

    def __init__(self, job: Job, number: int) -> None:
        self.job, self.number = job, number

    def __reduce__(self) -> tuple[Any, ...]:
        return _compute_on_dask, (self.job, self.number)


def _compute_on_dask(job: Job, number: int) -> tuple[tuple[int, ...], int, str]:
    """The numbers of a shard's tally, and who computed it."""
    from distributed import get_worker

    name = str(get_worker().name)
    try:
        tally = compute(job, number)
    except SettingError as error:
        raise SettingError(f"worker {name}: {error}") from None
    return tally.verdicts, tally.steps, name


def compute(job: Job, number: int) -> Tally:
    """Compute a shard and commit it, unless it is. Errors: SettingError if that cannot be done."""
    store = _opened(job)
    shard = store.shards[number]
    try:
        there = store.is_committed(shard)
        return shard_tally(store, shard) if there else compute_shard(store, shard)
    except OSError as error:
        raise SettingError(f"cannot write {job.path}: {reason(error)}; {GOES_ON}") from None


@lru_cache(maxsize=4)
def _opened(job: Job) -> Store:
    """The store of a job. Errors: SettingError if this process cannot compute its shards."""
    if __version__ != job.version:
        raise SettingError(
            f"has gdsim {__version__}, but the sweep is of {job.version}, whose results may "
            "differ in their last bits: install the same on all workers"
        )
    if not Store.is_at(job.path):
        raise SettingError(
            f"sees no sweep at {job.path}: all workers must see its folder, under the same name"
        )
    for source in job.catalogues:
        in_use.use_catalogue(source)
    store = Store.open(job.path)
    if (store.experiment.hash, store.shards.chunk) != (job.experiment, job.chunk):
        raise SettingError(f"sees another sweep at {job.path}: all must see the same disk")
    if tuple(in_use.fingerprint(store.experiment.methods).items()) != job.methods:
        raise SettingError(f"has other files of the catalogue {' or '.join(job.catalogues)}")
    return store
