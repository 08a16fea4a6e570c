"""Shards computed by the workers of a cluster, through Dask.

A few shards per thread are submitted at a time. Workers write them to the shared disk and return
tallies (see `gdsim.sweeps.tasks`). A shard that is lost with its worker is submitted again; one
that is committed is never computed again.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import logging
import pickle
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import metadata
from typing import Any
from uuid import uuid4

from gdsim.base.errors import SettingError, SettingTypeError, shown, without
from gdsim.base.files import read_text
from gdsim.results.store.shards import Shard
from gdsim.results.store.store import Store
from gdsim.sweeps.tasks import GOES_ON, Job, Task
from gdsim.sweeps.work import Cancelled, Engine, Tally

# Shards submitted per thread of the workers, and at least in total: the one being computed, and
# enough waiting ones for an adaptive cluster to start and to keep scaling up (Dask scales on tasks
# longer than 5 s).
PER_THREAD, LEAST = 8, 32
# The least number of shards submitted at a time: larger batches cost the scheduler less.
TOGETHER = 8
LARGEST_FILE = 2**20  # bytes of a scheduler's file that are read
PATIENCE = 5.0  # seconds that a scheduler has to answer
POLL = 0.05  # seconds between two checks for results
LOOK = 1.0  # seconds between two checks of the number of workers
# How often Dask may give up a shard, each time after the death of four workers.
ATTEMPTS = 2
# What workers offer that compute on a GPU, and the words for them.
GPU = "GPU"
WITH_GPU = f'workers with a GPU (dask worker ADDRESS --nthreads 1 --resources "{GPU}=1")'

log = logging.getLogger(__name__)


def on_dask(address: str, backend: str = "cpu") -> Engine:
    """An engine on a Dask cluster; `address`: the scheduler's tcp://HOST:PORT, or its file.

    With the backend "cuda" shards go to workers that offer the resource GPU, as many at a time as
    each offers.

    Errors: SettingError if Dask is not installed; and, once shards are computed, if no scheduler
    answers or a worker cannot compute them.
    """
    _ = _distributed()
    if not isinstance(address, str):
        raise SettingTypeError(f"cluster must be the address of a scheduler, got {shown(address)}")

    def compute(
        store: Store, shards: Iterable[Shard], cancelled: Cancelled
    ) -> Iterator[tuple[Shard, Tally, str]]:
        todo = iter(shards)
        for first in itertools.islice(todo, 1):
            with _quiet(), _connected(address) as client:
                yield from _Crew(client, store, backend).results(
                    itertools.chain([first], todo), cancelled
                )

    return compute


class _Crew:
    """The workers of a cluster, and the shards that are submitted to them."""

    def __init__(self, client: Any, store: Store, backend: str = "cpu") -> None:
        self.client, self.store, self.job = client, store, Job.of(store, backend)
        self.needs = {GPU: 1} if backend == "cuda" else {}  # of each shard
        self.address = client.scheduler.address
        self.out: dict[Any, tuple[Any, Shard]] = {}  # the future and shard of a task, by its key
        self.given_up = Counter[int]()
        self.keys = zip(itertools.repeat(f"shard-{uuid4().hex}"), itertools.count())
        self.threads, self.look_at = 0, 0.0
        self.has_warned = False

    def results(
        self, shards: Iterable[Shard], cancelled: Cancelled
    ) -> Iterator[tuple[Shard, Tally, str]]:
        """Submit shards and yield the committed ones, until all are or the sweep is cancelled."""
        todo = iter(shards)
        try:
            while True:
                self._count_threads()
                if cancelled():
                    self._call_back()
                else:
                    self._hand_out(todo)
                if not self.out:
                    return
                results = self._come_in()
                yield from results
                if not results:
                    time.sleep(POLL)
        except SettingError:
            raise
        except Exception as error:
            if isinstance(error, OSError) or self.client.status != "running":
                raise self._lost() from error
            raise
        finally:
            if self.client.status == "running":
                with contextlib.suppress(OSError):
                    self.client.cancel([future for future, _ in self.out.values()])

    def _count_threads(self) -> None:
        """Update, every LOOK seconds, the number of shards that workers compute at a time."""
        if time.monotonic() < self.look_at:
            return
        self._check_connection()
        if self.needs:
            workers = self.client.scheduler_info(n_workers=-1)["workers"].values()
            self.threads = sum(int(each["resources"].get(GPU, 0)) for each in workers)
        else:
            self.threads = sum(self.client.nthreads().values())
        self.look_at = time.monotonic() + LOOK
        if not self.threads and not self.has_warned:
            wanted = WITH_GPU if self.needs else "workers"
            log.warning("the scheduler at %s has no %s; waiting for some", self.address, wanted)
            self.has_warned = True

    def _hand_out(self, todo: Iterator[Shard]) -> None:
        room = max(PER_THREAD * self.threads, LEAST) - len(self.out)
        if room >= TOGETHER:
            self._submit(list(itertools.islice(todo, room)))

    def _submit(self, shards: list[Shard]) -> None:
        if not shards:
            return
        keys = list(itertools.islice(self.keys, len(shards)))
        tasks = [pickle.dumps(Task(self.job, shard.number)) for shard in shards]
        futures = self.client.map(pickle.loads, tasks, key=keys, pure=False, resources=self.needs)
        self.out.update(zip(keys, zip(futures, shards, strict=True), strict=True))

    def _call_back(self) -> None:
        """Cancel the shards that no worker is computing: all but the oldest, one per thread."""
        kept = dict(itertools.islice(self.out.items(), self.threads))
        back = [future for key, (future, _) in self.out.items() if key not in kept]
        self.out = kept
        if back:
            self.client.cancel(back)

    def _come_in(self) -> list[tuple[Shard, Tally, str]]:
        """The shards that have been committed since the last call."""
        ended = {key: pair for key, pair in self.out.items() if pair[0].status != "pending"}
        finished = {
            key: future for key, (future, _) in ended.items() if future.status == "finished"
        }
        answers = self.client.gather(finished, errors="skip") if finished else {}
        results = []
        for key, (future, shard) in ended.items():
            if answers.get(key) is not None:
                verdicts, steps, name = answers[key]
                results.append((shard, Tally(verdicts, steps), name))
                del self.out[key]
            elif key not in finished:
                del self.out[key]
                self._look_into(future, shard)
        return results

    def _look_into(self, future: Any, shard: Shard) -> None:
        """Submit a shard again that was lost with its worker; SettingError if that cannot help."""
        if future.status == "error":
            error = future.exception()
            if isinstance(error, ImportError | AttributeError) and "gdsim" in str(error):
                raise self._without_gdsim(error) from error
            if not isinstance(error, _distributed().KilledWorker):
                raise error
            self.given_up[shard.number] += 1
            if self.given_up[shard.number] == ATTEMPTS:
                raise SettingError(
                    f"workers that computed shard {shard.number} were lost repeatedly ({error}); "
                    f"do they have enough memory? {GOES_ON}"
                ) from error
        self._check_connection()
        self._submit([shard])

    def _without_gdsim(self, error: Exception) -> SettingError:
        wanted = self.job.version
        versions = self.client.run(metadata.version, "gdsim", on_error="return")
        names = [name for name, version in versions.items() if version != wanted]
        return SettingError(
            f"worker {' and '.join(names) or 'processes'} cannot load gdsim {wanted} ({error}): "
            "install the same version there"
        )

    def _check_connection(self) -> None:
        """Wait until the scheduler is connected; SettingError if the connection does not return."""
        until = time.monotonic() + PATIENCE
        while self.client.status != "running":
            if self.client.status == "closed" or time.monotonic() > until:
                raise self._lost()
            time.sleep(POLL)

    def _lost(self) -> SettingError:
        return SettingError(f"the scheduler at {self.address} no longer answers; {GOES_ON}")


def _distributed() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise SettingError(without("clusters", "Dask", "cluster")) from error
    return distributed


@contextlib.contextmanager
def _connected(to: str) -> Iterator[Any]:
    """A client of the scheduler at an address, or of the one that a scheduler file names."""
    address = _of_file(to) if to.endswith(".json") else to
    try:
        _check_address(address)
        client = _distributed().Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        if isinstance(error, SettingError):
            raise
        raise SettingError(
            f"no Dask scheduler answers at {to!r} (as in tcp://HOST:8786): {error}"
        ) from error
    try:
        yield client
    finally:
        client.close()


def _of_file(path: str) -> str:
    """The address in a scheduler's file."""
    try:
        return str(json.loads(read_text(path, LARGEST_FILE))["address"])
    except SettingError:
        raise
    except (ValueError, KeyError, TypeError, RecursionError):
        raise SettingError(
            f"{path}: not the file of a Dask scheduler, which would have its address"
        ) from None


def _check_address(address: str) -> None:
    """ValueError or OSError for an address with which Dask's client would start and then fail.

    It would print a traceback ten seconds later, when it ends what it has started.
    """
    distributed = _distributed()
    distributed.comm.resolve_address(address)
    if not address.startswith("tls://"):
        return
    if distributed.Security().get_connection_args("client")["ssl_context"] is None:
        raise SettingError(
            f"{address} needs certificates: name them in Dask's configuration, "
            "distributed.comm.tls.ca-file and distributed.comm.tls.client.cert and .key"
        )


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the logs of Dask and Tornado off the terminal; gdsim's own messages are enough."""
    names = [n for n in logging.root.manager.loggerDict if n.startswith(("distributed", "tornado"))]
    handlers = [each for name in names for each in logging.getLogger(name).handlers]
    before = [(each, each.level) for each in dict.fromkeys(handlers)]
    for each, _ in before:
        each.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for each, level in before:
            each.setLevel(level)
