# mypy: ignore-errors
"""The loop that every run goes through, whatever its objective and optimizer.

A template in which only the precision, the width and the size of blocks are filled in, so it is
compiled once for functions and once for networks.

Memory consists of blocks of runs, with one row per quantity. A lane group is some runs of a block,
as many as a stride takes at once: a multiple of the `W` that are taken at once here.
The records of a call go to the trace, (groups, slots, rows, W), with one slot per recorded step.
Each stride is one call of the compiled `gdsim.engine.templates.stride`, which evaluates the
objective, records and updates a block, step by step, in place. Where a run ends it calls `end`,
which notes the step and keeps the run's numbers; the lane goes on, and after the stride its numbers
are put back. So no step is taken twice, and a run that has ended costs nothing but its lane, which
`gather_running` gives to another.
"""

from math import nan

from gdsim.engine.call import (
    ALL_LANES,
    ANY_ENDED,
    BLOCK_AT,
    BORN,
    BUFFERS_AT,
    ENDED,
    ENDS_AT,
    FACTORS_AT,
    FIRST_STEP,
    GROUPS,
    HELD_AT,
    INTEGER_ROWS,
    INTEGERS_AT,
    KEPT_AT,
    LANES,
    LAST,
    LOOKS,
    MOVED,
    N_STEPS,
    ONLY_SHOWN,
    PLAN_AT,
    PREPARED_AT,
    RECORDED_AT,
    RESULTS_AT,
    ROUND,
    ROWS,
    ROWS_AT,
    SCRATCH_ROWS,
    SHOWN,
    SLOTS,
    STEPS,
    STRIDE_AT,
    TAKEN,
    TRACE_AT,
    TRACED_ROWS,
    UNIFORM_AT,
    VARYING_AT,
    VARYING_ROWS,
    WIDTH,
    WINDOW,
)
from gdsim.engine.judge import ended, ending, judge
from gdsim.engine.rows import (
    BEST,
    COMPARED,
    ENDS,
    LOSS,
    LOW,
    NOTED,
    RESULTS,
    SLOPE,
    SQUARE,
    STATUS,
    STOPPED,
    TOTAL,
    VALUE,
)
from gdsim.engine.verdict import CONVERGED
from gdsim.lanes.addresses import call_address, put_whole, whole_at
from gdsim.lanes.arithmetic import logical_not, select
from gdsim.lanes.masks import any_lane, count_lanes
from gdsim.lanes.memory import along, row_access, unit
from gdsim.lanes.parts import inner, part
from gdsim.lanes.simd import compile_in_lanes

#: imports

lanes, one, words = unit(DTYPE, ACROSS), unit(DTYPE, 1), unit("uint32", 1)
load, store, splat, splat_one = lanes.load, lanes.store, lanes.splat, one.splat
load_some, store_some = along(DTYPE, ACROSS, ALONG).load, along(DTYPE, ACROSS, ALONG).store
load_one, store_one, load_word, store_word = one.load, one.store, words.load, words.store
keep_noted = row_access(DTYPE, ACROSS, (LOSS * BLOCK, SLOPE * BLOCK, STOPPED * BLOCK)).keep
judged = row_access(DTYPE, ACROSS, (STATUS * BLOCK, BEST * BLOCK, LOW * BLOCK, TOTAL * BLOCK))
load_judged, store_judged = judged.load_to_change, judged.store
keep_status = row_access(DTYPE, ACROSS, (STATUS * BLOCK,)).keep
load_ends = row_access(DTYPE, 1, tuple(range(len(ENDS)))).load
FIRST_MOVING = len(NOTED)
# Networks have blocks of one lane group. Their strides, unlike those of functions, also update runs
# at a step that is only shown.
OF_NETWORKS = BLOCK == W
# The most steps after which lanes of ended runs are given to others.
LONG = 128
# Runs are moved when ended ones make this share of the lane groups in use superfluous.
SPARSE = 0.125

for function in (ended, ending, judge):
    compile_in_lanes(function)


@inner
def blend(rows, others, lane, moving, mask):
    """Where the mask holds, replace what changes at every step by the same of other rows."""
    for i in range(0, moving, ALONG):
        place, left = i * BLOCK + lane, moving - i
        other, own = load_some(others, place, left), load_some(rows, place, left)
        store_some(rows, place, select(mask, other, own), left)


