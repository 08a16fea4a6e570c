"""The memory that runs record to: arrays over runs, and a window over lanes for one call."""

from __future__ import annotations

import numpy as np

from gdsim.engine.program import Program
from gdsim.engine.recipe import Recipe
from gdsim.engine.room import Room

# The most bytes that one call of a kernel records, unless two steps of its runs need more: they are
# read again at once and should fit into the cache.
WINDOW_BYTES = 2**22


def trace_rooms(program: Program, recipe: Recipe, runs: int) -> dict[str, Room]:
    """The records of this many runs by name: (runs, slots), or with parameters or layers last."""
    return {
        name: Room((runs, program.slots, *recipe.trace_shape(name)), program.dtype)
        for name in program.record
    }


def window_room(recipe: Recipe, groups: int, slots: int) -> Room:
    """The records of this many lane groups in one call: (groups, slots, rows, lanes).

    There may be fewer slots than asked for, but at least 2 if so many are asked for: a call begins
    and ends with a recorded step.
    """
    slot = Room((groups, recipe.traced_rows, recipe.width), recipe.dtype).nbytes
    fits = max(WINDOW_BYTES // max(slot, 1), 2)
    return Room((groups, min(slots, fits), recipe.traced_rows, recipe.width), recipe.dtype)


def keep(
    window: np.ndarray, lanes: np.ndarray, recipe: Recipe, traces: dict[str, np.ndarray]
) -> None:
    """Copy the records of lanes from a window to the traces of their runs; other runs have NaN.

    `lanes` (runs,) is where each run is; `traces` are the window's slots, (runs, slots[, ...]).
    """
    group, lane = np.divmod(lanes, recipe.width)
    at_work = group < len(window)
    every = bool(at_work.all())
    group, lane = (group, lane) if every else (group[at_work], lane[at_work])
    for name, rows in recipe.traced.items():
        target = traces[name]
        recorded = window[group, :, rows.start : rows.stop, lane]
        recorded = recorded.reshape(len(group), *target.shape[1:])
        if name == "grad_norm":  # kernels record its square
            np.sqrt(recorded, out=recorded)
        if every:
            target[...] = recorded
        else:
            target[at_work], target[~at_work] = recorded, np.nan
        del recorded  # before the next is read
