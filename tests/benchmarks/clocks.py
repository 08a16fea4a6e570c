"""Processor time by thread: what work would take if the processors were free."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

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


class Took(NamedTuple):
    """Seconds of a call: on the wall, of the processor in all threads, and in the busiest of them.

    Elsewhere than on Linux nothing is known of single threads, and `busiest` is 0.
    """

    wall: float
    total: float
    busiest: float


def timed(call: Callable[[], object]) -> Took:
    """How long a call takes."""
    _ended.clear()
    before, start, wall = _by_thread(), time.process_time(), time.perf_counter()
    call()
    wall, total = time.perf_counter() - wall, time.process_time() - start
    after = {**_by_thread(), **_ended}
    busiest = max((seconds - before.get(t, 0.0) for t, seconds in after.items()), default=0.0)
    return Took(wall, total, busiest)


def undisturbed(rounds: Sequence[Took], threads: int) -> list[float]:
    """What each round takes on so many free processors, from the time of all threads.

    That is divided by how many threads were at work alike in the round that was shared most evenly:
    where other programs run, who takes which part of the work is chance.
    """
    if any(each.busiest == 0.0 for each in rounds):
        return [each.total / threads for each in rounds]
    side_by_side = max(each.total / each.busiest for each in rounds)
    return [each.total / min(threads, max(1.0, side_by_side)) for each in rounds]


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
