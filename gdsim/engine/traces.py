"""The memory that runs record to: arrays over runs, and a window over lanes for one call."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from gdsim.engine.cache import Source
from gdsim.engine.program import Program
from gdsim.engine.recipe import Recipe
from gdsim.engine.recording import Steps
from gdsim.engine.room import Room
from gdsim.engine.source import dtype_text

# The most bytes that one call of a kernel records, unless two steps of its runs need more: they are
# read again at once and should fit into the cache.
WINDOW_BYTES = 2**22


def trace_rooms(program: Program, recipe: Recipe, runs: int) -> dict[str, Room]:
    """The records of this many runs by name: (runs, slots), or with parameters or layers last."""
    return {
        name: Room((runs, program.slots, *recipe.trace_shape(name)), program.dtype)
        for name in program.record
    }


def window_room(recipe: Recipe, groups: int, slots: int, most: int | None = None) -> Room:
    """The records of this many lane groups in one call: (groups, slots, rows, lanes).

    There may be fewer slots than asked for, so that it has `most` bytes, but at least 2 if so many
    are asked for: a call begins and ends with a recorded step.
    """
    slot = Room((groups, recipe.traced_rows, recipe.width), recipe.dtype).nbytes
    fits = max((most or WINDOW_BYTES) // max(slot, 1), 2)
    return Room((groups, min(slots, fits), recipe.traced_rows, recipe.width), recipe.dtype)


_of_thread = threading.local()


def window(room: Room) -> np.ndarray:
    """A thread's memory for what a call records, until its next call: new memory takes as long."""
    if room.nbytes > WINDOW_BYTES:
        return np.empty(room.shape, room.dtype)
    memory: np.ndarray = vars(_of_thread).get("memory", np.empty(0, np.uint8))
    if memory.nbytes < room.nbytes:
        memory = _of_thread.memory = np.empty(room.nbytes, np.uint8)
    return memory[: room.nbytes].view(room.dtype).reshape(room.shape)


# The whole numbers of a copy from a window to a trace, as compiled code reads them.
COPY = 13
(
    # The address of the first recorded number; the lane groups, slots, rows and lanes of a row; the
    # numbers from a group to the next, and from a slot to the next.
    WINDOW_AT, GROUPS, SLOTS, ROWS, WIDTH, GROUP_APART, SLOT_APART,
    # The runs; the lanes that hold them, and the address of the run in each, RUNS or above where
    # there is none; 0: each is in the lane of its number.
    RUNS, LANES, HELD_AT,
    # The address of the first number in the trace, the numbers from a run's to the next one's, and
    # whether square roots are kept.
    TRACE_AT, TRACE_APART, ROOT,
) = range(COPY)  # fmt: skip


@cache
def keeper(dtype: str) -> Source:
    """The module that makes copies."""
    return Source("keep", dtype_text("keep", dtype))


def copies(
    window: Room,
    window_at: int,
    recipe: Recipe,
    traces: Mapping[str, np.ndarray],
    held: np.ndarray | None,
) -> list[list[int]]:
    """The copies of the records of lanes from a window to the traces of their runs, in order.

    traces: the window's slots, (runs, slots[, ...]), by name. held: the run in each lane, int64,
    which must be kept; None if each is in the lane of its number.
    """
    held_at = 0 if held is None else held.ctypes.data
    groups, slots, rows, width = window.shape
    size = np.dtype(window.dtype).itemsize
    return [
        [
            window_at + each.start * width * size, groups, slots, len(each), width,
            slots * rows * width, rows * width,
            len(traces[name]), len(traces[name]) if held is None else len(held), held_at,
            traces[name].ctypes.data, traces[name].strides[0] // size,
            name == "grad_norm",  # kernels record its square
        ]
        for name, each in recipe.traced.items()
    ]  # fmt: skip


def keep(
    window: np.ndarray,
    held: np.ndarray | None,
    recipe: Recipe,
    traces: dict[str, np.ndarray],
    ended: np.ndarray | None = None,
) -> None:
    """Copy the records of lanes from a window to the traces of their runs; other runs have NaN.

    `held` (lanes,) is the run in each lane, None if each is in the lane of its number; `traces` are
    the window's slots, (runs, slots[, ...]). `ended` (runs,) marks runs that ended at the first
    slot, which they keep as it is.
    """
    places = None if held is None else held.astype(np.int64)
    room, at = Room(window.shape, window.dtype), window.ctypes.data
    numbers = np.array(copies(room, at, recipe, traces, places))
    last = {} if ended is None else {name: each[ended, 0] for name, each in traces.items()}
    keeper(recipe.dtype).load().keep.ctypes(numbers.ctypes.data, len(numbers))
    for name, values in last.items():
        traces[name][ended, 0] = values


def take_records(
    traces: Mapping[str, np.ndarray],
    steps: Steps,
    seen_slots: Sequence[str],
    others: Mapping[str, np.ndarray],
    others_steps: Steps,
    others_seen: Sequence[str],
) -> None:
    """Copy other records of the same runs to traces where both have the step and the quantity.

    traces: all that they have at `steps`, (runs, steps[, ...]), by name; the rest becomes NaN.
    seen_slots: those of the record "state".
    """
    _, slots, theirs = np.intersect1d(steps, others_steps, assume_unique=True, return_indices=True)
    for name, target in traces.items():
        target[...] = np.nan
        if name == "state" and name in others:
            for place, slot in enumerate(seen_slots):
                if slot in others_seen:
                    target[:, slots, place] = others[name][:, theirs, others_seen.index(slot)]
        elif name in others:
            target[:, slots] = others[name][:, theirs]
