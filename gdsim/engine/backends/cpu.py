"""Runs on the CPU, to their end: segments of blocks, on a pool of threads.

Kernels release Python's lock and a call takes milliseconds, so threads, progress and cancelling are
plain Python. Which thread advances which segment, and in how many calls, changes no bit.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import (
    FIRST_EXCEPTION,
    Executor,
    ThreadPoolExecutor,
    as_completed,
    wait,
)
from typing import Any

import numpy as np

from gdsim.base import machine
from gdsim.engine import backends
from gdsim.engine.batch import Batch
from gdsim.engine.division import segment_blocks
from gdsim.engine.filling import empty_outcome, fill
from gdsim.engine.kernel import Kernel
from gdsim.engine.outcome import Outcome
from gdsim.engine.program import Program
from gdsim.engine.segment import Segment
from gdsim.engine.teamwork import Team, helping

__all__ = ["Batch", "Outcome", "empty_outcome", "run", "run_all"]


def described(programs: Sequence[Program] = ()) -> str:
    """What computes here, for a result, and why it is not a GPU: "cpu: no NVIDIA driver …"."""
    return f"cpu: {backends.why_not_cuda(programs)}"


def beside(programs: Sequence[Program]) -> int:
    """The bytes of memory beside what `gdsim.engine.memory` counts, which is this backend's: 0."""
    return 0


def check(programs: Sequence[Program] = ()) -> None:
    """Do nothing: the CPU can be used everywhere."""


def run(
    program: Program,
    *,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    blocks: int | None = None,
    width: int | None = None,
    pool: Executor | None = None,
    into: Outcome | None = None,
) -> Outcome:
    """Run a program to its end and return the outcome: `into`, if it is given.

    `progress` is called in the calling thread with the number of finished runs, the first time with
    0 when the kernel is compiled; `cancelled` is called every few milliseconds. `threads`, `blocks`
    (of a segment) and `width` (lanes) change only the speed. `pool` has `threads` threads, which
    several programs share.
    """
    threads = threads or machine.processors()
    kernel = Kernel.of(program, width)
    outcome = into or empty_outcome(program, recipe=kernel.recipe, params=program.keep_params)
    size = blocks or segment_blocks(program, kernel.recipe, threads)
    stop, of_thread = threading.Event(), threading.local()
    if progress is not None:
        progress(0)

    def segment_of(first_block: int, blocks: int, traces: Mapping[str, np.ndarray]) -> Segment:
        """Runs at their start, in the memory of the last ones of this thread if it is full."""
        last: Segment | None = vars(of_thread).pop("segment", None)
        ends = (first_block + blocks) * kernel.recipe.block
        if last is None or ends > program.runs or last.blocks != blocks:
            last = None
            return Segment(kernel, first_block, blocks, traces)
        last.move(first_block, traces)
        return last

    def is_stopped() -> bool:
        if not stop.is_set() and cancelled is not None and cancelled():
            stop.set()
        return stop.is_set()

    def complete(first_block: int) -> int:
        block = kernel.recipe.block
        runs = slice(first_block * block, (first_block + size) * block)
        if stop.is_set():
            outcome.leave_out(runs)
            return 0
        blocks = min(size, kernel.blocks - first_block)
        traces = {name: each[runs] for name, each in outcome.traces.items()}
        segment = segment_of(first_block, blocks, traces)
        with helping(team, segment):
            fill(outcome, segment, is_stopped)
        of_thread.segment = segment
        return int(np.count_nonzero(outcome.done[segment.runs]))

    done, starts = 0, range(0, kernel.blocks, size)
    team = Team.of([kernel], threads) if pool is None else None
    # Sooner than by threads that begin.
    if pool is None and (threads == 1 or (len(starts) == 1 and team is None)):
        for first in starts:
            done += complete(first)
            if progress is not None:
                progress(done)
        return outcome
    with ThreadPoolExecutor(threads, "gdsim", initializer=backends.thread_begins) as own:
        try:
            futures = [(pool or own).submit(complete, first) for first in starts]
            if team is not None:
                team.join(own, futures)
            if progress is None:  # this thread is not woken for each
                wait(futures, return_when=FIRST_EXCEPTION)
            for future in as_completed(futures):
                done += future.result()
                if progress is not None:
                    progress(done)
        except BaseException:
            stop.set()
            raise
    return outcome


def run_all(
    programs: Sequence[Program],
    *,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    backend: Callable[..., Outcome] | None = None,
    **options: Any,
) -> Outcome:
    """Run programs of equally many runs one after another; the outcome has the runs of all.

    `backend` is the `run` of another backend. `options` are those of `run`. `progress` counts over
    all programs.
    """
    first, compute = programs[0], backend or run
    if len(programs) == 1:
        return compute(first, progress=progress, cancelled=cancelled, **options)
    outcome = empty_outcome(first, len(programs), params=first.keep_params)
    several = any(each.network is not first.network for each in programs)
    for i, program in enumerate(programs):
        before = i * first.runs
        if cancelled is not None and cancelled():
            outcome.leave_out(slice(before, None))
            break
        compute(
            program,
            progress=_onward(progress, before),
            cancelled=cancelled,
            into=outcome.part(slice(before, before + first.runs)),
            **options,
        )
        if several and program.network is not None:  # each would keep its own copy of the data
            program.network.samples_of_kernels.clear()
    return outcome


def _onward(progress: Callable[[int], None] | None, before: int) -> Callable[[int], None] | None:
    return None if progress is None else lambda done: progress(before + done)
