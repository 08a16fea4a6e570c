# mypy: ignore-errors
"""Calls for segments of few runs, one after the other, and the copies of what they record.

A template of a precision; see `gdsim.engine.few`.
"""

from gdsim.engine.rows import STATUS
from gdsim.engine.verdict import CONVERGED
from gdsim.lanes.arithmetic import sqrt
from gdsim.lanes.memory import any_lane, call_address, unit, whole_at
from gdsim.lanes.parts import part

#: imports

one = unit(DTYPE, 1)
load, store = one.load, one.store


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


@part(2)
def keep_each(copies, count):
    """Copy records to the traces of their runs: see `gdsim.engine.few`."""
    for i in range(count):
        copy = copies + i * 9 * 8
        window, slots, apart = whole_at(copy, 0), whole_at(copy, 1), whole_at(copy, 2)
        rows, width, runs = whole_at(copy, 3), whole_at(copy, 4), whole_at(copy, 5)
        trace, trace_apart, root = whole_at(copy, 6), whole_at(copy, 7), whole_at(copy, 8)
        for run in range(runs):
            for slot in range(slots):
                for row in range(rows):
                    number = load(window, slot * apart + row * width + run)
                    if root:
                        number = sqrt(number)
                    store(trace, run * trace_apart + slot * rows + row, number)
    return 0
