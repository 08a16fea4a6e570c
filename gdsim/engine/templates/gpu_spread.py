# mypy: ignore-errors
"""Fill a row of a segment's blocks on a GPU, a thread for each lane.

A template of the size of a number, whose bits are copied; it does what
`gdsim.engine.templates.spread` does on the CPU.
"""

from numba import cuda

from gdsim.lanes.addresses import put_whole, whole_at
from gdsim.lanes.memory import unit

#: imports

TYPES = ("int64",) * 7


def advance(target, pitch, lanes, values, count, stride, first):
    """Number i of a row gets values[(first + i) // stride % count]; with a count of 0, `values`.

    A row goes on `pitch` numbers further on in the next block.
    """
    i = cuda.grid(1)
    if i >= lanes:
        return
    place = i // BLOCK * pitch + i % BLOCK
    if count == 0:
        store(target, place, word(values))
    else:
        store(target, place, load(values, (first + i) // stride % count))
