# mypy: ignore-errors
"""Steps of runs of a network on a GPU, a thread for each run.

A template of a precision and of the lanes of a row, like `gdsim.engine.templates.advance`, whose
`advance` each thread calls for a lane group with a single lane: its own. Memory is that of the CPU,
(blocks, rows, W), and a thread has the address of its own number in each row.
"""

from gdsim.engine.call import (
    BUFFERS_AT,
    COUNT,
    GROUPS,
    INTEGER_ROWS,
    INTEGERS_AT,
    ROWS,
    ROWS_AT,
    SCRATCH_ROWS,
    SLOTS,
    TRACE_AT,
    TRACED_ROWS,
    VARYING_AT,
    VARYING_ROWS,
)
from gdsim.engine.rows import NOTED, RESULTS, STATUS
from gdsim.engine.verdict import CONVERGED
from gdsim.lanes.addresses import (
    add_whole,
    call_address,
    own_wholes,
    put_whole,
    thread_number,
    whole_at,
)
from gdsim.lanes.masks import any_lane
from gdsim.lanes.memory import unit
from gdsim.lanes.parts import inner, part

#: imports

load, own_numbers = unit(DTYPE, ACROSS).load, own_wholes(COUNT)
OWN_ROWS = len(RESULTS) - len(NOTED)  # beside those of a block and of its scratch memory


@inner
def put_own(own, call, what, block, rows, lane, size):
    """Write the address of a thread's numbers of `size` bytes in blocks of so many rows."""
    put_whole(own, what, whole_at(call, what) + (block * rows * W + lane) * size)


@part(5)
def advance_each(advance, call, running, count, tally):
    """Have each thread advance the run of its lane in `running`, by `advance`, the address of that.

    `running` has `count` lanes; -1 stands for a run that has ended. Those that end are counted at
    the address `tally`. `call` has the numbers of the call, for all lanes.
    """
    thread = thread_number()
    if thread >= count:
        return 0
    place = whole_at(running, thread)
    if place < 0:
        return 0
    block, lane, own = place // W, place % W, own_numbers()
    for i in range(COUNT):
        put_whole(own, i, whole_at(call, i))
    put_whole(own, GROUPS, 1)
    rows, scratch = whole_at(call, ROWS), whole_at(call, SCRATCH_ROWS)
    traced = whole_at(call, SLOTS) * whole_at(call, TRACED_ROWS)
    put_own(own, call, ROWS_AT, block, rows, lane, SIZE)
    put_own(own, call, VARYING_AT, block, whole_at(call, VARYING_ROWS), lane, SIZE)
    put_own(own, call, INTEGERS_AT, block, whole_at(call, INTEGER_ROWS), lane, 4)
    put_own(own, call, TRACE_AT, block, traced, lane, SIZE)
    put_own(own, call, BUFFERS_AT, block, scratch + rows + OWN_ROWS, lane, SIZE)
    call_address(advance, own)
    if any_lane(load(whole_at(own, ROWS_AT), STATUS * W) >= CONVERGED):
        put_whole(running, thread, -1)
        add_whole(tally, 0, 1)
    return 0
