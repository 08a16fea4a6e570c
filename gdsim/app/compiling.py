"""Opens sessions; where many kernels have to be compiled first, helper processes do that.

Compiling holds Python's lock for up to 0.2 s at a time, which would make the window stutter. The
helpers fill the disk cache, from which this process then loads each kernel in some 20 ms.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, wait
from dataclasses import replace
from typing import Any

log = logging.getLogger(__name__)

COLD = 0.2  # s; a kernel that took longer was not in the cache
HELPERS = 3  # processes at most
FEW = 3  # kernels that are not worth a process
SMALL = 64  # runs that a helper draws: the kernel is the same for any number

Progress = Callable[[int, int], None]


class Compiler:
    """Opens sessions and tells how far compiling is; `progress` may raise to give it up."""

    def __init__(self, open_: Callable[[Any], Any] | None = None) -> None:
        self._open = open_ or opened
        self._pool: ProcessPoolExecutor | None = None
        self._warm = False

    def open_session(self, experiment: Any, progress: Progress) -> Any:
        """A session of the experiment."""
        choices = experiment.optimizers
        for done, choice in enumerate(choices):
            progress(done, len(choices))
            began = time.perf_counter()
            self._open(smaller(experiment, choice))
            # the first kernel of a process also pays for the compiler's own start
            cold = self._warm and time.perf_counter() - began > COLD
            self._warm = True
            if cold and len(choices) - done > FEW:
                self._compile(experiment, done + 1, progress)
                break
        return self._open(experiment)

    def close(self) -> None:
        """Let the helper processes end after the kernel each is at."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def _compile(self, experiment: Any, first: int, progress: Progress) -> None:
        """Have the kernels from `first` on compiled by helpers."""
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            helpers = min(HELPERS, os.cpu_count() or 1)
            self._pool = ProcessPoolExecutor(helpers, mp_context=context)
        total = len(experiment.optimizers)
        waiting: set[Future[None]] = {
            self._pool.submit(compiled, smaller(experiment, choice))
            for choice in experiment.optimizers[first:]
        }
        try:
            while waiting:
                finished, waiting = wait(waiting, timeout=0.1, return_when="FIRST_COMPLETED")
                for future in finished:
                    if future.exception():  # then this process tries, and says what is wrong
                        log.warning("a helper could not compile", exc_info=future.exception())
                progress(total - len(waiting), total)
        finally:
            for future in waiting:
                future.cancel()


def opened(experiment: Any) -> Any:
    """A session of the experiment, compiled in this process if need be."""
    from gdsim.session import Session

    return Session(experiment)


def compiled(experiment: Any) -> None:
    """Fill the disk cache with the kernels of an experiment; what a helper process does."""
    opened(experiment)


def smaller(experiment: Any, choice: Any) -> Any:
    """The experiment with one optimizer and few runs, which needs the same kernel."""
    from gdsim.starts import Uniform

    start = experiment.start
    if isinstance(start, Uniform) and start.n > SMALL:
        start = replace(start, n=SMALL)
    return experiment.replace(optimizers=[choice], start=start)
