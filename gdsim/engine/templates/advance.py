# mypy: ignore-errors
"""The loop that every run goes through, whatever its objective and optimizer.

A template in which only the precision, the width and the size of blocks are filled in, so it is
compiled once for functions and once for networks.

Memory consists of blocks of runs, with one row per quantity; a lane group is `W` runs of a block.
The records of a call go to `trace`, (groups, slots, rows, W), with one slot per recorded step. Each
stride of up to `STRIDE` steps is one call of the compiled `gdsim.engine.templates.stride`, which
evaluates the objective, records and updates, step by step, without regard to which runs have
ended. That is checked after it: the rows of runs that ended earlier do not change. If a run may
have ended within the stride, its results are dropped and half of its steps are taken, down to the
single step at which the run ends. Strides are long while no run ends.
"""

from math import nan

from gdsim.engine.call import (
    BORN,
    BUFFERS_AT,
    ENDS_AT,
    FACTORS_AT,
    FIRST_STEP,
    GROUPS,
    INTEGER_ROWS,
    INTEGERS_AT,
    LOOKS,
    N_STEPS,
    OUTPUT_ROWS,
    PLAN_AT,
    PREPARED_AT,
    RECORDED_AT,
    ROWS,
    ROWS_AT,
    SLOTS,
    STEPS,
    STRIDE_AT,
    TRACE_AT,
    TRACED_ROWS,
    UNIFORM_AT,
    VARYING_AT,
    VARYING_ROWS,
    WINDOW,
)
from gdsim.engine.judge import SHORT, STRIDE, ended, ending, judge, may_end
from gdsim.engine.rows import (
    BEST,
    ENDS,
    JUDGED,
    LEAST,
    LOSS,
    LOW,
    NOTED,
    SLOPE,
    SQUARE,
    STATUS,
    STOPPED,
    TOTAL,
    VALUE,
)
from gdsim.engine.verdict import CONVERGED
from gdsim.lanes.arithmetic import logical_not, select
from gdsim.lanes.memory import along, any_lane, call_address, row_access, unit, whole_at
from gdsim.lanes.parts import part
from gdsim.lanes.simd import compile_in_lanes

#: imports

lanes, one = unit(DTYPE, W), unit(DTYPE, 1)
load, store, splat, splat_one = lanes.load, lanes.store, lanes.splat, one.splat
load_some, store_some = along(DTYPE, W, ALONG).load, along(DTYPE, W, ALONG).store
# Rows of a block, and of the results of a stride.
keep_noted = row_access(DTYPE, W, (LOSS * BLOCK, SLOPE * BLOCK, STOPPED * BLOCK)).keep
store_judged = row_access(DTYPE, W, (BEST * BLOCK, STATUS * BLOCK)).store
load_out = row_access(DTYPE, W, (LEAST * W, VALUE * W, SQUARE * W, LOW * W, TOTAL * W)).load
store_watched = row_access(DTYPE, W, (LOW * W, TOTAL * W)).store
load_ends = row_access(DTYPE, 1, tuple(range(len(ENDS)))).load
GROUPS_OF_BLOCK = BLOCK // W
FIRST_MOVING, FIRST_OUT = len(NOTED), len(JUDGED)

for function in (ended, ending, judge, may_end):
    compile_in_lanes(function)


