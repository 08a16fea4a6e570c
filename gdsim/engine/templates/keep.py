# mypy: ignore-errors
"""Copy what a call recorded to the traces of its runs, without Python's lock, and one kind of NaN.

A template of a precision; see `gdsim.engine.traces`. Numbers lie there run by run, and here lane by
lane: squares of them are turned in registers, as many lanes of as many numbers as fill one.
"""

from math import nan

from gdsim.engine.traces import (
    COPY,
    GROUP_APART,
    GROUPS,
    HELD_AT,
    LANES,
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
from gdsim.lanes.host import vector_unit
from gdsim.lanes.memory import unit
from gdsim.lanes.parts import inner, part
from gdsim.lanes.squares import canonical, turner

#: imports

one = unit(DTYPE, 1)
load, store, splat = one.load, one.store, one.splat
SIDE = vector_unit().narrow_width(DTYPE)
turn, turn_roots = turner(DTYPE, SIDE, False), turner(DTYPE, SIDE, True)

# Numbers that are copied of all lanes of a group before the next: what is read of them stays in the
# cache.
TILE = 64


@inner
def keep_one(copy, at, lane, first, last):
    """Copy numbers `first` to `last` of the run in a lane, from the address `at`; 0: NaN."""
    rows, width, apart = whole_at(copy, ROWS), whole_at(copy, WIDTH), whole_at(copy, SLOT_APART)
    held, run = whole_at(copy, HELD_AT), lane
    if held != 0:
        run = whole_at(held, lane)
    if run >= whole_at(copy, RUNS):
        return
    trace = whole_at(copy, TRACE_AT) + run * whole_at(copy, TRACE_APART) * SIZE
    root, row = whole_at(copy, ROOT), first % rows
    place = first // rows * apart + row * width
    for i in range(first, last):
        value = splat(nan)
        if at != 0:
            value = load(at, place)
            if root != 0:
                value = sqrt(value)
            value = canonical(value)
        store(trace, i, value)
        row, place = row + 1, place + width
        if row == rows:
            row, place = 0, place + apart - rows * width


@inner
def keep_square(copy, at, lane, i):
    """Copy numbers `i` to i + SIDE of the runs in as many lanes, from the address `at`."""
    rows, width, apart = whole_at(copy, ROWS), whole_at(copy, WIDTH), whole_at(copy, SLOT_APART)
    at = at + i // rows * apart * SIZE
    held, runs = whole_at(copy, HELD_AT), whole_at(copy, RUNS)
    trace, trace_apart = whole_at(copy, TRACE_AT) + i * SIZE, whole_at(copy, TRACE_APART)
    if whole_at(copy, ROOT) == 0:
        turn(at, i % rows, rows, width, apart, held, lane, runs, trace, trace_apart)
    else:
        turn_roots(at, i % rows, rows, width, apart, held, lane, runs, trace, trace_apart)


@part(2)
def keep(copies, count):
    """Make each of `count` copies."""
    for each in range(count):
        copy = copies + each * COPY * 8
        width, lanes = whole_at(copy, WIDTH), whole_at(copy, LANES)
        numbers = whole_at(copy, SLOTS) * whole_at(copy, ROWS)
        recorded = min(whole_at(copy, GROUPS) * width, lanes)
        squares = 0
        if width % SIDE == 0:
            squares = numbers // SIDE * SIDE
        for begin in range(0, recorded, width):
            group = whole_at(copy, WINDOW_AT) + begin // width * whole_at(copy, GROUP_APART) * SIZE
            end = min(begin + width, recorded)
            for first in range(0, squares, TILE):
                for lane in range(begin, end, SIDE):
                    for i in range(first, min(first + TILE, squares), SIDE):
                        keep_square(copy, group + (lane - begin) * SIZE, lane, i)
            for lane in range(begin, end):
                keep_one(copy, group + (lane - begin) * SIZE, lane, squares, numbers)
        for lane in range(recorded, lanes):
            keep_one(copy, 0, lane, 0, numbers)
    return 0
