# ruff: noqa: F821, F841
# mypy: ignore-errors
"""The loop that every run goes through.

This module is a template, never imported: `gdsim.kernels.source` replaces each line that starts
with `#:` by generated lines at the same depth and writes the result as a module of its own. What
is generated is straight-line code for one objective, optimizer, precision and width; everything
that is the same in all kernels stands here.

Memory is blocks of 256 runs, a row a quantity. A lane group is `W` runs of a block. Its quantities
stay in registers over a stride of up to `STRIDE` steps; each step evaluates the objective at the
parameters, notes the loss and makes the update. A stride takes no notice of which runs have ended:
that is settled behind it, by keeping what memory holds of runs that had ended before. Where a run
may have ended within the stride, the stride is forgotten and taken again in single steps.
"""

from math import inf, nan

import numpy as np
from numba import njit, types

from gdsim.kernels.judge import STRIDE, ended, ending, judge, may_end
from gdsim.lanes.arithmetic import fma, logical_not, maximum, minimum, select, sqrt
from gdsim.lanes.columns import load as load_column
from gdsim.lanes.columns import store as store_column
from gdsim.lanes.host import BLOCK
from gdsim.lanes.random import normal_pair, philox
from gdsim.lanes.simd import any_lane, compile_definition, compile_in_lanes, row_access, unit

#: imports

lanes = unit(DTYPE, W)
words = unit("uint32", W)
one = unit(DTYPE, 1)
load, store, splat, widen, column = lanes.load, lanes.store, lanes.splat, lanes.widen, lanes.column
load_words, splat_words, iota, gather = words.load, words.splat, words.iota, lanes.gather
splat_one, read_one, store_one = one.splat, one.broadcast, one.store
GROUPS = BLOCK // W

number = getattr(types, DTYPE)
numbers = number[::1]

#: functions


for function in (objective, update, ended, ending, judge, may_end):
    compile_in_lanes(function)


@njit(
    types.void(
        numbers, numbers, types.uint32[::1], numbers, numbers, numbers, numbers, types.int64[::1]
    ),
    nogil=True,
    cache=True,
    error_model="numpy",
    no_cfunc_wrapper=True,
)  # fmt: skip
def advance(rows, varying, integers, uniform, shared, factors, trace, call):
    """Take runs from step `first_step` to `first_step + n_steps`; see `gdsim.kernels.kernel`."""
    first_run, first_step, n_steps, steps = call[0], call[1], call[2], call[3]
    window, every, slots, fresh = call[4], call[5], call[6], call[7] != 0
    groups = rows.size // (ROWS * BLOCK) * GROUPS
    #: uniform settings
    #: coefficients of all steps
    #: scratch
    for group in range(groups):
        block, lane = group // GROUPS, group % GROUPS * W
        row = block * ROWS * BLOCK + lane
        #: load state
        if fresh:
            #: fresh state
            pass
        if not any_lane(status < 3.0):
            continue
        #: varying settings
        if fresh:
            #: first state
            #: store state
        #: run number
        s, last, singly = first_step, first_step + n_steps, 0
        while True:
            window_left = (steps - s) % window
            n = 1 if singly > 0 or s == last else min(STRIDE, last - s, window_left + 1)
            live = status < 3.0
            least = splat(inf)
            for at in range(s, s + n):
                #: evaluation
                #: record
                #: step
            live = status < 3.0
            if n > 1 and any_lane(live & may_end(low, total, least, h_target, h_tolerance, h_limit)):
                #: load moving
                #: forget
                singly = n
                continue
            singly -= 1
            if n == 1:
                ends = live & ended(value, square, h_target, h_tolerance, h_limit)
                # The last evaluation of a call is only for the eye, unless no step is left.
                seen = live if s == last else ends
                if s == last or any_lane(ends):
                    keep_noted(rows, row, seen, value, square, splat(s))
                    if s == last and s < steps:
                        break
                    status = select(ends, ending(value, h_limit), status)
                    live = status < 3.0
                    store_judged(rows, row, status, best)
                    if s < steps and not any_lane(live):
                        break
            s += n
            if n == window_left + 1 and s > 1:
                status, best, low, total = judge(status, best, low, total, splat_one(window))
                store_judged(rows, row, status, best)
            #: keep moving
            if s > last:
                break
    #: store shared
