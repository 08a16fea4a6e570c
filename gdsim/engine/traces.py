"""The memory that runs record to: arrays over runs, and a window over lanes for one call."""

from __future__ import annotations

from collections.abc import Callable

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


def window_room(recipe: Recipe, groups: int, slots: int, most: int | None = None) -> Room:
    """The records of this many lane groups in one call: (groups, slots, rows, lanes).

    There may be fewer slots than asked for, so that it has `most` bytes, but at least 2 if so many
    are asked for: a call begins and ends with a recorded step.
    """
    slot = Room((groups, recipe.traced_rows, recipe.width), recipe.dtype).nbytes
    fits = max((most or WINDOW_BYTES) // max(slot, 1), 2)
    return Room((groups, min(slots, fits), recipe.traced_rows, recipe.width), recipe.dtype)


def keep(
    window: np.ndarray,
    lanes: np.ndarray | None,
    recipe: Recipe,
    traces: dict[str, np.ndarray],
    ended: np.ndarray | None = None,
) -> None:
    """Copy the records of lanes from a window to the traces of their runs; other runs have NaN.

    `lanes` (runs,) is where each run is, None if each is in the lane of its number; `traces` are
    the window's slots, (runs, slots[, ...]). `ended` (runs,) marks runs that ended at the first
    slot, which they keep as it is.
    """
    read = _in_order(window) if lanes is None else _by_lane(window, lanes)
    for name, rows in recipe.traced.items():
        target = traces[name]
        last = None if ended is None else target[ended, 0]
        kept, recorded = read(rows, len(target))
        recorded = recorded.reshape(len(recorded), *target.shape[1:])
        if name == "grad_norm":  # kernels record its square
            np.sqrt(recorded, out=recorded)
        if kept is None:
            target[...] = recorded
        else:
            target[kept], target[~kept] = recorded, np.nan
        if last is not None:
            target[ended, 0] = last
        del recorded  # before the next is read


Read = Callable[[range, int], tuple[np.ndarray | None, np.ndarray]]


def _in_order(window: np.ndarray) -> Read:
    """Reads some rows of the first runs of a window: which runs are in it (None: all), and theirs.

    A window is (groups, slots, rows, lanes).
    """
    groups, slots, _, width = window.shape

    def read(rows: range, runs: int) -> tuple[np.ndarray | None, np.ndarray]:
        by_run = window[:, :, rows.start : rows.stop].transpose(0, 3, 1, 2)
        recorded = by_run.reshape(groups * width, slots, len(rows))[:runs]
        return None if len(recorded) == runs else np.arange(runs) < len(recorded), recorded

    return read


def _by_lane(window: np.ndarray, lanes: np.ndarray) -> Read:
    """The same for runs in some lanes."""
    group, lane = np.divmod(lanes, window.shape[3])
    at_work = group < len(window)
    kept = None if at_work.all() else at_work
    if kept is not None:
        group, lane = group[kept], lane[kept]
    return lambda rows, _: (kept, window[group, :, rows.start : rows.stop, lane])