@part(3)
def end(call, rows, at):
    """Note the runs of a lane group that end at a step, and keep their numbers."""
    results, width, shown = whole_at(call, RESULTS_AT), whole_at(call, WIDTH), whole_at(call, SHOWN)
    kept = whole_at(call, KEPT_AT) + rows - whole_at(call, BLOCK_AT)
    moving = whole_at(call, ROWS) - FIRST_MOVING
    floor, tolerance, limit = load_ends(whole_at(call, ENDS_AT), 0)
    for lane in range(0, width, W):
        value, square = load(results, VALUE * width + lane), load(results, SQUARE * width + lane)
        compared, status = load(results, COMPARED * width + lane), load(rows, STATUS * BLOCK + lane)
        live = status < CONVERGED
        over = live & ended(value, compared, floor, tolerance, limit)
        if shown == TAKEN:
            keep_noted(rows, lane, over, value, square, splat(at))
            blend(kept, rows + FIRST_MOVING * BLOCK * SIZE, lane, moving, over)
        else:
            keep_noted(rows, lane, live, value, square, splat(at))
        if shown != ONLY_SHOWN:
            keep_status(rows, lane, over, ending(value, limit))
    put_whole(call, ENDED, 1)
    if shown != ONLY_SHOWN:
        put_whole(call, ANY_ENDED, 1)
    return 0


@inner
def is_running(rows, size, lane):
    """Whether the run in a lane goes on; `size` is that of a block."""
    place = lane // BLOCK * size + STATUS * BLOCK + lane % BLOCK
    return any_lane(load_one(rows, place) < CONVERGED)


@inner
def exchange(load_each, store_each, memory, count, i, j):
    """Exchange the numbers of two lanes in memory of `count` rows a block."""
    here, there = i // BLOCK * count * BLOCK + i % BLOCK, j // BLOCK * count * BLOCK + j % BLOCK
    for k in range(0, count * BLOCK, BLOCK):
        number, other = load_each(memory, here + k), load_each(memory, there + k)
        store_each(memory, here + k, other)
        store_each(memory, there + k, number)


@inner
def move_together(call, groups):
    """Move running runs to the first `groups` lane groups; the others take their lanes."""
    rows, count, held = whole_at(call, ROWS_AT), whole_at(call, ROWS), whole_at(call, HELD_AT)
    i, j = 0, whole_at(call, ALL_LANES) - 1
    while i < j:
        if is_running(rows, count * BLOCK, i):
            i += 1
        elif not is_running(rows, count * BLOCK, j):
            j -= 1
        else:
            exchange(load_one, store_one, rows, count, i, j)
            exchange(
                load_one, store_one, whole_at(call, VARYING_AT), whole_at(call, VARYING_ROWS), i, j
            )
            exchange(
                load_word, store_word, whole_at(call, INTEGERS_AT), whole_at(call, INTEGER_ROWS),
                i, j,
            )  # fmt: skip
            run, other = load_word(held, i), load_word(held, j)
            store_word(held, i, other)
            store_word(held, j, run)
    put_whole(call, MOVED, 1)


