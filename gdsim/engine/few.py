"""Few runs that are advanced a step at a time: one call of compiled code for all their segments.

A step of a single run takes less than a microsecond, and each array that Python touches for it as
much. So what stays the same from call to call is prepared once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from gdsim.engine import call
from gdsim.engine.cache import Source
from gdsim.engine.room import Room, aligned
from gdsim.engine.segment import Segment
from gdsim.engine.source import dtype_text
from gdsim.engine.traces import (
    COPY,
    GROUP_APART,
    ROWS,
    SLOTS,
    TRACE_AT,
    WINDOW_AT,
    WINDOW_BYTES,
    copies,
    keeper,
)


@cache
def caller(dtype: str) -> Source:
    """The module that makes several calls at once."""
    return Source("few", dtype_text("few", dtype))


class Few:
    """Segments of a function's runs, each of one block, that are at the same step.

    It knows the lanes that runs are in, and its calls leave them there. Where others move them, a
    new one is to be made.
    """

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments, self._kernel = segments, segments[0].kernel
        recipe = self._kernel.recipe
        self._advance_each = caller(recipe.dtype).load().advance_each.ctypes
        self._keep = keeper(recipe.dtype).load().keep.ctypes
        self._calls = np.stack([segment.call for segment in segments])
        self._groups = np.array([-(-s.count // s.kernel.recipe.width) for s in segments])
        self._calls[:, call.GROUPS], self._calls[:, call.LOOKS] = self._groups, 1
        self._calls[:, call.ROUND] = 0
        for segment in segments:  # which do not see where runs end
            segment.recount()
        needed = max(segment.needed for segment in segments)
        self._buffers, self._calls[:, call.BUFFERS_AT] = aligned(needed, recipe.dtype)
        self._runs = np.array([[s.rows.ctypes.data, s.count] for s in segments], np.int64)
        arguments = self._calls.ctypes.data, 8 * call.COUNT, self._runs.ctypes.data, len(segments)
        self._arguments = self._kernel.loop.advance.address, *arguments
        self._recorded = self._kernel.recorded_at(slice(None))
        self._recorded_at = self._recorded.ctypes.data
        # The numbers of a recorded step of a lane group of each segment; those of its groups; and
        # those of the segments before it.
        recipes = [segment.kernel.recipe for segment in segments]
        self._of_group = np.array([each.traced_rows * each.width for each in recipes])
        self._of_step = self._of_group * self._groups
        self._before = np.cumsum(self._of_step) - self._of_step
        self._held = [s.held.astype(np.int64) if s.is_moved else None for s in segments]
        # With an empty window at address 0, and the first slot of traces.
        self._copies = np.array(
            [
                each
                for s, of, groups, held in zip(
                    segments, recipes, self._groups, self._held, strict=True
                )
                for each in copies(
                    Room((groups, 0, of.traced_rows, of.width), of.dtype), 0, of, s.traces, held
                )
            ],
            np.int64,
        ).reshape(-1, COPY)
        self._starts = self._copies.copy()
        self._owners = np.repeat(np.arange(len(segments)), len(recipe.record))
        self._slots = -1
        self._set_slots(0)

    @staticmethod
    def suits(segments: Sequence[Segment]) -> bool:
        """Whether segments are of functions, of one block each."""
        return all(
            type(each) is Segment  # and not of a GPU
            and each.kernel.parts is None
            and each.blocks == 1
            for each in segments
        )

    def fits(self, n_steps: int) -> bool:
        """Whether all that such a call records has room."""
        a_step = int(self._of_step.sum()) * self._segments[0].rows.itemsize
        return 0 < n_steps < WINDOW_BYTES // max(a_step, 1)

    def advance(self, n_steps: int) -> int:
        """Take some steps, at most the remaining ones; return how many runs go on.

        The step that is reached is evaluated, which takes less than a call for it would.
        """
        kernel, calls, step = self._kernel, self._calls, self._segments[0].step
        end = step + n_steps
        first = kernel.slots_before(step)
        slots = kernel.slots_before(end + 1) - first
        if slots != self._slots:
            self._set_slots(slots)
        calls[:, call.FIRST_STEP], calls[:, call.N_STEPS] = step, n_steps
        calls[:, call.RECORDED_AT] = self._recorded_at + 8 * first
        running: int = self._advance_each(*self._arguments)
        if slots:
            behind = first * self._segments[0].rows.itemsize * self._copies[:, ROWS]
            self._copies[:, TRACE_AT] = self._starts[:, TRACE_AT] + behind
            self._keep(self._copies.ctypes.data, len(self._copies))
        for segment in self._segments:
            segment.step, segment.known = end, first + slots
            segment.is_evaluated = True
        return running

    def _set_slots(self, slots: int) -> None:
        """Make room for what a call with so many recorded steps records."""
        size = self._segments[0].rows.itemsize
        self._slots = slots
        self._window = np.empty(int(self._of_step.sum()) * slots, self._segments[0].rows.dtype)
        places = self._window.ctypes.data + self._before * slots * size
        self._calls[:, call.TRACE_AT], self._calls[:, call.SLOTS] = places, slots
        self._copies[:, WINDOW_AT] = self._starts[:, WINDOW_AT] + places[self._owners]
        self._copies[:, SLOTS] = slots
        self._copies[:, GROUP_APART] = slots * self._of_group[self._owners]
