# mypy: ignore-errors
"""A stride: several steps of one lane group, with everything in registers.

This module is a template, never imported: `gdsim.engine.source` replaces each line that starts
with `#:` by generated lines at the same depth and writes the result as a separate module, for one
objective, optimizer, precision and width. It is the only part of a kernel that is compiled for each
of them; the loop around it is in `gdsim.engine.templates.advance`.

All arguments are whole numbers: addresses in memory, already those of the lane group, and counts.
Nothing is allocated, checked or raised here.
"""

from math import inf, nan

from gdsim.engine.judge import halted
from gdsim.engine.verdict import CONVERGED
from gdsim.lanes.arithmetic import fma, larger, select, smaller, sqrt
from gdsim.lanes.columns import load as load_column
from gdsim.lanes.columns import store as store_column
from gdsim.lanes.host import BLOCK
from gdsim.lanes.memory import any_lane, call_address, row_access, unit, whole_at
from gdsim.lanes.parts import part
from gdsim.lanes.random import normal_pair, philox
from gdsim.lanes.simd import compile_definition, compile_in_lanes

#: imports

lanes, words, one = unit(DTYPE, W), unit("uint32", W), unit(DTYPE, 1)
splat, widen, column, gather = lanes.splat, lanes.widen, lanes.column, lanes.gather
splat_words, iota = words.splat, words.iota
splat_one, read_one = one.splat, one.broadcast


#: functions


compile_in_lanes(update)
compile_in_lanes(halted)


@part(16)
def stride(
    rows, state, out, scratch, varying, integers, uniform, prepared, factors, trace, ends, plan,
    s, n, born, recorded,
):  # fmt: skip
    """Take n steps from step s, from `state` to `out`: the rows JUDGED, then those that change.

    `recorded` is the address of the next recorded step, and `trace` of its record. Returns n: a
    function's stride takes all the steps it is asked for.
    """
    #: uniform settings
    #: varying settings
    #: load moving
    #: run number
    #: first record
    least = splat(inf)
    value = square = splat(nan)
    for at in range(s, s + n):
        #: evaluation
        #: record
        #: stop
        #: step
        #: stopped
        pass
    #: store out
    return n
