"""Runs on the CPU: segments of blocks on a pool of threads.

Kernels release Python's lock, and a call takes milliseconds, so threads, progress and cancelling
are plain Python. Which thread advances which segment, and in how many calls, changes no bit.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gdsim import catalogue
from gdsim.kernels.kernel import Kernel, recipe_of
from gdsim.kernels.parts import MEASURED
from gdsim.kernels.program import Program
from gdsim.kernels.recipe import OF_HIDDEN_LAYERS, OF_LAYERS
from gdsim.kernels.segment import Segment
from gdsim.verdict import Verdict

# Run-steps of one call of a kernel: a few milliseconds, so that cancelling is prompt.
CALL = 2**23
# Runs of a segment at most, whose state then stays in the second-level cache: of functions, and of
# networks, of which there are enough to fill most groups of lanes when some have ended.
LARGEST_SEGMENT, LARGEST_OF_NETWORKS = 8192, 128
# Bytes of a segment at most, unless a single block has more.
SEGMENT_BYTES = 2**26


@dataclass
class Outcome:
    """What became of the runs of a program, in arrays over runs.

    `loss`, `best_loss`, `grad_norm`: (runs,) in the program's precision. `steps`: (runs,) int32,
    updates made. `verdict`: (runs,) uint8, codes of `gdsim.verdict.Verdict`. `params`: (runs,
    variables). `traces`: by name (runs, slots), or with variables or layers behind, NaN behind the
    step a run stopped at. `done`: (runs,) bool, False where the work was cancelled before the run's
    end. `finals`: of networks, the losses and accuracies over all training and test samples at the
    last step, (runs,) by name. `measures`: by name (runs,), float64.
    """

    loss: np.ndarray
    best_loss: np.ndarray
    grad_norm: np.ndarray
    steps: np.ndarray
    verdict: np.ndarray
    params: np.ndarray
    traces: Mapping[str, np.ndarray]
    done: np.ndarray
    finals: Mapping[str, np.ndarray] = field(default_factory=dict)
    measures: Mapping[str, np.ndarray] = field(default_factory=dict)

    @classmethod
    def room(cls, program: Program, traces: bool = True, params: bool = True) -> Outcome:
        """Room for a program's runs: every run has to be taken or left out."""
        runs, slots = program.runs, program.slots
        d = program.dimensions if params else 0
        rows = recipe_of(program).traced if traces else {}
        behind = {n: (len(r),) if n in VECTORS else () for n, r in rows.items()}
        shapes = {n: (runs, slots, *last) for n, last in behind.items() if n in program.kept}
        finals = MEASURED if program.network is not None else ()
        return cls(
            loss=np.empty(runs, program.dtype),
            best_loss=np.empty(runs, program.dtype),
            grad_norm=np.empty(runs, program.dtype),
            steps=np.empty(runs, np.int32),
            verdict=np.empty(runs, np.uint8),
            params=np.empty((runs, d), program.dtype),
            traces={n: np.empty(s, program.dtype) for n, s in shapes.items()},
            done=np.empty(runs, bool),
            finals={n: np.empty(runs, program.dtype) for n in finals},
            measures={n: np.empty(runs) for n in program.measures if traces},
        )

    def leave_out(self, runs: slice) -> None:
        """Say of some runs that they never began."""
        unknown = (*self.traces.values(), *self.finals.values(), *self.measures.values())
        for array in (self.loss, self.grad_norm, self.params, *unknown):
            array[runs] = np.nan
        self.best_loss[runs] = np.inf
        self.steps[runs] = 0
        self.verdict[runs] = Verdict.RUNNING
        self.done[runs] = False

    def take(self, segment: Segment) -> None:
        """Copy the state of a segment's runs in."""
        runs = segment.runs
        self.loss[runs] = segment.read("loss")
        lowest = np.fmin(segment.read("best"), segment.read("low"))
        self.best_loss[runs] = np.fmin(lowest, self.loss[runs])
        self.grad_norm[runs] = np.sqrt(segment.read("slope"))
        self.steps[runs] = segment.read("stopped")
        self.verdict[runs] = segment.read("status")
        if self.params.shape[1]:
            self.params[runs] = segment.read_vector("p")
        self.done[runs] = segment.finished | (self.verdict[runs] >= Verdict.CONVERGED)
        for name, target in self.traces.items():
            target[runs] = traced(segment, name, target.shape[1])
        for name, found in segment.measured().items():
            self.finals[name][runs] = found
        for name, target in self.measures.items():
            measure = catalogue.look_up("gdsim.measures", name, "measure")
            losses = traced(segment, _losses(segment), segment.kernel.program.steps)
            converged = self.verdict[runs] == Verdict.CONVERGED
            target[runs] = measure.function(losses, converged)


