# mypy: ignore-errors
"""Write what became of the runs of a function, once, without Python's lock.

A template of a precision; see `gdsim.engine.copying.concluder`.
"""

from gdsim.engine.rows import BEST, LOSS, LOW, SLOPE, STATUS, STOPPED
from gdsim.lanes.addresses import whole_at
from gdsim.lanes.arithmetic import smaller, sqrt
from gdsim.lanes.host import BLOCK, vector_unit
from gdsim.lanes.memory import row_access, store_whole, unit
from gdsim.lanes.parts import inner, part

#: imports

WIDE = vector_unit().narrow_width(DTYPE)
one, several = unit(DTYPE, 1), unit(DTYPE, WIDE)
load, store, store_several = one.load, one.store, several.store
OF_OUTCOME = tuple(row * BLOCK for row in (LOSS, BEST, LOW, SLOPE, STOPPED, STATUS))
load_state = row_access(DTYPE, 1, OF_OUTCOME).load
load_states = row_access(DTYPE, WIDE, OF_OUTCOME).load
store_word, store_byte = store_whole(32), store_whole(8)


@inner
def conclude_at(load_rows, store_numbers, rows, i, run, loss, best, length, steps, verdict):
    """Write what became of a run, or of several side by side, from lane `i` of a block on."""
    last, least, low, square, stopped, status = load_rows(rows, i)
    store_numbers(loss, run, last)
    # A loss may be NaN, which is not the smaller one.
    store_numbers(best, run, smaller(last, smaller(low, least)))
    store_numbers(length, run, sqrt(square))
    store_word(steps, run, stopped)
    store_byte(verdict, run, status)


@part(12)
def conclude(
    rows, n_rows, lanes, count, row, parameters, loss, best, length, steps, verdict, params
):
    """Write what became of `count` runs to arrays over them.

    rows: (blocks, n_rows, BLOCK). lanes: those of the runs, of int64; 0: run i is in lane i. row:
    the first of the `parameters` rows that are copied to `params`, (runs, parameters). steps: of
    int32; verdict: of uint8.
    """
    block = n_rows * BLOCK * SIZE
    if lanes != 0:
        for run in range(count):
            lane = whole_at(lanes, run)
            here, i = rows + lane // BLOCK * block, lane % BLOCK
            conclude_at(load_state, store, here, i, run, loss, best, length, steps, verdict)
            for j in range(parameters):
                store(params, run * parameters + j, load(here, (row + j) * BLOCK + i))
        return 0
    for first in range(0, count, BLOCK):
        here, some = rows + first // BLOCK * block, min(BLOCK, count - first)
        whole = some // WIDE * WIDE
        for i in range(0, whole, WIDE):
            conclude_at(
                load_states, store_several, here, i, first + i, loss, best, length, steps, verdict
            )
        for i in range(whole, some):
            conclude_at(load_state, store, here, i, first + i, loss, best, length, steps, verdict)
        for j in range(parameters):
            for i in range(some):
                number = load(here, (row + j) * BLOCK + i)
                store(params, (first + i) * parameters + j, number)
    return 0
