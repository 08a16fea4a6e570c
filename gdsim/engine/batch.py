"""Runs on the CPU that stay in memory and are advanced step by step, on a pool of threads."""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np

from gdsim.base import machine
from gdsim.engine import backends
from gdsim.engine.copying import pick
from gdsim.engine.division import call_steps, segment_blocks
from gdsim.engine.few import Few
from gdsim.engine.filling import empty_outcome, listed_for_params, take, take_params, take_some
from gdsim.engine.kernel import Kernel
from gdsim.engine.outcome import Outcome
from gdsim.engine.program import Program
from gdsim.engine.recipes import recipe_of
from gdsim.engine.segment import Segment
from gdsim.engine.teamwork import Team, helping
from gdsim.engine.traces import trace_rooms
from gdsim.engine.verdict import Verdict

SMALL = 128  # the share of a call that is done sooner than threads can be woken for it
FEW = 2**17  # runs whose parameters are copied sooner
SINGLE = 2**12  # runs that are copied one by one sooner than segment by segment


class Batch:
    """All runs of several programs kept in memory, advanced together step by step.

    `traces` are the records of all of them by name, (programs * runs, slots[, ...]), up to the step
    of their segments.
    """

    def __init__(
        self, programs: Sequence[Program], threads: int | None = None, source: Batch | None = None
    ) -> None:
        """Compile (or load) the kernels; with a `source`, continue from where its runs are.

        An optimizer that differs from the source's begins at the present step.
        """
        self.threads = threads or machine.processors()
        self.programs = list(programs)
        first = programs[0]
        runs = first.runs * len(programs)
        self.traces = {n: r.new() for n, r in trace_rooms(first, recipe_of(first), runs).items()}
        self.segments: list[list[Segment]] = []
        self._few: Few | None = None  # advances them, if it can
        self._running: int | None = None  # the runs that go on, if that is known
        for i, program in enumerate(programs):
            born, width = (0, None) if source is None else source._going_on(i, program)
            kernel = self._kernel(program, born, width)
            size = self._blocks(kernel) if source is None else source.segments[i][0].blocks
            self.segments.append(
                [self._segment(kernel, i, at, size) for at in range(0, kernel.blocks, size)]
            )
        if source is not None:
            for segment, other in zip(self._all, source._all, strict=True):
                segment.take_over(other)
        self._team = Team.of((each[0].kernel for each in self.segments), self.threads)
        self._pool = ThreadPoolExecutor(
            self.threads, thread_name_prefix="gdsim", initializer=backends.thread_begins
        )
        self._given_up = threading.Event()  # what its threads are at

    def _kernel(self, program: Program, born: int, width: int | None) -> Kernel:
        """The kernel of a program whose optimizer begins at step `born`; None: of any width."""
        return Kernel.of(program, width, born)

    def _blocks(self, kernel: Kernel) -> int:
        """The blocks of a segment."""
        return segment_blocks(kernel.program, kernel.recipe, self.threads, len(self.programs))

    def _new(
        self, kernel: Kernel, first_block: int, blocks: int, traces: Mapping[str, np.ndarray]
    ) -> Segment:
        """Some blocks of runs, at their start."""
        return Segment(kernel, first_block, blocks, traces)

    def _segment(self, kernel: Kernel, program: int, first_block: int, size: int) -> Segment:
        first = program * kernel.program.runs + first_block * kernel.recipe.block
        last = min(first + size * kernel.recipe.block, (program + 1) * kernel.program.runs)
        traces = {name: each[first:last] for name, each in self.traces.items()}
        return self._new(kernel, first_block, min(size, kernel.blocks - first_block), traces)

    def _going_on(self, i: int, program: Program) -> tuple[int, int]:
        """The step at which the optimizer begins that continues the runs of program `i`.

        And the width of their kernel, as what they have in memory is laid out for it.
        """
        segment = self.segments[i][0]
        recipe = segment.kernel.recipe
        continues = recipe_of(program).continues(recipe)
        return segment.kernel.born if continues else segment.step, recipe.width

    @property
    def _all(self) -> list[Segment]:
        return [segment for segments in self.segments for segment in segments]

    @property
    def known(self) -> int:
        """The number of slots of `traces` that are written."""
        return self.segments[0][0].known

    @property
    def finished(self) -> bool:
        """Whether every run has ended."""
        if self._running is not None:
            segment = self.segments[0][0]
            return self._running == 0 or segment.step >= segment.kernel.program.steps
        return all(segment.finished for segment in self._all)

    def advance(self, n_steps: int) -> None:
        """Take `n_steps` steps with every run; see `evaluate` for what that leaves out.

        After an exception, as by Ctrl-C, runs are at different steps until they are put back.
        """
        is_shared = self._is_shared(n_steps)
        if n_steps > 0 and not is_shared and self._few is None and Few.suits(self._all):
            self._few = Few(self._all)
        if not is_shared and self._few is not None and self._few.fits(n_steps):
            self._running = self._few.advance(n_steps)
        else:
            self._running = self._few = None  # runs are moved to other lanes
            self._each(partial(self._advance, n_steps), self._all, is_shared)

    def evaluate(self) -> None:
        """Compute losses, gradients and records of the present step, where they are not known.

        Steps are taken without those of the step that is reached, as nobody may ask for them: with
        many runs and few steps at a time they take as long as the steps.
        """
        left = [segment for segment in self._all if not segment.is_evaluated]
        if left:
            self._few = None  # runs are moved to other lanes
            self._each(self._evaluate, left, self._is_shared(1))

    def _is_shared(self, n_steps: int) -> bool:
        """Whether so many steps take longer than threads take to be woken."""
        first = self.segments[0][0].kernel
        few = call_steps(first.program, first.recipe, first.program.runs) // SMALL
        return n_steps * len(self.programs) > few

    def _advance(self, n_steps: int, segment: Segment) -> None:
        """Take steps with the runs of a segment, in calls that end soon."""
        given_up = self._given_up
        with helping(self._team, segment):
            while n_steps > 0 and not given_up.is_set():
                now = min(n_steps, segment.steps_of_call)
                segment.advance(now, look=False)
                n_steps -= now

    def _evaluate(self, segment: Segment) -> None:
        with helping(self._team, segment):
            segment.advance(0)

    def _each(self, work: Callable[[Any], object], items: Sequence[Any], shared: bool) -> None:
        """Do the work of each item; if it is shared, all threads do, each the next one."""
        left, done = deque(items), threading.Semaphore(0)

        def go_on() -> None:
            while True:
                try:
                    item = left.popleft()
                except IndexError:
                    return
                try:
                    work(item)
                finally:
                    done.release()

        self._given_up = given_up = threading.Event()
        if not shared:
            go_on()
        else:
            try:
                threads = [self._pool.submit(go_on) for _ in range(self.threads)]
                if self._team is not None:
                    self._team.join(self._pool, threads)
                for thread in threads:
                    thread.result()
            except BaseException:
                # Nobody else may change the runs, and the process may be about to end. Ctrl-C may
                # come while threads are begun, so what is waited for is what they have taken.
                given_up.set()
                taken = len(items)
                with contextlib.suppress(IndexError):
                    while True:
                        left.pop()
                        taken -= 1
                for _ in range(taken):
                    done.acquire()
                raise

    def outcome_of(self, runs: np.ndarray) -> Outcome:
        """A copy of the present state of some runs, without records.

        runs: their numbers over the runs of all programs, ascending.
        """
        self.evaluate()
        first = self.programs[0]
        outcome = empty_outcome(first, runs=len(runs), traces=False, measures=False)
        # The losses of networks over all samples are computed for it: as much work as a step.
        is_shared = first.network is not None and self._is_shared(1)
        self._each(lambda part: take_some(outcome, *part), [*self._parted(runs)], is_shared)
        is_over = self._all[0].step >= first.steps
        outcome.done[...] = is_over | (outcome.verdict >= Verdict.CONVERGED)
        return outcome

    def params_of(self, runs: np.ndarray) -> np.ndarray:
        """A copy of the present parameters of some runs, numbered as in `outcome_of`."""
        first = self.programs[0]
        params = np.empty((len(runs), first.placed_dimensions), first.dtype)
        if params.size <= SINGLE or any(each.placed is not None for each in self.programs):
            for segment, here, own in self._parted(runs):
                take_params(params[here], segment, own)
            return params
        listed = listed_for_params(self._all, self._firsts)
        parts = self.threads if len(runs) > FEW else 1
        bounds = [len(runs) * part // parts for part in range(parts + 1)]
        pieces = [slice(*ends) for ends in itertools.pairwise(bounds)]
        self._each(lambda some: pick(listed, runs[some], params[some]), pieces, parts > 1)
        return params

    def _parted(self, runs: np.ndarray) -> Iterator[tuple[Segment, slice, np.ndarray]]:
        """Each segment with some of the runs: their places among these, and numbers in it."""
        firsts = self._firsts
        ends = np.searchsorted(runs, [*firsts, self.programs[0].runs * len(self.programs)])
        for segment, number, begin, end in zip(self._all, firsts, ends, ends[1:], strict=False):
            if end > begin:
                yield segment, slice(begin, end), runs[begin:end] - number

    @property
    def _firsts(self) -> list[int]:
        """The number of the first run of each segment, over the runs of all programs."""
        runs = self.programs[0].runs
        numbered = enumerate(self.segments)
        return [i * runs + each.runs.start for i, segments in numbered for each in segments]

    def outcome(self, traces: bool = True) -> Outcome:
        """A copy of the present state of all programs' runs, and of their records with `traces`."""
        first = self.programs[0]
        runs = first.runs * len(self.programs)
        if not traces and runs <= SINGLE:
            return self.outcome_of(np.arange(runs))
        self.evaluate()
        outcome = empty_outcome(first, len(self.programs), traces=traces, measures=traces)
        for i, segments in enumerate(self.segments):
            part = outcome.part(slice(i * first.runs, (i + 1) * first.runs))
            for segment in segments:
                if traces:
                    segment.fill_traces()
                take(part, segment)
        for name, target in outcome.traces.items():
            target[...] = self.traces[name]
        return outcome

    def fork(self, programs: Sequence[Program]) -> Batch:
        """A batch of other programs that continues the same runs from where they are."""
        return type(self)(programs, self.threads, self)

    @property
    def state_bytes(self) -> int:
        """The size of what `copy_state` returns."""
        return sum(segment.rows.nbytes + segment.lanes.nbytes for segment in self._all)

    def restart(self) -> None:
        """Put every run back to its start."""
        self._running = self._few = None
        for segment in self._all:
            segment.restart()

    def renew(self, programs: Sequence[Program]) -> bool:
        """Put the runs of other programs at their start, in the memory of the present ones.

        False, and nothing has changed, if they need other kernels or other memory.
        """
        if len(programs) != len(self.programs):
            return False
        renewed = []
        for segments, program in zip(self.segments, programs, strict=True):
            kernel = segments[0].kernel.renewed(program)
            if kernel is None:
                return False
            renewed.append(kernel)
        self.programs, self._running, self._few = list(programs), None, None
        for segments, kernel in zip(self.segments, renewed, strict=True):
            for segment in segments:
                segment.renew(kernel)
        return True

    def copy_state(self) -> list[Any]:
        """A copy of everything that advancing changes, but for traces."""
        return [segment.copy_state() for segment in self._all]

    def restore(self, state: list[Any]) -> None:
        """Go back to a state that `copy_state` returned."""
        self._running = self._few = None
        for segment, saved in zip(self._all, state, strict=True):
            segment.restore(saved)

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(wait=False)
