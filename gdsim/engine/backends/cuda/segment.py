"""Runs in the memory of a GPU, and the launches that advance them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import cached_property

import numpy as np

from gdsim.engine.backends.cuda.code import compiled
from gdsim.engine.backends.cuda.device import Device, Memory
from gdsim.engine.cache import Source
from gdsim.engine.kernel import NEVER, Kernel, point_of, recipe_of
from gdsim.engine.program import Program
from gdsim.engine.segment import SPARSE, Segment
from gdsim.engine.source.gpu import gpu_text
from gdsim.engine.verdict import CONVERGED
from gdsim.lanes.host import BLOCK

# How long a launch lasts: nobody waits for one for long, and what each costs is nothing to it.
LAUNCH = 0.05
# The bytes that a launch records, which are copied and given to their runs meanwhile.
RECORDED = 2**28


def gpu_kernel(program: Program, device: Device, born: int = 0) -> Kernel:
    """Compile (or load) the kernel of a program for a GPU: its groups of lanes are whole blocks."""
    recipe = recipe_of(program, BLOCK)
    code = compiled(Source("gpu", gpu_text(recipe)), device.capability)
    return Kernel.made(program, recipe, 0, device.load(code), point_of(recipe_of(program)), born)


class GpuSegment(Segment):
    """Consecutive blocks of runs whose state is in the memory of a GPU while they are advanced.

    `rows` is brought back when it is read. Ended runs stay where they are: what is kept together is
    the list of the lanes that still run, of which each thread advances one.
    """

    window_bytes = RECORDED

    def __init__(
        self,
        device: Device,
        kernel: Kernel,
        first_block: int,
        blocks: int,
        traces: Mapping[str, np.ndarray] | None = None,
    ) -> None:
        """Allocate runs at their start, here; `traces` as of any segment."""
        self.device = device
        self._is_ahead = False  # whether the GPU has a newer state than `_rows`
        self._is_behind = True  # whether it has an older one
        self._threads = self._left = 0  # the lanes in its list, and how many of them still run
        self._steps = 1  # of a launch, as the last ones suggest
        super().__init__(kernel, first_block, blocks, traces)

    @property
    def rows(self) -> np.ndarray:
        """The state of the runs, to read; to change it, bring it `_home` first."""
        if self._is_ahead:
            self._state.take(self._rows)
            self._is_ahead = False
        return self._rows

    @rows.setter
    def rows(self, rows: np.ndarray) -> None:
        self._rows = rows

    def _home(self) -> None:
        """Have the state here alone, where it may be changed."""
        _ = self.rows
        self._is_behind = True

    def renew(self, kernel: Kernel) -> None:
        """Put the runs of a renewed kernel at their start."""
        self.__dict__.pop("_tables", None)
        super().renew(kernel)

    def restart(self) -> None:
        """Put every run back to its start, step 0."""
        self._is_ahead = False  # all of it is written
        self._home()
        super().restart()

    def restore(self, state: tuple[int, np.ndarray, np.ndarray]) -> None:
        """Go back to a state; see `Segment.restore`."""
        self._home()
        super().restore(state)

    def take_over(self, other: Segment) -> None:
        """Continue from the state of another segment; see `Segment.take_over`."""
        self._home()
        super().take_over(other)

    @property
    def finished(self) -> bool:
        """Whether all runs have ended or used up their steps."""
        if self.step >= self.kernel.program.steps:
            return True
        return not (np.any(self._status < CONVERGED) if self._is_behind else self._left)

    def advance(self, n_steps: int, look: bool = True) -> None:
        """Take the next `n_steps` steps, in launches of bounded time; see `Segment.advance`."""
        while n_steps > self._steps:
            n_steps -= (now := self._steps)
            super().advance(now, look=False)
        super().advance(n_steps, look)

    @property
    def steps_of_launch(self) -> int:
        """The steps that a launch takes without lasting long."""
        return self._steps

    def _gather_running(self) -> int:
        """Put the state on the GPU; list the runs that still run if many have ended.

        Returns the number of groups, all of them if any run is left: each is where it was.
        """
        if self._is_behind:
            self._put()
        elif self._threads - self._left > SPARSE * self._threads:
            lanes = self._running.take(np.empty(self._threads, np.int64))
            self._list(lanes[lanes >= 0])
        return self.blocks if self._left else 0

    def _put(self) -> None:
        """Copy the state to the GPU."""
        self._state.put(self._rows)
        self._given[0].put(self.varying)
        self._given[1].put(self.integers)
        self._list(np.flatnonzero(self._status < CONVERGED))
        self._is_behind = False

    def _list(self, lanes: np.ndarray) -> None:
        """Keep the lanes that threads advance."""
        self._running.put(lanes.astype(np.int64))
        self._threads = self._left = len(lanes)
        self._tally.put(np.zeros(1, np.int64))

    @cached_property
    def _state(self) -> Memory:
        return self.device.new(self._rows.nbytes)

    @cached_property
    def _given(self) -> tuple[Memory, Memory]:
        """The settings and whole numbers of the runs."""
        return self.device.new(self.varying.nbytes), self.device.new(self.integers.nbytes)

    @cached_property
    def _running(self) -> Memory:
        return self.device.new(8 * self.lanes.size)

    @cached_property
    def _tally(self) -> Memory:
        """The number of runs in the list that have ended."""
        return self.device.new(8)

    @cached_property
    def _tables(self) -> dict[str, Memory]:
        """What all runs share."""
        kernel = self.kernel
        arrays = {n: getattr(kernel, n) for n in ("uniform", "prepared", "factors", "ends")}
        return {name: self.device.put(array) for name, array in arrays.items()}

    def _run(self, groups: int, n_steps: int, look: bool, window: np.ndarray, first: int) -> None:
        """Launch the kernel, which records to the window from slot `first` on."""
        kernel, program = self.kernel, self.kernel.program
        recorded, trace = NEVER, self.device.new(window.nbytes)
        if window.shape[1]:
            recorded = kernel.recorded_at(slice(first, first + window.shape[1]))
            trace.fill(255)  # NaN
        steps = self.device.put(recorded)
        began, tables = time.perf_counter(), self._tables
        arguments: dict[str, Memory | int] = {
            "rows": self._state,
            "varying": self._given[0],
            "integers": self._given[1],
            **{name: tables[name] for name in ("uniform", "prepared", "factors")},
            "trace": trace,
            "ends": tables["ends"],
            "recorded": steps,
            "slots": window.shape[1],
            "running": self._running,
            "count": self._threads,
            "tally": self._tally,
            "first": self.step,
            "last": self.step + n_steps,
            "steps": program.steps,
            "window": program.window,
            "born": kernel.born,
            "look": int(look),
        }
        numbers = [
            each.address if isinstance(each, Memory) else each for each in arguments.values()
        ]
        self.device.launch(kernel.advance, self._threads, numbers)
        self._is_ahead = True
        self._left = self._threads - int(self._tally.take(np.empty(1, np.int64))[0])
        trace.take(window)
        self._adapt(n_steps, time.perf_counter() - began)

    def _adapt(self, steps: int, seconds: float) -> None:
        """Choose the steps of the next launch, from what this one took."""
        if steps >= self._steps or seconds > LAUNCH:
            wanted = int(steps * LAUNCH / max(seconds, 1e-6))
            self._steps = max(1, min(wanted, 8 * self._steps))


def _number(argument: Memory | int) -> int:
    return argument.address if isinstance(argument, Memory) else argument
