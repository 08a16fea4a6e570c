# mypy: ignore-errors
"""Fill rows of a segment's blocks with what its runs begin with, without Python's lock.

A template of the bytes of a number; see `gdsim.engine.beginning`.
"""

from gdsim.engine.beginning import (
    APART,
    BLOCKS,
    FILL,
    LANES,
    SIZE,
    STRIDE,
    TARGET_AT,
    VALUES_AT,
)
from gdsim.lanes.addresses import whole_at
from gdsim.lanes.parts import inner, part

#: imports


@inner
def spread_one(fill, first_run):
    """Write one row; the first run is `first_run`."""
    target, apart, lanes = whole_at(fill, TARGET_AT), whole_at(fill, APART), whole_at(fill, LANES)
    values, size, stride = whole_at(fill, VALUES_AT), whole_at(fill, SIZE), whole_at(fill, STRIDE)
    place, left = (first_run // stride) % size, stride - first_run % stride
    for block in range(whole_at(fill, BLOCKS)):
        start, lane = block * apart, 0
        while lane < lanes:
            if stride == 1:
                count = min(size - place, lanes - lane)
                for i in range(count):
                    store(target, start + lane + i, load(values, place + i))
                place += count
                left = 1
            else:
                count, number = min(left, lanes - lane), load(values, place)
                for i in range(count):
                    store(target, start + lane + i, number)
                left -= count
                if left == 0:
                    place, left = place + 1, stride
            lane += count
            if place == size:
                place = 0


@part(3)
def spread(fills, count, first_run):
    """Write each of `count` rows."""
    for i in range(count):
        spread_one(fills + i * FILL * 8, first_run)
    return 0
