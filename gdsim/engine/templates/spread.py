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
from gdsim.lanes.host import vector_unit
from gdsim.lanes.memory import unit
from gdsim.lanes.parts import inner, part

#: imports

# What has as many bytes: nothing is computed with it.
KIND = f"float{8 * BYTES}"
WIDE = vector_unit().narrow_width(KIND)
one, several = unit(KIND, 1), unit(KIND, WIDE)
load, store, load_several, store_several = one.load, one.store, several.load, several.store


@inner
def copy(values, place, target, start, count):
    """Copy numbers that are side by side."""
    whole = count // WIDE * WIDE
    for i in range(0, whole, WIDE):
        store_several(target, start + i, load_several(values, place + i))
    for i in range(whole, count):
        store(target, start + i, load(values, place + i))


@inner
def repeat(number, target, start, count):
    """Write one number side by side."""
    whole = count // WIDE * WIDE
    for i in range(0, whole, WIDE):
        store_several(target, start + i, number)
    for i in range(whole, count):
        store(target, start + i, number)


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
                copy(values, place, target, start + lane, count)
                place += count
                left = 1
            else:
                count = min(left, lanes - lane)
                repeat(load(values, place), target, start + lane, count)
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
