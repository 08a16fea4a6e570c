# mypy: ignore-errors
"""Fill a row of a segment's blocks with a setting that differs from run to run.

A template of the bytes of a number; see `gdsim.engine.kernel.spread`.
"""

from gdsim.lanes.parts import part

#: imports


@part(8)
def spread(target, blocks, apart, lanes, values, size, stride, first_run):
    """Run r gets number (r // stride) % size of the `values`; the first one is `first_run`.

    target: the address of the row in the first block; apart: from there to the next, in numbers.
    """
    place = (first_run // stride) % size
    left = stride - first_run % stride
    for block in range(blocks):
        for lane in range(lanes):
            store(target, block * apart + lane, load(values, place))
            left -= 1
            if left == 0:
                place = place + 1 if place + 1 < size else 0
                left = stride
    return 0
