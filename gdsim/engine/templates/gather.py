# mypy: ignore-errors
"""Copy numbers of some runs out of a segment, without Python's lock.

It is compiled and cached like every kernel; see `gdsim.engine.kernel.gatherer`.
"""

from numba import njit


@njit(nogil=True, cache=True)
def gather(rows, wanted, lanes, out):
    """out[i, j] is row wanted[j] of lane lanes[i], of (blocks, rows, lanes of a block)."""
    size = rows.shape[2]
    for i in range(lanes.size):
        block, lane = divmod(lanes[i], size)
        for j in range(wanted.size):
            out[i, j] = rows[block, wanted[j], lane]
