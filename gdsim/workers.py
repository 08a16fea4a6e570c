"""Worker processes of this machine for a Dask scheduler in this one, started again when they end.

Dask's own keeper of processes gives up those that end before they are ready; these are started
again as often as it takes.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import signal
from collections.abc import Iterator
from typing import Any

from gdsim.errors import SettingError

LEAVE = 3.0  # seconds that processes have to end by themselves
_CONFIGURED = {"distributed.worker.profile.enabled": False}


class Processes:
    """So many worker processes of a thread each, and the scheduler that they work for."""

    def __init__(self, cluster: Any, count: int) -> None:
        """Start them; `cluster` is a Dask cluster without workers."""
        self.cluster, self._were_ready = cluster, False
        self._running = [self._start(str(name)) for name in range(count)]

    def tend(self) -> None:
        """Start those again that have ended. Errors: SettingError if none has ever been ready."""
        self._were_ready = self._were_ready or bool(self.cluster.scheduler.workers)
        for index, each in enumerate(self._running):
            if each.is_alive():
                continue
            if not self._were_ready:
                raise SettingError(
                    f"a worker process has ended with status {each.exitcode} before it was ready; "
                    'a script has to call this below `if __name__ == "__main__":`, as each '
                    "process runs what is above"
                )
            each.close()
            self._running[index] = self._start(str(index))

    def _start(self, name: str) -> Any:
        context = multiprocessing.get_context("spawn")
        address = self.cluster.scheduler_address
        process = context.Process(target=work, args=(address, name), daemon=True)
        process.start()
        return process

    def close(self) -> None:
        """End the scheduler and the processes."""
        self.cluster.close()
        for each in self._running:
            each.join(LEAVE)
            each.kill()
            each.join()
            each.close()


@contextlib.contextmanager
def started(count: int) -> Iterator[Processes]:
    """A scheduler in this process that only this machine reaches, and so many worker processes."""
    import dask
    from distributed import LocalCluster

    with dask.config.set(_CONFIGURED):
        cluster = LocalCluster(
            n_workers=0,
            dashboard_address="127.0.0.1:0",  # None would want a certain port
            scheduler_kwargs={"dashboard": False},
            silence_logs=logging.CRITICAL,
        )
    processes = Processes(cluster, count)
    try:
        yield processes
    finally:
        processes.close()


def work(address: str, name: str) -> None:
    """Be a worker of a thread until the scheduler is gone: what such a process runs.

    Ctrl-C in the terminal is for the process that hands out the shards.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import dask
    from distributed import Worker

    logging.getLogger("distributed").setLevel(logging.CRITICAL)

    async def serve() -> None:
        # No limit to memory: what a shard takes is small, and no guess of Dask's ends it.
        async with Worker(address, nthreads=1, name=name, host="127.0.0.1", memory_limit=0) as me:
            await me.finished()

    with dask.config.set(_CONFIGURED):
        asyncio.run(serve())
