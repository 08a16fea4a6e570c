# ruff: noqa: F821, F841
# mypy: ignore-errors
"""The loop that every run goes through.

This module is a template, never imported: `gdsim.kernels.source` replaces each line that starts
with `#:` by generated lines at the same depth and writes the result as a module of its own. What
is generated is straight-line code for one objective, optimizer, precision and width; everything
that is the same in all kernels stands here.

Memory is blocks of 256 runs, a row a quantity. A lane group is `W` runs of a block; its quantities
stay in registers over all steps of a call. Each pass evaluates the objective at the parameters of
step s, records and judges it, and then makes update s + 1.
"""

import numpy as np
from numba import njit, types

from gdsim.kernels.judge import judge, observe
from gdsim.lanes.arithmetic import fma, logical_not, maximum, minimum, select, sqrt
from gdsim.lanes.columns import load as load_column
from gdsim.lanes.columns import store as store_column
from gdsim.lanes.host import BLOCK
from gdsim.lanes.random import normal_pair, philox
from gdsim.lanes.simd import any_lane, compile_in_lanes, unit

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
integer = types.int64

for function in (observe, judge):
    compile_in_lanes(function)


@njit(
    types.void(
        numbers, numbers, types.uint32[::1], numbers, numbers, numbers, numbers,
        types.uint64, integer, integer, integer, integer, integer, integer, types.boolean,
    ),
    nogil=True,
    cache=True,
    error_model="numpy",
)  # fmt: skip
def advance(
    rows, varying, integers, uniform, shared, factors, trace,
    first_run, first_step, n_steps, steps, window, every, slots, fresh,
):  # fmt: skip
    """Take runs from step `first_step` to `first_step + n_steps`; see `gdsim.kernels.kernel`."""
    blocks = rows.size // (ROWS * BLOCK)
    #: uniform settings
    #: coefficients of all steps
    #: scratch
    for group in range(blocks * GROUPS):
        block, lane = group // GROUPS, group % GROUPS * W
        row = block * ROWS * BLOCK + lane
        #: load state
        if fresh:
            #: fresh state
            pass
        live = status < 3.0
        if not any_lane(live):
            continue
        #: varying settings
        #: run number
        for k in range(n_steps + 1):
            s = first_step + k
            #: objective
            if k > 0 or fresh:
                #: record
                loss, slope, best, rises, status, stopped, live = observe(
                    live, value, square, loss, slope, best, rises, status, stopped,
                    splat_one(s), target, tolerance, limit,
                )  # fmt: skip
                if s > 0 and (steps - s) % window == 0:
                    status, mark, rises = judge(live, best, mark, rises, status, splat_one(window))
            if k == n_steps or not any_lane(live):
                break
            #: noise
            #: clipping
            #: update
        #: store state
    #: store shared
