# mypy: ignore-errors
"""Copy numbers of some runs out of a segment, without Python's lock.

A template of the bytes of a number; see `gdsim.engine.copying.gather`.
"""

from gdsim.lanes.addresses import whole_at
from gdsim.lanes.parts import part

#: imports


@part(8)
def gather(rows, n_rows, size, wanted, n_wanted, lanes, count, out):
    """Number i * n_wanted + j of `out` is row wanted[j] of lane lanes[i].

    rows: (blocks, n_rows, size), with `size` lanes per block; wanted, lanes: of int64.
    """
    for i in range(count):
        block, lane = whole_at(lanes, i) // size, whole_at(lanes, i) % size
        for j in range(n_wanted):
            place = (block * n_rows + whole_at(wanted, j)) * size + lane
            store(out, i * n_wanted + j, load(rows, place))
    return 0
