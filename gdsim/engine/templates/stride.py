# mypy: ignore-errors
"""A stride: several steps of a block of runs, in its own memory.

This module is a template, never imported: `gdsim.engine.source` replaces each line that starts
with `#:` by generated lines at the same depth and writes the result as a separate module, for one
objective, optimizer, precision and width. It is the only part of a kernel that is compiled for each
of them; the loop around it is in `gdsim.engine.templates.advance`.

At each step all lane groups of the block take their turn. A group's numbers come from the
first-level cache and go back there: they would not all fit into registers, and the groups do not
depend on each other, so the processor works on several at once and none waits for the last. What
only the update needs is loaded after it is known whether a run ends, so that registers are free
until then. A group in which a run ends is evaluated again after that is noted: nothing of it is
kept over the call, for which all groups would put it into memory.

All arguments are whole numbers: addresses in memory, already those of the block, and counts.
Nothing is allocated, checked or raised here.
"""

from math import inf, nan

from gdsim.engine.call import END_AT, LANES, ONLY_SHOWN, RESULTS_AT, SHOWN, SLOTS
from gdsim.engine.judge import beyond, ended, halted
from gdsim.engine.rows import ENDS, RESULTS, STATUS
from gdsim.engine.verdict import CONVERGED
from gdsim.lanes.addresses import call_address, whole_at
from gdsim.lanes.arithmetic import fma, select, smaller, sqrt
from gdsim.lanes.columns import load as load_column
from gdsim.lanes.columns import store as store_column
from gdsim.lanes.host import BLOCK
from gdsim.lanes.masks import any_lane, any_of
from gdsim.lanes.memory import row_access, unit
from gdsim.lanes.parts import part
from gdsim.lanes.random import normal_pair, philox
from gdsim.lanes.simd import compile_definition, compile_in_lanes

#: imports

lanes, words, one = unit(DTYPE, W), unit("uint32", W), unit(DTYPE, 1)
load, splat, widen, column, gather = (
    lanes.load, lanes.splat, lanes.widen, lanes.column, lanes.gather,
)  # fmt: skip
splat_words = words.splat
splat_one, read_one = one.splat, one.broadcast
load_ends = row_access(DTYPE, 1, tuple(range(len(ENDS)))).load
store_results = row_access(DTYPE, W, tuple(i * W for i in range(len(RESULTS)))).store


#: functions


for function in (update, over, beyond, ended, halted):
    compile_in_lanes(function)
any_over = any_of(over, REGISTER)


@part(15)
def stride(
    rows, scratch, varying, integers, uniform, prepared, factors, trace, ends, plan,
    s, n, born, recorded, call,
):  # fmt: skip
    """Take n steps from step s. Where a run ends, it is noted, and its lane goes on.

    Of a step that is only shown, at which every run is noted, nothing is updated. `recorded` is the
    address of the next recorded step, and `trace` of its record.
    """
    in_use, slots = whole_at(call, LANES), whole_at(call, SLOTS)
    results, end = whole_at(call, RESULTS_AT), whole_at(call, END_AT)
    shown = whole_at(call, SHOWN)
    #: uniform settings
    #: first record
    for at in range(s, s + n):
        t = splat_one(at - born + 1)
        #: of step
        lane, noted = 0, -1
        while lane < in_use:
            #: early settings
            #: load early
            #: run number
            #: evaluation
            #: record
            #: compared
            if any_over(value, compared, floor, tolerance, limit):
                is_over = over(value, compared, floor, tolerance, limit)
                live = load(rows, STATUS * BLOCK + lane) < CONVERGED
                if any_lane(live & is_over) and lane != noted:
                    store_results(results, 0, value, square, compared)
                    call_address(end, call, rows + lane * SIZE, at)
                    noted = lane
                    if shown != ONLY_SHOWN:
                        continue
                if shown == ONLY_SHOWN:
                    lane += W
                    continue
            #: late settings
            #: load late
            #: step
            #: store moving
            lane += W
        #: next record
    return 0
