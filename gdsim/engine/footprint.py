"""How much memory a program needs, counted from the shapes of its arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gdsim.engine.division import call_steps, segment_blocks
from gdsim.engine.filling import rooms as outcome_rooms
from gdsim.engine.kernel import prepared_room
from gdsim.engine.networks import batches
from gdsim.engine.networks.batches import own_order
from gdsim.engine.program import Program
from gdsim.engine.recipe import Recipe
from gdsim.engine.recipes import recipe_of
from gdsim.engine.room import Room
from gdsim.engine.schedule import table_room
from gdsim.engine.scratch import Scratch
from gdsim.engine.segment import rooms
from gdsim.engine.traces import trace_rooms, window_room


@dataclass(frozen=True)
class Footprint:
    """The bytes that the runs of a program need on this many threads.

    The program may be an outline, which has only the first value of each axis. programs: those of
    a session; 0: they run one after another.
    """

    program: Program
    threads: int
    programs: int = 0

    @cached_property
    def recipe(self) -> Recipe:
        """The recipe of its kernel."""
        return recipe_of(self.program)

    def outcome(self, programs: int = 1, **what: bool) -> int:
        """The outcome of this many equal programs; `what` is that of `filling.rooms`."""
        runs = self.program.runs * programs
        arrays = outcome_rooms(self.program, runs, recipe=self.recipe, **what)
        several = [each for each in arrays.values() if isinstance(each, dict)]
        single = [each for each in arrays.values() if isinstance(each, Room)]
        return sum(map(_total, several)) + sum(each.nbytes for each in single)

    def traces(self, programs: int = 1) -> int:
        """The records of all runs of this many equal programs."""
        return _total(trace_rooms(self.program, self.recipe, self.program.runs * programs))

    @property
    def shared(self) -> int:
        """What all runs share: the tables of schedule and optimizer, and a network's data."""
        program = self.program
        tables = table_room(program).nbytes + prepared_room(program, self.recipe).nbytes
        recorded = 0 if isinstance(program.every, int) else 8 * program.slots
        return tables + recorded + self._samples

    @property
    def segments(self) -> int:
        """The number of segments that all runs are divided into."""
        return -(-self._blocks // self._segment_blocks)

    @property
    def lanes(self) -> int:
        """The arrays over lanes of all runs."""
        return sum(self._in_segments.values())

    @property
    def state(self) -> int:
        """A copy of everything that advancing changes, but for traces."""
        sizes = self._in_segments
        return sizes["rows"] + sizes["lanes"]

    @property
    def _in_segments(self) -> dict[str, int]:
        """The bytes of each array of a segment, summed over all segments."""
        program, recipe, size = self.program, self.recipe, self._segment_blocks
        full, rest = divmod(self._blocks, size)
        whole, last = rooms(program, recipe, size), rooms(program, recipe, rest)
        return {name: full * whole[name].nbytes + last[name].nbytes for name in whole}

    @property
    def at_work(self) -> int:
        """The segments in progress, one per thread, if each is freed at its end."""
        program, recipe = self.program, self.recipe
        traces = trace_rooms(program, recipe, self._segment_runs)
        measured = sum(traces[name].nbytes for name in program.only_measured)
        # A measure works in float64, on a copy of the losses and another array of their size.
        measuring = 16 * self._segment_runs * program.steps if program.measures else 0
        ending = self._segment_runs * program.dimensions * self._size
        one = _total(rooms(program, recipe, self._segment_blocks)) + measured
        return min(self.threads, self.segments) * (one + max(self.call, measuring, ending))

    @property
    def making(self) -> int:
        """The temporary array from which its tables are made."""
        return 8 * self.program.steps

    @property
    def call(self) -> int:
        """The temporary arrays of a call of the kernel."""
        program, recipe = self.program, self.recipe
        buffers = (recipe.buffers(self._scratch_rows) + 64) * self._size
        if not recipe.record:
            return buffers
        groups = -(-self._segment_runs // recipe.width)
        slots = min(program.slots, self._call_steps + 1)
        window = window_room(recipe, groups, slots)
        # Where each run is when its records are stored, and what is kept of those a look ended.
        kept = recipe.traced_rows * self._size if program.looks else 0
        storing = self._segment_runs * (8 + kept)
        # The numbers of the recorded steps, of those of the two calls before, and a copy.
        steps = 4 * 8 * (window.shape[1] + 1)
        return window.nbytes + max(storing, buffers) + steps

    @property
    def _samples(self) -> int:
        """A network's data in its runs' precision, by class too, and tables of mini-batches."""
        network, dtype = self.program.network, self.program.dtype
        if network is None:
            return 0
        arrays = (network.inputs, network.targets, network.test_inputs, network.test_targets)
        data = sum(array.size * self._size for array in arrays if array.dtype != dtype)
        if self.recipe.of_classes:
            data += sum(array.size * self._size for array in arrays)
        if network.batch is None or own_order(self.program):
            return data
        steps, call = self.program.steps, min(self._call_steps, self.program.steps)
        calls = -(-steps // call) + len(self.program.looks)
        table = batches.table_bytes(network, dtype, call)
        return data + min(batches.tables_kept(network, dtype), calls) * table

    @property
    def _scratch_rows(self) -> int:
        network = self.program.network
        if network is None:
            return self.recipe.scratch
        return Scratch.of(network, self.recipe, own_order(self.program)).rows

    @property
    def _size(self) -> int:
        return np.dtype(self.program.dtype).itemsize

    @property
    def _blocks(self) -> int:
        return self.recipe.blocks(self.program.runs)

    @cached_property
    def _segment_blocks(self) -> int:
        return segment_blocks(self.program, self.recipe, self.threads, self.programs)

    @property
    def _segment_runs(self) -> int:
        return min(self._segment_blocks * self.recipe.block, self.program.runs)

    @property
    def _call_steps(self) -> int:
        runs = self._segment_blocks * self.recipe.block
        return call_steps(self.program, self.recipe, runs)


def _total(arrays: dict[str, Room]) -> int:
    return sum(each.nbytes for each in arrays.values())
