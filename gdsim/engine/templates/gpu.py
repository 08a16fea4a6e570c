# mypy: ignore-errors
"""Steps of runs on a GPU, a thread for each run, with everything in registers.

A template like `gdsim.engine.templates.stride`, from which it takes the parts of a step. Unlike a
group of lanes a thread can stop where its run ends, so each step is judged at once; the rules and
the order of operations are those of `gdsim.engine.templates.advance`.

Memory is that of `gdsim.engine.segment`: blocks of runs, with one row per quantity; records are
(blocks, slots, rows, BLOCK). Arguments are whole numbers (addresses, counts and steps), and then
the bounds at which runs end and the settings that all runs share.
"""

from math import inf, nan

from numba import cuda, types

from gdsim.engine.judge import beyond, ended, ending, halted, judge
from gdsim.engine.rows import BEST, LOSS, SLOPE, STATUS, STOPPED
from gdsim.engine.verdict import CONVERGED
from gdsim.lanes.addresses import add_whole, address_of, put_whole, whole_at
from gdsim.lanes.arithmetic import fma, select, smaller, sqrt
from gdsim.lanes.columns import load as load_column
from gdsim.lanes.columns import store as store_column
from gdsim.lanes.masks import any_lane
from gdsim.lanes.memory import row_access, unit
from gdsim.lanes.random import normal_pair, philox
from gdsim.lanes.simd import compile_definition, compile_in_lanes

#: imports

lanes, words = unit(DTYPE, W), unit("uint32", W)
splat, widen, column, gather = lanes.splat, lanes.widen, lanes.column, lanes.gather
splat_one, read_one, splat_words = lanes.splat, lanes.broadcast, words.splat
load_judged = row_access(DTYPE, W, (BEST * BLOCK, STATUS * BLOCK)).load
store_judged = row_access(DTYPE, W, (BEST * BLOCK, STATUS * BLOCK)).store
store_noted = row_access(DTYPE, W, (LOSS * BLOCK, SLOPE * BLOCK, STOPPED * BLOCK)).store
number, whole = getattr(types, DTYPE), types.int32

for function in (beyond, ended, ending, halted, judge):
    compile_in_lanes(function)


#: functions


compile_in_lanes(over)
compile_in_lanes(update)


def advance(
    rows, varying, integers, prepared, factors, trace, recorded, slots,
    running, count, tally, first, last, steps, window, born, look,
    #: shared
):  # fmt: skip
    """Advance runs from step `first` to step `last`, which is evaluated too with `look`.

    The last step of all is evaluated always. `running` has the lanes of the runs, `count` numbers;
    -1 stands for a run that has ended. Those that end are counted at the address `tally`.
    """
    thread = cuda.grid(1)
    if thread >= count:
        return
    place = whole_at(running, thread)
    if place < 0:
        return
    block, lane = place // BLOCK, place % BLOCK
    rows = rows + (block * ROWS * BLOCK + lane) * SIZE
    varying = varying + (block * VARYING * BLOCK + lane) * SIZE
    integers = integers + (block * INTEGERS * BLOCK + lane) * 4
    trace = trace + (block * slots * TRACED * BLOCK + lane) * SIZE
    best, status = load_judged(rows, 0)
    if any_lane(status >= CONVERGED):
        return
    #: scratch
    #: uniform settings
    #: early settings
    #: late settings
    #: load early
    #: load late
    #: run number
    #: first record
    # The next step after which the run's progress is judged: never the first of all.
    judged = first + (steps - first) % window
    judged = judged + window if judged == 0 else judged
    # In the loop steps have 32 bits, which take half of the registers.
    at, end = whole(first), whole(last)
    if last == steps or look != 0:
        end = whole(last + 1)
    final, next_judged = whole(last), whole(judged)
    while at < end:
        t = splat_one(at - born + 1)
        #: of step
        #: evaluation
        #: record
        #: next record
        #: compared
        is_over = over(value, compared, floor, tolerance, limit)
        if any_lane(is_over) or at == final:
            store_noted(rows, 0, value, square, splat(at))
            if at < final or last == steps:
                status = select(is_over, ending(value, limit), status)
            if last == steps and at == final:
                status, best, _, _ = judge(
                    status, best, smaller(value, low), total + value, splat(window)
                )
            break
        #: step
        if at == next_judged:
            status, best, low, total = judge(status, best, low, total, splat(window))
            next_judged = whole(next_judged + window)
        at = whole(at + 1)
    store_judged(rows, 0, best, status)
    #: store moving
    if any_lane(status >= CONVERGED):
        put_whole(running, thread, -1)
        add_whole(tally, 0, 1)
