"""Runs in memory, and the calls of compiled code that advance them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from gdsim.engine import call
from gdsim.engine.beginning import Beginning
from gdsim.engine.division import call_steps
from gdsim.engine.kernel import NEVER, Kernel
from gdsim.engine.networks.batches import own_order
from gdsim.engine.program import Program
from gdsim.engine.recipe import Recipe
from gdsim.engine.room import Room, aligned
from gdsim.engine.rows import PARAMETERS_ROW
from gdsim.engine.traces import keep, take_records, trace_rooms, window, window_room
from gdsim.engine.verdict import CONVERGED, Verdict

# The records of a call that has none, and where it looks for the first recorded step.
NO_RECORDS, NEVER_AT = np.empty((0, 0)), NEVER.ctypes.data

# How many times as many steps are taken of a block before the next one where no run ended in the
# call before: if many blocks are passed through less often, more of them is in the cache.
CALM = 16

# A step, whether it is evaluated, the lanes of the runs, and their rows.
SavedState = tuple[int, bool, np.ndarray, np.ndarray]


class Segment:
    """Consecutive blocks of runs and their state: what one call of a kernel advances.

    `rows` is (blocks, rows, lanes), with a row per quantity of `recipe.places`. Lanes after the
    last run count as ended. As runs end, the others are moved together, so that full groups of
    lanes are advanced; `lanes` is where each run is.

    Records are ordered by run, not by lane: `traces` has an array (runs, slots), or (runs, slots,
    parameters or layers), for each recorded quantity, of which the first `known` slots are written.
    A call of the kernel records to a small window over its lanes, which is then copied, so that a
    single run needs no more memory than its own numbers.
    """

    # The address of the board of the thread that advances it, while others help: see `teamwork`.
    board: int = 0
    # The most bytes of that window, unless two steps need more; None: those of the CPU's cache.
    window_bytes: int | None = None

    def __init__(
        self,
        kernel: Kernel,
        first_block: int,
        blocks: int,
        traces: Mapping[str, np.ndarray] | None = None,
    ) -> None:
        """Allocate runs at their start; `traces`: the arrays to record to, if they exist."""
        self.kernel, self.first_block, self.blocks = kernel, first_block, blocks
        block = kernel.recipe.block
        # The number of its runs, which every renewed kernel has.
        self.count = min(blocks * block, kernel.program.runs - first_block * block)
        arrays = rooms(kernel.program, kernel.recipe, blocks)
        self.rows = arrays["rows"].new_in_lines(PARAMETERS_ROW * block)
        self.varying = arrays["varying"].new_in_lines()
        self.integers = arrays["integers"].new()
        self.held = arrays["held"].new()  # the number of the run in each lane
        self.whole = arrays["whole"].new()
        given = traces or {}
        self.traces = {
            name: given[name] if name in given else room.new()
            for name, room in trace_rooms(kernel.program, kernel.recipe, self.count).items()
        }
        self.restart()

    def renew(self, kernel: Kernel) -> None:
        """Put the runs of a renewed kernel at their start; its calls have the same numbers."""
        self.kernel = kernel
        for name in ("call", "_call_at", "_beginning"):
            self.__dict__.pop(name, None)
        self.restart()

    def move(self, first_block: int, traces: Mapping[str, np.ndarray]) -> None:
        """Be as many other runs, at their start; `traces`: the arrays to record to that they have.

        The memory is used again: the processor's cache has it.
        """
        self.first_block, self.traces = first_block, {**self.traces, **traces}
        self.restart()

    def restart(self) -> None:
        """Put every run back to its start, step 0."""
        kernel = self.kernel
        self.step = self.known = 0
        self.is_evaluated = False  # whether losses, gradients and records of this step are there
        self.is_moved = False  # whether runs may be in other lanes than at first
        self._groups: int | None = None  # the groups of lanes with runs that go on, if known
        self.lanes = np.arange(self.held.size, dtype=self.held.dtype)
        self.held[...] = self.lanes
        first = self.first_block * kernel.recipe.block
        self._fill(first)
        self._number_runs(first)
        if kernel.parts is not None:
            kernel.parts.start(self.rows, self.integers, self.varying, first)
        self._pad(kernel.recipe.places["status"].start)

    def _fill(self, first: int) -> None:
        """Write what runs begin with; `first` is the number of the first one."""
        self._beginning.write(first)

    @cached_property
    def _beginning(self) -> Beginning:
        return Beginning((getattr(self, name), *fill) for name, *fill in self.kernel.fills)

    def _pad(self, status: int) -> None:
        """Mark the lanes after the last run, in the last block, as ended."""
        self.rows[-1, status, self.rows.shape[2] - (self.held.size - self.count) :] = CONVERGED

    def _number_runs(self, first: int) -> None:
        """Write the runs' numbers in the experiment, which their random numbers depend on."""
        names = self.kernel.recipe.integers
        if "run" in names:
            program, places = self.kernel.program, first + np.arange(self.held.size)
            if program.numbers is None:
                numbers = program.first_run + places
            else:  # lanes after the last run have its number
                numbers = program.numbers[np.minimum(places, program.runs - 1)]
            for name, words in (("run", numbers & 0xFFFFFFFF), ("run_high", numbers >> 32)):
                self.integers[:, names.index(name), :] = words.reshape(self.blocks, -1)

    def advance(self, n_steps: int, look: bool = True) -> None:
        """Take the next `n_steps` steps, at most the remaining ones; 0 only evaluates the runs.

        Losses and gradients at the step that is reached are computed if it is the last, or with
        `look`.
        """
        end = self.step + n_steps
        stops = [step for step in self.kernel.looks if self.step < step <= end]
        for stop in [*stops, *([end] if end not in stops else [])]:
            shown = look or stop in stops or stop == self.kernel.program.steps
            while not self._call(stop, shown):
                pass
            self.is_evaluated = shown
            if stop in stops:
                self._look()

    @property
    def steps_of_call(self) -> int:
        """The steps of one call of the kernel, which nobody waits for long."""
        return call_steps(self.kernel.program, self.kernel.recipe, self.held.size)

    @property
    def until_stop(self) -> int:
        """The steps that are left to the next look, or to the last step."""
        stops = (*self.kernel.looks, self.kernel.program.steps)
        return next(stop for stop in stops if stop > self.step) - self.step

    def _look(self) -> None:
        """Compute the whole losses of the runs, and end those that have converged."""
        kernel, rows = self.kernel, self.rows
        parts, program, place = kernel.parts, kernel.program, kernel.recipe.places["status"].start
        assert parts is not None  # only runs of networks are looked at
        status = rows[:, place]
        live = status < Verdict.CONVERGED
        busy = np.flatnonzero(live.any(axis=1)).tolist()
        sloped = program.tolerance > 0 or kernel.recipe.stops_by_gradient
        losses, squares = parts.whole(rows, self.varying, busy, sloped, self.board)
        target, tolerance = np.array([program.target, program.tolerance], rows.dtype)
        *_, limit = kernel.ends[0]  # a finite number, as in kernels
        arrived = losses <= target
        if program.tolerance > 0:
            arrived |= squares <= tolerance**2
        if program.stops_at_looks:
            arrived |= parts.holds(losses, squares, self.step)
        status[live & arrived & (np.abs(losses) <= limit)] = Verdict.CONVERGED
        self.recount()
        losses[~live] = np.nan
        self.whole[:, kernel.looks.index(self.step)] = losses.reshape(-1)[self.lanes]

    @property
    def whole_losses(self) -> np.ndarray:
        """The whole losses at the looks that the runs have passed: (runs, looks)."""
        return self.whole[: self.count, : sum(step <= self.step for step in self.kernel.looks)]

    def _call(self, end: int, look: bool) -> bool:
        """Continue to step `end`, or as far as the window allows; return whether it arrived."""
        kernel = self.kernel
        groups = self._gather_running()
        first = kernel.slots_before(self.step)
        count = kernel.slots_before(end + look) - first
        if not groups:
            # What was recorded at a look that ended the last runs is theirs.
            kept = count > 0 and self._ended_by_a_look(first) is not None
            self.known, self.step = first + count, end
            for each in self.traces.values():
                each[:, first + kept : self.known] = np.nan
            return True
        if not count:
            self._run(groups, end - self.step, look, NO_RECORDS, first)
            self.step, self.known = end, first
            return True
        room = window_room(kernel.recipe, groups, count, self.window_bytes)
        arrived = count <= room.shape[1]
        if not arrived:  # up to the last step that fits
            count, look = room.shape[1] - 1, False
            end = int(kernel.recorded[first + count])
        ended = self._ended_by_a_look(first)
        records = window(Room((groups, count, *room.shape[2:]), room.dtype))
        self._run(groups, end - self.step, look, records, first)
        self.known = first + count
        slots = slice(first, self.known)
        traces = {name: each[:, slots] for name, each in self.traces.items()}
        keep(records, self.held if self.is_moved else None, kernel.recipe, traces, ended)
        self.step = end
        return arrived

    def _ended_by_a_look(self, slot: int) -> np.ndarray | None:
        """Which runs, (runs,), ended at this step after it was recorded; None if none did."""
        kernel = self.kernel
        if (
            self.step not in kernel.looks
            or kernel.recorded_at(slice(slot, slot + 1))[0] != self.step
        ):
            return None
        places = kernel.recipe.places
        lanes = self.lanes[: self.count]
        stopped = self.rows[:, places["stopped"].start].reshape(-1)[lanes]
        ended: np.ndarray = (self._status[lanes] >= Verdict.CONVERGED) & (stopped == self.step)
        return ended

    def _run(self, groups: int, n_steps: int, look: bool, window: np.ndarray, first: int) -> None:
        """Call the kernel, which records to the window from slot `first` on."""
        kernel, numbers, slots = self.kernel, self.call, window.shape[1]
        numbers[call.GROUPS], numbers[call.LOOKS] = groups, look
        numbers[call.FIRST_STEP], numbers[call.N_STEPS] = self.step, n_steps
        recorded, plan = NEVER, None
        numbers[call.SLOTS], numbers[call.RECORDED_AT] = slots, NEVER_AT
        if slots:
            recorded = kernel.recorded_at(slice(first, first + slots))
            numbers[call.RECORDED_AT] = recorded.ctypes.data
            numbers[call.TRACE_AT] = window.ctypes.data
        if kernel.parts is not None:
            plan = kernel.parts.plan(self.step, n_steps, groups, self.board)
            numbers[call.PLAN_AT] = plan.ctypes.data
        buffers, numbers[call.BUFFERS_AT] = aligned(self.needed, kernel.recipe.dtype)
        try:
            kernel.loop.advance.ctypes(self._call_at)
        finally:  # Ctrl-C comes as soon as compiled code returns
            self._follow()
        del buffers, plan, recorded

    @property
    def needed(self) -> int:
        """The numbers of memory that a call works in."""
        return self.kernel.recipe.buffers(self.kernel.scratch)

    def _follow(self) -> None:
        """Note that compiled code has moved runs, if it has."""
        if self.call[call.MOVED]:
            self.is_moved = True
            vars(self).pop("lanes", None)
            self.call[call.MOVED] = 0

    @cached_property
    def lanes(self) -> np.ndarray:
        """Where each run is; found again after runs were moved, and shared by saved states."""
        lanes = np.empty_like(self.held)
        places = self.held.astype(np.intp)  # NumPy is quickest with these
        lanes[places] = np.arange(lanes.size, dtype=lanes.dtype)
        return lanes

    @cached_property
    def call(self) -> np.ndarray:
        """The whole numbers of a call, with those that are the same in every one."""
        kernel = self.kernel
        program, recipe = kernel.program, kernel.recipe
        numbers = np.zeros(call.COUNT, np.int64)
        for place, number in {
            call.STRIDE_AT: kernel.stride,
            call.END_AT: kernel.loop.end.address,
            call.ALL_LANES: self.held.size,
            call.HELD_AT: self.held.ctypes.data,
            call.WIDTH: recipe.width,
            call.STEPS: program.steps,
            call.WINDOW: program.window,
            call.BORN: kernel.born,
            call.ROWS: recipe.rows,
            call.VARYING_ROWS: self.varying.shape[1],
            call.INTEGER_ROWS: self.integers.shape[1],
            call.TRACED_ROWS: recipe.traced_rows,
            call.SCRATCH_ROWS: kernel.scratch,
            call.ROWS_AT: self.rows.ctypes.data,
            call.VARYING_AT: self.varying.ctypes.data,
            call.INTEGERS_AT: self.integers.ctypes.data,
            call.UNIFORM_AT: kernel.uniform.ctypes.data,
            call.PREPARED_AT: kernel.prepared.ctypes.data,
            call.FACTORS_AT: kernel.factors.ctypes.data,
            call.ENDS_AT: kernel.ends.ctypes.data,
            call.PLAN_AT: kernel.plan.ctypes.data,
        }.items():
            numbers[place] = number
        return numbers

    @cached_property
    def _call_at(self) -> int:
        """The address of those numbers; NumPy takes as long to say it as a step of many runs."""
        return self.call.ctypes.data

    @property
    def _round(self) -> int:
        """The steps of a call after which lanes are first given to other runs; 0: they are not.

        Steps of networks take longer than giving lanes away. A run alone in its lane group needs
        no other; and for runs with orders of samples of their own, orders are made for each group.
        """
        program, recipe = self.kernel.program, self.kernel.recipe
        if recipe.block == 1 or (program.network is not None and own_order(program)):
            return 0
        return 8 if program.network is None else 4

    def fill_traces(self) -> None:
        """Write NaN to the slots of steps that were not taken."""
        for each in self.traces.values():
            each[:, self.known :] = np.nan

    def recount(self) -> None:
        """Look which runs go on, the next time that this is asked: others have changed it."""
        self._groups = None

    @property
    def _known_groups(self) -> int | None:
        """The groups of lanes with runs that go on, if they are known and none has ended since.

        To look at all runs takes up to a third of a step, where there are many.
        """
        return None if self._groups is None or self.call[call.ANY_ENDED] else self._groups

    def _gather_running(self) -> int:
        """Move running runs together if many have ended; return the number of their groups."""
        known = self._known_groups
        if known is not None:
            self.call[call.ROUND] = CALM * self._round
            return known
        self.recount()  # Ctrl-C may come before they are known
        self.call[call.ANY_ENDED], self.call[call.ROUND] = 0, self._round
        try:
            groups: int = self.kernel.loop.gather_running.ctypes(self._call_at)
        finally:
            self._follow()
        self._groups = groups
        return groups

    def _exchange(self, order: np.ndarray) -> None:
        """Move the contents of lane `order[k]` to lane k."""
        moved = np.flatnonzero(order != np.arange(len(order)))
        self.is_moved = self.is_moved or bool(moved.size)
        self.recount()
        block = self.kernel.recipe.block
        new, old = np.divmod(moved, block), np.divmod(order[moved], block)
        for array in (self.rows, self.varying, self.integers):
            array[new[0], :, new[1]] = array[old[0], :, old[1]]
        self.held[...] = self.held[order]
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        self.lanes = place[self.lanes]

    @property
    def _status(self) -> np.ndarray:
        """The status of the run in each lane, over all blocks."""
        status: np.ndarray = self.rows[:, self.kernel.recipe.places["status"].start, :]
        return status.reshape(-1)

    @property
    def finished(self) -> bool:
        """Whether all runs have ended or used up their steps."""
        if self.step >= self.kernel.program.steps:
            return True
        return not (self._known_groups or np.any(self._status < CONVERGED))

    @property
    def runs(self) -> slice:
        """The numbers of its runs, without the padding of the last block."""
        first = self.first_block * self.kernel.recipe.block
        return slice(first, first + self.count)

    def copy_state(self) -> SavedState:
        """Everything that advancing changes, but for traces, as `restore` takes it."""
        return self.step, self.is_evaluated, self.lanes, self.rows.copy()

    def restore(self, state: SavedState) -> None:
        """Go back to a state; records after its step are dropped."""
        self.step, self.is_evaluated, lanes, rows = state
        self._arrange(lanes)
        self.recount()
        self.rows[...] = rows
        self.known = self.kernel.slots_before(self.step + self.is_evaluated)

    def _arrange(self, lanes: np.ndarray) -> None:
        """Move every run to its lane in `lanes`."""
        if lanes is not self.lanes:
            order = np.empty_like(lanes)
            order[lanes] = self.lanes
            self._exchange(order)

    def take_over(self, other: Segment) -> None:
        """Continue from the state of another segment, which has the same runs and variables.

        With the same rows (the same optimizer) the whole state is copied; otherwise the parameters
        are, and the optimizer starts afresh. Records are copied if they are recorded here too.
        """
        self.step, self.is_evaluated = other.step, other.is_evaluated
        self._arrange(other.lanes)
        self.recount()
        recipe, others = self.kernel.recipe, other.kernel.recipe
        if recipe.continues(others):
            self.rows[...] = other.rows
        else:
            rows = others.places["p"]
            moved = other.rows[:, rows.start : rows.stop]
            for name in ("p", *(s for s, v in recipe.slots.items() if v == "p")):
                rows = recipe.places[name]
                self.rows[:, rows.start : rows.stop] = moved
        self.known = self.kernel.slots_before(self.step + 1)
        take_records(
            {name: each[:, : self.known] for name, each in self.traces.items()},
            self.kernel.recorded_at(slice(self.known))[:-1],
            recipe.seen_slots,
            other.traces,
            other.kernel.recorded_at(slice(other.known))[:-1],
            others.seen_slots,
        )
        for look, step in enumerate(self.kernel.looks):
            known = step in other.kernel.looks
            self.whole[:, look] = (
                other.whole[:, other.kernel.looks.index(step)] if known else np.nan
            )
        if self.step < self.kernel.program.steps or not recipe.continues(others):
            self.advance(0)


def rooms(program: Program, recipe: Recipe, blocks: int) -> dict[str, Room]:
    """The arrays of a segment of this many blocks, by name."""
    lanes = blocks * recipe.block
    return {
        "rows": Room((blocks, recipe.rows, recipe.block), program.dtype),
        "varying": Room((blocks, recipe.given_rows, recipe.block), program.dtype),
        "integers": Room((blocks, len(recipe.integers), recipe.block), "uint32"),
        "lanes": Room((lanes,), "uint32"),
        "held": Room((lanes,), "uint32"),
        "whole": Room((lanes, len(program.looks)), program.dtype),
    }