# What is recorded as several numbers of one step: of each parameter, or of each (hidden) layer.
VECTORS = ("params", *OF_LAYERS, *OF_HIDDEN_LAYERS)


def traced(
    segment: Segment, name: str, slots: int | np.ndarray, runs: np.ndarray | None = None
) -> np.ndarray:
    """What a segment recorded in its first slots, or some: (runs, slots[, variables or layers]).

    Of all its runs, or of some, numbered from its first.
    """
    found = segment.traced(name, slots, runs)
    if name in VECTORS:
        return found
    return np.asarray(np.sqrt(found[..., 0]) if name == "grad_norm" else found[..., 0])


def _losses(segment: Segment) -> str:
    """Which recorded loss a measure is made from: of all training samples if there are batches."""
    network = segment.kernel.program.network
    return "loss" if network is None or network.batch is None else "train_loss"


def default_threads() -> int:
    """As many threads as there are processors for this process."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def segment_blocks(kernel: Kernel, threads: int) -> int:
    """Blocks a segment: several segments a thread if there are enough, so that all end together."""
    block, dtype = kernel.recipe.block, np.dtype(kernel.program.dtype)
    rows = kernel.recipe.rows + kernel.program.slots * kernel.recipe.traced_rows
    runs = LARGEST_SEGMENT if kernel.parts is None else LARGEST_OF_NETWORKS
    runs = min(runs, SEGMENT_BYTES // (rows * dtype.itemsize))
    return max(1, min(runs // block, -(-kernel.blocks // (4 * threads))))


def call_steps(segment: Segment) -> int:
    """Steps of one call of the kernel, for a few milliseconds of work."""
    runs = segment.blocks * segment.kernel.recipe.block
    return max(1, int(CALL / (runs * segment.kernel.cost)))


def run(
    program: Program,
    *,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    blocks: int | None = None,
    width: int | None = None,
    pool: Executor | None = None,
) -> Outcome:
    """Run a program to its end.

    `progress` is told the number of finished runs, in the calling thread, and 0 as soon as there is
    a kernel, which may have had to be compiled; `cancelled` is asked
    every few milliseconds. `threads`, `blocks` (of a segment) and `width` (lanes) change the speed
    only. `pool` has so many threads for several programs at once.
    """
    threads = threads or default_threads()
    kernel = Kernel.of(program, width)
    outcome = Outcome.room(program, params=program.keep_params)
    size = blocks or segment_blocks(kernel, threads)
    stop = threading.Event()
    if progress is not None:
        progress(0)

    def complete(first_block: int) -> int:
        if stop.is_set():
            block = kernel.recipe.block
            outcome.leave_out(slice(first_block * block, (first_block + size) * block))
            return 0
        segment = Segment(kernel, first_block, min(size, kernel.blocks - first_block))
        while not segment.finished:
            if stop.is_set() or (cancelled is not None and cancelled()):
                stop.set()
                if segment.step > 0:
                    segment.advance(0)
                break
            segment.advance(min(call_steps(segment), program.steps - segment.step), look=False)
        if segment.step > 0:
            outcome.take(segment)
        else:
            outcome.leave_out(segment.runs)
        return int(np.count_nonzero(outcome.done[segment.runs]))

    done = 0
    with ThreadPoolExecutor(threads, thread_name_prefix="gdsim") as own:
        starts = range(0, kernel.blocks, size)
        futures = [(pool or own).submit(complete, first) for first in starts]
        try:
            for future in as_completed(futures):
                done += future.result()
                if progress is not None:
                    progress(done)
        except BaseException:
            stop.set()
            raise
    return outcome


class Batch:
    """All runs of several programs kept in memory, advanced together step by step."""

    def __init__(
        self,
        programs: Sequence[Program],
        threads: int | None = None,
        born: Sequence[int] | None = None,
    ) -> None:
        """Compile (or load) the kernels; `born` is the step at which each optimizer begins."""
        self.threads = threads or default_threads()
        steps = born or [0] * len(programs)
        self.kernels = [Kernel.of(p, born=b) for p, b in zip(programs, steps, strict=True)]
        self.segments = [
            [
                Segment(kernel, first, min(size, kernel.blocks - first))
                for size in [segment_blocks(kernel, self.threads)]
                for first in range(0, kernel.blocks, size)
            ]
            for kernel in self.kernels
        ]
        self._pool = ThreadPoolExecutor(self.threads, thread_name_prefix="gdsim")

    @property
    def _all(self) -> list[Segment]:
        return [segment for segments in self.segments for segment in segments]

    @property
    def finished(self) -> bool:
        """Whether every run has ended."""
        return all(segment.finished for segment in self._all)

    def advance(self, n_steps: int) -> None:
        """Take `n_steps` steps with every run; 0 only observes step 0."""

        def steps(segment: Segment) -> None:
            left = n_steps
            while True:
                now = min(left, call_steps(segment))
                left -= now
                segment.advance(now, look=left == 0)
                if left == 0:
                    return

        list(self._pool.map(steps, self._all))

    def outcomes(self, traces: bool = True) -> list[Outcome]:
        """The state of every program's runs now, copied; what they recorded only with `traces`."""
        found = []
        for kernel, segments in zip(self.kernels, self.segments, strict=True):
            outcome = Outcome.room(kernel.program, traces)
            for segment in segments:
                outcome.take(segment)
            found.append(outcome)
        return found

    def traces(self, slots: int) -> list[dict[str, np.ndarray]]:
        """What every program's runs recorded in their first slots, by name."""
        return [
            {
                name: np.concatenate([traced(segment, name, slots) for segment in segments])
                for name in kernel.program.kept
            }
            for kernel, segments in zip(self.kernels, self.segments, strict=True)
        ]

    def picked(self, program: int, name: str, runs: np.ndarray, slots: np.ndarray) -> np.ndarray:
        """What one program recorded of some runs at some slots: (runs, slots[, variable])."""
        segments = self.segments[program]
        size = segments[0].blocks * segments[0].kernel.recipe.block
        parts = [traced(segments[0], name, slots, runs[:0])]
        for i, segment in enumerate(segments):
            parts.append(traced(segment, name, slots, runs[runs // size == i] - i * size))
        order = np.argsort(runs // size, kind="stable")
        found: np.ndarray = np.concatenate(parts)[np.argsort(order, kind="stable")]
        return found

    def fork(self, programs: Sequence[Program]) -> Batch:
        """A batch of other programs on the same runs, which goes on from where this one is.

        An optimizer that was not this batch's begins at the step that is reached.
        """
        born = [
            kernel.born if recipe_of(program).continues(kernel.recipe) else segments[0].step
            for program, kernel, segments in zip(programs, self.kernels, self.segments, strict=True)
        ]
        forked = Batch(programs, self.threads, born)
        for segment, source in zip(forked._all, self._all, strict=True):
            segment.take_over(source)
        return forked

    @property
    def state_bytes(self) -> int:
        """The size of what `copy_state` gives."""
        return sum(segment.rows.nbytes for segment in self._all)

    def restart(self) -> None:
        """Put every run back to its start."""
        for segment in self._all:
            segment.restart()
        self.advance(0)

    def copy_state(self) -> list[Any]:
        """All that advancing changes but the traces."""
        return [segment.copy_state() for segment in self._all]

    def restore(self, state: list[Any]) -> None:
        """Go back to a state that `copy_state` gave."""
        for segment, saved in zip(self._all, state, strict=True):
            segment.restore(saved)

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(wait=False)