@part(1)
def advance(call):
    """Advance runs from step `first_step` to `first_step + n_steps`: see `gdsim.engine.call`."""
    stride, groups = whole_at(call, STRIDE_AT), whole_at(call, GROUPS)
    first_step, n_steps = whole_at(call, FIRST_STEP), whole_at(call, N_STEPS)
    steps, window, born = whole_at(call, STEPS), whole_at(call, WINDOW), whole_at(call, BORN)
    recorded, slots = whole_at(call, RECORDED_AT), whole_at(call, SLOTS)
    n_rows, n_traced = whole_at(call, ROWS), whole_at(call, TRACED_ROWS)
    n_varying, n_integers = whole_at(call, VARYING_ROWS), whole_at(call, INTEGER_ROWS)
    rows, varying = whole_at(call, ROWS_AT), whole_at(call, VARYING_AT)
    integers, uniform = whole_at(call, INTEGERS_AT), whole_at(call, UNIFORM_AT)
    prepared, factors = whole_at(call, PREPARED_AT), whole_at(call, FACTORS_AT)
    trace, ends, plan = whole_at(call, TRACE_AT), whole_at(call, ENDS_AT), whole_at(call, PLAN_AT)
    moving = n_rows - FIRST_MOVING
    # Two buffers, then the scratch memory of the stride.
    buffers, looks = whole_at(call, BUFFERS_AT), whole_at(call, LOOKS)
    half = whole_at(call, OUTPUT_ROWS) * W
    scratch = buffers + 2 * half * SIZE
    target, tolerance, limit = load_ends(ends, 0)
    last = first_step + n_steps
    for group in range(groups):
        block, lane = group // GROUPS_OF_BLOCK, group % GROUPS_OF_BLOCK * W
        row = block * n_rows * BLOCK + lane
        best, status = load(rows, row + BEST * BLOCK), load(rows, row + STATUS * BLOCK)
        traced = group * slots * n_traced * W
        if not any_lane(status < CONVERGED):
            continue
        # Strides go from one buffer to the other, so that a result can be dropped or blended.
        now, new = 0, half
        for i in range(0, moving, ALONG):
            place, left = row + (FIRST_MOVING + i) * BLOCK, moving - i
            store_some(buffers, now + (FIRST_OUT + i) * W, load_some(rows, place, left), left)
        s, reach, usual, slot = first_step, first_step, SHORT, 0
        while s <= last and any_lane(status < CONVERGED):
            if s == last and s < steps and looks == 0:
                break
            while whole_at(recorded, slot) < s:
                slot += 1
            left = (steps - s) % window
            n = (reach - s + 1) // 2 if s < reach else usual
            asked = n = 1 if s == last else min(n, last - s, left + 1)
            n = call_address(
                stride,
                rows + row * SIZE,
                buffers + now * SIZE,
                buffers + new * SIZE,
                scratch,
                varying + (block * n_varying * BLOCK + lane) * SIZE,
                integers + (block * n_integers * BLOCK + lane) * 4,
                uniform,
                prepared,
                factors,
                trace + (traced + slot * n_traced * W) * SIZE,
                ends,
                plan,
                s,
                n,
                born,
                recorded + 8 * slot,
            )
            if n < asked:
                # It stopped before a step at which a run ends, which is taken alone.
                reach, usual = s + n + 1, SHORT
                if n == 0:
                    continue
            before = load(buffers, now + TOTAL * W)
            least, value, square, low, total = load_out(buffers, new)
            live = status < CONVERGED
            if asked > 1 and any_lane(
                live & may_end(low, total - before, least, target, tolerance, limit)
            ):
                # Runs may end within the stride: drop its results and records.
                reach, usual = s + n, SHORT
                after = slot
                while whole_at(recorded, after) < s + n:
                    after += 1
                for r in range(slot * n_traced, after * n_traced):
                    store(trace, traced + r * W, splat(nan))
                continue
            usual = min(2 * usual, STRIDE) if s + n > reach else SHORT
            if asked == 1:
                # The least of one step is its square, if that can end it, or below any tolerance.
                ends_now = live & ended(value, least, target, tolerance, limit)
                # The last evaluation of a call is only shown, unless no step is left.
                if s == last:
                    keep_noted(rows, row, live, value, square, splat(s))
                    if s < steps:
                        break
                elif any_lane(ends_now):
                    keep_noted(rows, row, ends_now, value, square, splat(s))
                status = select(ends_now, ending(value, limit), status)
                live = status < CONVERGED
                store_judged(rows, row, best, status)
            s += n
            if n == left + 1 and s > 1:
                status, best, low, total = judge(status, best, low, total, splat_one(window))
                store_watched(buffers, new, low, total)
                store_judged(rows, row, best, status)
            if s > last:
                break  # after the last step there is no update
            if any_lane(logical_not(live)):
                for i in range(moving):
                    place = (FIRST_OUT + i) * W
                    kept = select(live, load(buffers, new + place), load(buffers, now + place))
                    store(buffers, new + place, kept)
            now, new = new, now
        for i in range(0, moving, ALONG):
            place, left = now + (FIRST_OUT + i) * W, moving - i
            kept = load_some(buffers, place, left)
            store_some(rows, row + (FIRST_MOVING + i) * BLOCK, kept, left)
    return 0
