"""Processor time by thread: what work would take if the processors were free."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

TASKS = Path("/proc/self/task")

_ended: dict[int, float] = {}  # seconds of threads that have ended, which the system forgets


_run = threading.Thread.run


def _run_and_note(self: threading.Thread) -> None:
    try:
        _run(self)
    finally:
        _ended[threading.get_native_id()] = time.thread_time()


if sys.platform == "linux":
    threading.Thread.run = _run_and_note  # type: ignore[method-assign]


def timed(call: Callable[[], object], threads: int) -> tuple[float, float]:
    """Seconds of a call on the wall, and of the processor.

    The latter are those of the busiest thread, or an equal share of all threads' if that is more:
    as long as the call takes on so many free processors, if its threads do not wait for each other.
    Elsewhere than on Linux it is the equal share.
    """
    _ended.clear()
    before, start, wall = _by_thread(), time.process_time(), time.perf_counter()
    call()
    wall, total = time.perf_counter() - wall, time.process_time() - start
    after = {**_by_thread(), **_ended}
    busiest = max((seconds - before.get(t, 0.0) for t, seconds in after.items()), default=0.0)
    return wall, max(busiest, total / threads)


def _by_thread() -> dict[int, float]:
    """Seconds of each thread of this process, native ones too."""
    found = {}
    for task in TASKS.iterdir() if TASKS.exists() else ():
        thread = int(task.name)
        try:
            found[thread] = time.clock_gettime(_clock(thread))
        except OSError:  # it has ended meanwhile
            continue
    return found


def _clock(thread: int) -> int:
    """Linux's number of the clock of a thread's processor time (CPUCLOCK_SCHED, per thread)."""
    return ~thread << 3 | 0b110
