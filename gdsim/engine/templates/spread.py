# mypy: ignore-errors
"""Fill a row of a segment's blocks with a setting that differs from run to run.

It is compiled and cached like every kernel; see `gdsim.engine.kernel.spreader`.
"""

from numba import njit


@njit(nogil=True, cache=True)
def spread(target, row, values, stride, first_run):
    """target[b, row, lane] = values[(run // stride) % values.size], run = first_run + position."""
    blocks, _, lanes = target.shape
    place = (first_run // stride) % values.size
    left = stride - first_run % stride
    value = values[place]
    for block in range(blocks):
        for lane in range(lanes):
            target[block, row, lane] = value
            left -= 1
            if left == 0:
                place = place + 1 if place + 1 < values.size else 0
                left, value = stride, values[place]
