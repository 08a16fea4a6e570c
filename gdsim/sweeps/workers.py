"""Shards computed by processes of this machine, each on one thread.

A process receives the number of a shard through a pipe, which no other process can reach, computes
and commits it, and answers with its tally. A process that ends is replaced, and its shard is given
out again.
"""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import signal
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from gdsim.base.errors import SettingError
from gdsim.results.store.shards import Shard
from gdsim.results.store.store import Store
from gdsim.sweeps.tasks import GOES_ON, Job, compute
from gdsim.sweeps.work import Cancelled, Engine, Tally

POLL = 0.05  # seconds between two checks for cancellation
LEAVE = 3.0  # seconds that processes have to end by themselves
ATTEMPTS = 5  # processes that may end at the same shard before the sweep fails

Found = Iterator[tuple[Shard, Tally, str]]


def on_workers(count: int) -> Engine:
    """An engine of `count` processes. Errors: SettingError, when shards are computed."""
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        # A spawned worker re-runs the parent's script and gets here; it exits quietly, and the
        # parent reports why.
        raise SystemExit(1)

    def run(store: Store, shards: Iterable[Shard], cancelled: Cancelled) -> Found:
        todo = iter(shards)
        for first in itertools.islice(todo, 1):  # without a shard, no process is started
            with contextlib.closing(_Crew(store, count, first)) as crew:
                yield from crew.results(todo, cancelled)

    return run


@dataclass
class _Worker:
    """A process, and the shard that it is computing, if any."""

    name: str
    process: SpawnProcess
    pipe: Connection
    shard: Shard | None = None
    is_ready: bool = False


class _Crew:
    """The processes, and the shards that are to be given out before all others."""

    def __init__(self, store: Store, count: int, first: Shard) -> None:
        self.job, self.again = Job.of(store), [first]
        self.lost_at = Counter[int]()
        self.was_ready = False
        self.workers: list[_Worker] = []
        for index in range(count):
            self.workers.append(self._start(str(index)))

    def _start(self, name: str) -> _Worker:
        context = multiprocessing.get_context("spawn")
        own_end, other_end = context.Pipe()
        process = context.Process(target=work, args=(other_end, self.job), daemon=True)
        process.start()
        other_end.close()  # so that the pipe closes when the process ends
        return _Worker(name, process, own_end)

    def results(self, todo: Iterator[Shard], cancelled: Cancelled) -> Found:
        """Give out shards and yield the committed ones, until all are or the sweep is cancelled."""
        while True:
            is_over = cancelled() or not self._hand_out(todo)
            if is_over and all(each.shard is None for each in self.workers):
                return
            for pipe in wait([each.pipe for each in self.workers], POLL):
                index = next(i for i, each in enumerate(self.workers) if each.pipe is pipe)
                yield from self._come_in(index)

    def _hand_out(self, todo: Iterator[Shard]) -> bool:
        """Give shards to idle processes; return whether there may be more shards."""
        for worker in self.workers:
            if not worker.is_ready or worker.shard is not None:
                continue
            shard = self.again.pop() if self.again else next(todo, None)
            if shard is None:
                return False
            worker.shard = shard
            with contextlib.suppress(OSError):  # a process that has ended is noticed at its pipe
                worker.pipe.send(shard.number)
        return True

    def _come_in(self, index: int) -> Found:
        """Receive a process's message: that it is ready, or the tally of its shard."""
        worker, answer = self.workers[index], None
        with contextlib.suppress(EOFError, OSError):
            answer = worker.pipe.recv()
        if answer is None:
            self._replace(index)
            return
        if isinstance(answer, SettingError):
            raise SettingError(f"worker {worker.name}: {answer}")
        if isinstance(answer, Exception):
            raise answer
        shard, worker.shard = worker.shard, None
        worker.is_ready = self.was_ready = True
        if shard is not None:
            yield shard, answer, worker.name

    def _replace(self, index: int) -> None:
        """Replace a process that has ended; SettingError if that cannot help."""
        worker = self.workers[index]
        worker.process.join()
        status = worker.process.exitcode
        if not self.was_ready:
            raise SettingError(
                f"a worker process ended with status {status} before it was ready; a script must "
                'call this below `if __name__ == "__main__":`, because each process runs the code '
                "above it"
            )
        if worker.shard is not None:
            number = worker.shard.number
            self.lost_at[number] += 1
            if self.lost_at[number] == ATTEMPTS:
                raise SettingError(
                    f"{ATTEMPTS} worker processes that computed shard {number} ended, the last "
                    f"with status {status}; is there enough memory? {GOES_ON}"
                )
            self.again.append(worker.shard)
        worker.pipe.close()
        self.workers[index] = self._start(worker.name)

    def close(self) -> None:
        """End all processes; their shards in progress are abandoned."""
        for each in self.workers:
            each.pipe.close()
            if each.shard is not None or not each.is_ready:
                each.process.kill()
        for each in self.workers:
            each.process.join(LEAVE)
            each.process.kill()
            each.process.join()
            each.process.close()


def work(pipe: Connection, job: Job) -> None:
    """Compute shards until the pipe closes: the main function of a worker process.

    Ctrl-C in the terminal is left to the parent process.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        # The lock that numcodecs makes would outlive a killed process, and Python would warn about
        # it at exit; a lock of the fork method does not.
        multiprocessing.set_start_method("fork", force=True)
    with contextlib.suppress(EOFError, OSError):
        pipe.send(Tally())
        while True:
            number = pipe.recv()
            try:
                answer: Tally | Exception = compute(job, number)
            except Exception as error:
                answer = error
            pipe.send(answer)