@inner
def gathered(call):
    """The number of lane groups in use, after running runs were moved together if that pays."""
    rows, size = whole_at(call, ROWS_AT), whole_at(call, ROWS) * BLOCK
    width, running, in_use = whole_at(call, WIDTH), 0, 0
    for lane in range(0, whole_at(call, ALL_LANES), W):
        status = load(rows, lane // BLOCK * size + STATUS * BLOCK + lane % BLOCK)
        count = count_lanes(status < CONVERGED)
        if count > 0:
            running, in_use = running + count, lane // width + 1
    needed = (running + width - 1) // width
    if in_use - needed <= SPARSE * in_use:
        return in_use
    move_together(call, needed)
    return needed


@part(1)
def gather_running(call):
    """The same for others."""
    return gathered(call)


@inner
def has_running(rows, in_use):
    """Whether any run of a block goes on."""
    for lane in range(0, in_use, W):
        if any_lane(load(rows, STATUS * BLOCK + lane) < CONVERGED):
            return True
    return False


@inner
def is_fixed(rows, lane, shown):
    """Which runs of a lane group a stride leaves as they are: ended ones, or all of a shown step.

    Runs may have ended during the stride: they are kept then, too.
    """
    status = load(rows, STATUS * BLOCK + lane)
    if shown == TAKEN:
        return logical_not(status < CONVERGED)
    return status == status


@inner
def stride_over(call, rows, block, s, n, slot, shown):
    """Take n steps of a block from step s on; `slot` is that of the next record."""
    in_use, kept = whole_at(call, LANES), whole_at(call, KEPT_AT)
    moving, slots = whole_at(call, ROWS) - FIRST_MOVING, whole_at(call, SLOTS)
    changing = rows + FIRST_MOVING * BLOCK * SIZE
    is_changed = shown != ONLY_SHOWN or OF_NETWORKS
    if is_changed:
        for lane in range(0, in_use, W):
            if any_lane(is_fixed(rows, lane, shown)):
                for i in range(0, moving, ALONG):
                    place, left = i * BLOCK + lane, moving - i
                    store_some(kept, place, load_some(changing, place, left), left)
    ends = whole_at(call, ENDS_AT)
    if shown != TAKEN:
        ends = ends + len(ENDS) * SIZE
    width = whole_at(call, WIDTH)
    record = (block * BLOCK * slots + slot * width) * whole_at(call, TRACED_ROWS) * SIZE
    call_address(
        whole_at(call, STRIDE_AT),
        rows,
        whole_at(call, BUFFERS_AT),
        whole_at(call, VARYING_AT) + block * whole_at(call, VARYING_ROWS) * BLOCK * SIZE,
        whole_at(call, INTEGERS_AT) + block * whole_at(call, INTEGER_ROWS) * BLOCK * 4,
        whole_at(call, UNIFORM_AT),
        whole_at(call, PREPARED_AT),
        whole_at(call, FACTORS_AT),
        whole_at(call, TRACE_AT) + record,
        ends,
        whole_at(call, PLAN_AT),
        s,
        n,
        whole_at(call, BORN),
        whole_at(call, RECORDED_AT) + 8 * slot,
        call,
    )
    if not is_changed:
        return 0
    window, at = whole_at(call, WINDOW), s + n
    # The window ends at the step before; step 0 is no window.
    is_judged = (whole_at(call, STEPS) - at + 1) % window == 0 and at > 1 and shown != ONLY_SHOWN
    for lane in range(0, in_use, W):
        if is_judged:
            status, best, low, total = load_judged(rows, lane)
            status, best, low, total = judge(status, best, low, total, splat_one(window))
            store_judged(rows, lane, status, best, low, total)
        fixed = is_fixed(rows, lane, shown)
        if any_lane(fixed):
            blend(changing, kept, lane, moving, fixed)
    return 0


@inner
def next_slot(recorded, slot, s):
    """The slot of the first recorded step that is not before step s."""
    while whole_at(recorded, slot) < s:
        slot += 1
    return slot


@inner
def leave_out(call, block, in_use, first, last):
    """Record NaN for a block whose runs have all ended, from slot `first` to before slot `last`."""
    width, of_slot = whole_at(call, WIDTH), whole_at(call, TRACED_ROWS) * whole_at(call, WIDTH)
    trace, slots = whole_at(call, TRACE_AT), whole_at(call, SLOTS)
    for lane in range(0, in_use, width):
        group = (block * BLOCK + lane) // width * slots
        for i in range((group + first) * of_slot, (group + last) * of_slot, W):
            store(trace, i, splat(nan))


@part(1)
def advance(call):
    """Advance runs from step `first_step` to `first_step + n_steps`: see `gdsim.engine.call`."""
    groups, width = whole_at(call, GROUPS), whole_at(call, WIDTH)
    steps, window = whole_at(call, STEPS), whole_at(call, WINDOW)
    size, recorded = whole_at(call, ROWS) * BLOCK * SIZE, whole_at(call, RECORDED_AT)
    results = whole_at(call, BUFFERS_AT) + whole_at(call, SCRATCH_ROWS) * width * SIZE
    put_whole(call, RESULTS_AT, results)
    put_whole(call, KEPT_AT, results + len(RESULTS) * width * SIZE)
    short, s, slot, shown = whole_at(call, ROUND), whole_at(call, FIRST_STEP), 0, TAKEN
    usual = short
    last = s + whole_at(call, N_STEPS)
    while s <= last:
        reach = last
        if s == last:
            if s < steps and whole_at(call, LOOKS) == 0:
                break
            reach, shown = s + 1, ONLY_SHOWN
            if s == steps:
                shown = LAST
        elif short != 0:
            reach = min(s + usual, last)
        put_whole(call, SHOWN, shown)
        put_whole(call, ENDED, 0)
        slot = next_slot(recorded, slot, s)
        for block in range((groups * width + BLOCK - 1) // BLOCK):
            rows, in_use = whole_at(call, ROWS_AT) + block * size, groups * width - block * BLOCK
            in_use = min(in_use, BLOCK)
            put_whole(call, BLOCK_AT, rows)
            put_whole(call, LANES, in_use)
            at, slot_at = s, slot
            while at < reach and has_running(rows, in_use):
                slot_at = next_slot(recorded, slot_at, at)
                n = min(reach - at, (steps - at) % window + 1)
                stride_over(call, rows, block, at, n, slot_at, shown)
                at += n
            if at < reach and whole_at(call, SLOTS) != 0:
                slot_at = next_slot(recorded, slot_at, at)
                leave_out(call, block, in_use, slot_at, next_slot(recorded, slot_at, reach))
        s, usual = reach, min(2 * usual, LONG)
        if short != 0 and s < last and whole_at(call, ENDED) != 0 and whole_at(call, SLOTS) == 0:
            fewer = gathered(call)
            if fewer < groups:
                groups, usual = fewer, short
    return 0
