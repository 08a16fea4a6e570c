"""Where runs record to: arrays over runs, and the window over lanes that one call has."""

from __future__ import annotations

import numpy as np

from gdsim.engine.program import Program
from gdsim.engine.recipe import Recipe
from gdsim.engine.room import Room

# Bytes that one call of a kernel records at most, unless two steps of its runs need more: some that
# caches hold, as they are read again at once.
WINDOW_BYTES = 2**22


def trace_rooms(program: Program, recipe: Recipe, runs: int) -> dict[str, Room]:
    """What so many runs record to: (runs, slots), or with parameters or layers after, by name."""
    return {
        name: Room((runs, program.slots, *recipe.trace_shape(name)), program.dtype)
        for name in program.record
    }


def window_room(recipe: Recipe, groups: int, slots: int) -> Room:
    """What a call records to of so many lane groups: (groups, slots, rows, lanes).

    There may be fewer slots than that, but 2 if there are as many: the steps of a call begin and
    end with one.
    """
    slot = Room((groups, recipe.traced_rows, recipe.width), recipe.dtype).nbytes
    fits = max(WINDOW_BYTES // max(slot, 1), 2)
    return Room((groups, min(slots, fits), recipe.traced_rows, recipe.width), recipe.dtype)


def keep(
    window: np.ndarray, lanes: np.ndarray, recipe: Recipe, traces: dict[str, np.ndarray]
) -> None:
    """Copy what lanes recorded in a window to the runs that are in them; other runs have NaN.

    `lanes` (runs,) says where each run is; `traces` have the window's slots, (runs, slots[, ...]).
    """
    group, lane = np.divmod(lanes, recipe.width)
    at_work = group < len(window)
    every = bool(at_work.all())
    group, lane = (group, lane) if every else (group[at_work], lane[at_work])
    for name, rows in recipe.traced.items():
        target = traces[name]
        found = window[group, :, rows.start : rows.stop, lane]
        found = found.reshape(len(group), *target.shape[1:])
        if name == "grad_norm":  # kernels record its square
            np.sqrt(found, out=found)
        if every:
            target[...] = found
        else:
            target[at_work], target[~at_work] = found, np.nan
        del found  # before the next is read
