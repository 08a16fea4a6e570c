# mypy: ignore-errors
"""Copy what a call recorded to the traces of its runs, without Python's lock.

A template of a precision; see `gdsim.engine.traces`.
"""

from math import nan

from gdsim.engine.traces import (
    COPY,
    GROUP_APART,
    GROUPS,
    LANES_AT,
    ROOT,
    ROWS,
    RUNS,
    SLOT_APART,
    SLOTS,
    TRACE_APART,
    TRACE_AT,
    WIDTH,
    WINDOW_AT,
)
from gdsim.lanes.addresses import whole_at
from gdsim.lanes.arithmetic import sqrt
from gdsim.lanes.memory import unit
from gdsim.lanes.parts import inner, part

#: imports

one = unit(DTYPE, 1)
load, store, splat = one.load, one.store, one.splat


# Slots that are copied for all runs before the next: what is read of them stays in the cache.
TILE = 16


@inner
def keep_one(copy, at, run, first, last):
    """Copy slots `first` to `last` of one run, from the address `at`, or NaN if that is 0."""
    rows, width, apart = whole_at(copy, ROWS), whole_at(copy, WIDTH), whole_at(copy, SLOT_APART)
    trace = whole_at(copy, TRACE_AT) + run * whole_at(copy, TRACE_APART) * SIZE
    root = whole_at(copy, ROOT)
    for row in range(rows):
        if at == 0:
            for slot in range(first, last):
                store(trace, slot * rows + row, splat(nan))
        elif root == 0:
            for slot in range(first, last):
                store(trace, slot * rows + row, load(at, slot * apart + row * width))
        else:
            for slot in range(first, last):
                store(trace, slot * rows + row, sqrt(load(at, slot * apart + row * width)))


@part(2)
def keep(copies, count):
    """Make each of `count` copies."""
    for i in range(count):
        copy = copies + i * COPY * 8
        width, groups, slots = whole_at(copy, WIDTH), whole_at(copy, GROUPS), whole_at(copy, SLOTS)
        lanes, window, runs = (
            whole_at(copy, LANES_AT),
            whole_at(copy, WINDOW_AT),
            whole_at(copy, RUNS),
        )
        for begin in range(0, runs, width):
            for first in range(0, slots, TILE):
                last = min(first + TILE, slots)
                for run in range(begin, min(begin + width, runs)):
                    lane = run
                    if lanes != 0:
                        lane = whole_at(lanes, run)
                    at = 0
                    if lane < groups * width:
                        place = lane // width * whole_at(copy, GROUP_APART) + lane % width
                        at = window + place * SIZE
                    keep_one(copy, at, run, first, last)
    return 0
