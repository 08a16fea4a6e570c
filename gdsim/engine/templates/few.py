# mypy: ignore-errors
"""Calls for segments of few runs, one after the other.

A template of a precision; see `gdsim.engine.few`.
"""

from gdsim.engine.rows import STATUS
from gdsim.engine.verdict import CONVERGED
from gdsim.lanes.addresses import call_address, whole_at
from gdsim.lanes.masks import any_lane
from gdsim.lanes.memory import unit
from gdsim.lanes.parts import part

#: imports

one = unit(DTYPE, 1)
load = one.load


@part(5)
def advance_each(advance, calls, apart, runs, count):
    """Make `count` calls of an `advance`; return how many of their runs go on.

    calls: the address of the first, and `apart` bytes behind it the next; runs: of each its rows
    and the number of its runs.
    """
    running = 0
    for i in range(count):
        call_address(advance, calls + i * apart)
        rows = whole_at(runs, 2 * i) + STATUS * BLOCK * SIZE
        for lane in range(whole_at(runs, 2 * i + 1)):
            if any_lane(load(rows, lane) < CONVERGED):
                running += 1
    return running
