"""Runs in the memory of a GPU, and the launches that advance them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, cached_property
from typing import Any

import numpy as np

from gdsim.engine.backends.cuda.code import compiled
from gdsim.engine.backends.cuda.device import Device, Memory
from gdsim.engine.backends.cuda.mirror import Mirror
from gdsim.engine.beginning import Beginning
from gdsim.engine.cache import Source
from gdsim.engine.kernel import Kernel
from gdsim.engine.modules import point_of
from gdsim.engine.program import Cycle, Program, Value
from gdsim.engine.recipes import recipe_of
from gdsim.engine.segment import SavedState, Segment
from gdsim.engine.source.gpu import gpu_spread_text, gpu_text
from gdsim.engine.verdict import CONVERGED
from gdsim.lanes.host import BLOCK

# How long a launch lasts: nobody waits for one for long, and what each costs is nothing to it.
LAUNCH = 0.05
# Running runs are listed anew when this share of those in the list has ended.
SPARSE = 0.25
# The bytes that a launch records, which are copied and given to their runs meanwhile.
RECORDED = 2**28


def gpu_kernel(program: Program, device: Device, born: int = 0) -> Kernel:
    """Compile (or load) the kernel of a program for a GPU: its groups of lanes are whole blocks.

    Its optimizer begins at step `born`. Kernels that call the objective are the CPU's alone.
    """
    program = replace(program, calls_objective=False)
    recipe = recipe_of(program, BLOCK)
    code = compiled(Source("gpu", gpu_text(recipe)), device.capability)
    return Kernel.made(program, recipe, 0, device.load(code), point_of(recipe_of(program)), born)


@cache
def filler(device: Device, size: int) -> Any:
    """The function that fills rows with numbers of so many bytes."""
    return device.load(compiled(Source("gpu_spread", gpu_spread_text(size)), device.capability))


class OnCard:
    """An array of a segment that is on the card, too, and is brought here when it is wanted."""

    def __init__(self, bring: Callable[[Mirror], np.ndarray]) -> None:
        self._bring = bring

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, segment: GpuSegment, owner: type) -> np.ndarray:
        return self._bring(segment.mirrors[self._name])

    def __set__(self, segment: GpuSegment, array: np.ndarray) -> None:
        segment.mirrors[self._name] = Mirror(segment.device, array)


class GpuSegment(Segment):
    """Consecutive blocks of runs whose state is in the memory of a GPU while they are advanced.

    What is read of it is brought back. Ended runs stay where they are: what is kept together is
    the list of the lanes that still run, of which each thread advances one.
    """

    window_bytes = RECORDED

    rows = OnCard(Mirror.read)  # to change them, have them `_home` first
    varying = OnCard(Mirror.read)
    integers = OnCard(Mirror.change)

    def __init__(
        self,
        device: Device,
        kernel: Kernel,
        first_block: int,
        blocks: int,
        traces: Mapping[str, np.ndarray] | None = None,
    ) -> None:
        """Allocate runs at their start; `traces` as of any segment."""
        self.device = device
        self.mirrors: dict[str, Mirror] = {}
        # The lanes that are listed at the next launch; None: as it is known from the rows.
        self._waiting: np.ndarray | None = None
        self._is_listed = False
        self._threads = self._left = 0  # the lanes in the list, and how many of them still run
        self._steps = 1  # of a launch, as the last ones suggest
        super().__init__(kernel, first_block, blocks, traces)

    def _home(self) -> None:
        """Have the state here, where it may be changed."""
        self.mirrors["rows"].change()
        self._waiting, self._is_listed = None, False

    def renew(self, kernel: Kernel) -> None:
        """Put the runs of a renewed kernel at their start."""
        self.__dict__.pop("_tables", None)
        super().renew(kernel)

    def restart(self) -> None:
        """Put every run back to its start, step 0, there."""
        super().restart()
        self._waiting, self._is_listed = np.arange(self.count), False

    def _fill(self, first: int) -> None:
        """Write what runs begin with, there; whole numbers are few, and written here."""
        here = []
        for array, rows, value in self.kernel.fills:
            if array == "integers":
                here.append((self.integers, rows, value))
                continue
            pitch, target = self._pitch(array), self.mirrors[array].address_to_change(whole=True)
            for row in rows:
                at = target + row * BLOCK * self._size
                self._spread(at, pitch, self.lanes.size, value, first)
        Beginning(here).write(first)

    def _pad(self, status: int) -> None:
        """Mark the lanes after the last run, in the last block, as ended, there."""
        pitch, rest = self._pitch("rows"), self.lanes.size - self.count
        place = (self.blocks - 1) * pitch + (status + 1) * BLOCK - rest
        target = self.mirrors["rows"].address_to_change() + place * self._size
        if rest:
            self._spread(target, pitch, rest, CONVERGED, 0)

    def _spread(self, target: int, pitch: int, lanes: int, value: Value, first: int) -> None:
        """Fill numbers of a row from an address on."""
        dtype = self.kernel.program.dtype
        function = filler(self.device, self._size)
        if isinstance(value, Cycle):
            values = self.device.put(value.values.astype(dtype))
            numbers = [values.address, value.values.size, value.stride, first]
        else:
            bits = np.array([value], dtype).view(f"int{8 * self._size}")
            numbers = [int(bits[0]), 0, 1, 0]
        self.device.launch(function, lanes, [target, pitch, lanes, *numbers])

    def _pitch(self, array: str) -> int:
        """The numbers from a row to the same in the next block."""
        recipe = self.kernel.recipe
        return (recipe.rows if array == "rows" else recipe.given_rows) * BLOCK

    @property
    def _size(self) -> int:
        return int(np.dtype(self.kernel.program.dtype).itemsize)

    def restore(self, state: SavedState) -> None:
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
        if self._is_listed:
            return self._left == 0
        return self._waiting is None and not np.any(self._status < CONVERGED)

    @property
    def steps_of_call(self) -> int:
        """The steps that a launch takes without lasting long."""
        return self._steps

    def _gather_running(self) -> int:
        """List the runs that still run anew if many have ended.

        Returns the number of groups, all of them if any run is left: each is where it was.
        """
        if not self._is_listed:
            waiting = self._waiting
            if waiting is None:
                waiting = np.flatnonzero(self._status < CONVERGED)
            self._list(waiting)
        elif self._threads - self._left > SPARSE * self._threads:
            lanes = self._running.take(np.empty(self._threads, np.int64))
            self._list(lanes[lanes >= 0])
        return self.blocks if self._left else 0

    def _list(self, lanes: np.ndarray) -> None:
        """Keep the lanes that threads advance."""
        self._running.put(lanes.astype(np.int64))
        self._threads = self._left = len(lanes)
        self._tally.put(np.zeros(1, np.int64))
        self._waiting, self._is_listed = None, True

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
        arrays = {"prepared": kernel.prepared, "factors": kernel.factors}
        return {name: self.device.put(array) for name, array in arrays.items()}

    def _run(self, groups: int, n_steps: int, look: bool, window: np.ndarray, first: int) -> None:
        """Launch the kernel, which records to the window from slot `first` on."""
        trace = self.device.new(window.nbytes).fill(255)  # NaN
        steps = self.device.put(self.kernel.recorded_at(slice(first, first + window.shape[1])))
        began = time.perf_counter()
        kept = self._start(n_steps, look, trace, steps, window.shape[1])
        self._left = self._threads - int(self._tally.take(np.empty(1, np.int64))[0])
        del kept
        trace.take(window)
        self._adapt(n_steps, time.perf_counter() - began)

    def _start(self, n_steps: int, look: bool, trace: Memory, steps: Memory, slots: int) -> Any:
        """Launch the kernel; return what must be kept until it has ended."""
        kernel, program, tables = self.kernel, self.kernel.program, self._tables
        arguments: dict[str, Memory | int] = {
            "rows": self.mirrors["rows"].address_to_change(),
            "varying": self.mirrors["varying"].address(),
            "integers": self.mirrors["integers"].address(),
            "prepared": tables["prepared"],
            "factors": tables["factors"],
            "trace": trace,
            "recorded": steps,
            "slots": slots,
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
        shared = np.concatenate([kernel.ends[0], kernel.uniform[: len(kernel.recipe.uniform)]])
        wholes = [*map(_number, arguments.values())]
        self.device.launch(kernel.loop, self._threads, wholes, shared)
        return tables

    def _adapt(self, steps: int, seconds: float) -> None:
        """Choose the steps of the next launch, from what this one took."""
        if steps >= self._steps or seconds > LAUNCH:
            wanted = int(steps * LAUNCH / max(seconds, 1e-6))
            self._steps = max(1, min(wanted, 8 * self._steps))


def _number(argument: Memory | int) -> int:
    return argument.address if isinstance(argument, Memory) else argument
