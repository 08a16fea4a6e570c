# mypy: ignore-errors
"""Copy numbers of some runs out of a segment, without Python's lock.

A template of the bytes of a number; see `gdsim.engine.copying.gather`.
"""

from gdsim.lanes.addresses import scalars, whole_at
from gdsim.lanes.memory import unit
from gdsim.lanes.parts import inner, part

#: imports

# What has as many bytes: nothing is computed with it.
one = unit(f"float{8 * BYTES}", 1)
load, store = one.load, one.store
# The runs of which some rows are copied before the next: what is read and written of them stays in
# the cache.
RUNS, ROWS = 16, 16
# The numbers of a segment in the list of them.
ROWS_AT, N_ROWS, SIZE, ROW, LANES_AT, COUNT = range(1, 7)

lane_at = scalars("uint32").load


@inner
def copy_lanes(here, first, last, out, apart):
    """Copy a row's lanes `first` to `last`, which are side by side."""
    for lane in range(first, last):
        store(out, lane * apart, load(here, lane))


@inner
def copy_scattered(here, bits, block, lanes, first, last, out, apart):
    """Copy a row's numbers in the lanes that are listed."""
    for i in range(first, last):
        lane = whole_at(lanes, i)
        store(out, i * apart, load(here, (lane >> bits) * block + (lane & ((1 << bits) - 1))))


@part(10)
def gather(rows, n_rows, size, wanted, n_wanted, lanes, count, out, run_apart, row_apart):
    """Number i * run_apart + j * row_apart of `out` is row wanted[j] of lane lanes[i].

    rows: (blocks, n_rows, size), with `size` lanes per block, 2 to a power; wanted, lanes: of
    int64. lanes 0: lane i.
    """
    bits, block = 0, n_rows * size
    while size >> bits > 1:
        bits += 1
    some = RUNS
    if row_apart > 1:
        some = max(size, RUNS)
    for first in range(0, count, some):
        last = min(first + some, count)
        for begin in range(0, n_wanted, ROWS):
            for j in range(begin, min(begin + ROWS, n_wanted)):
                here = rows + whole_at(wanted, j) * size * BYTES
                there = out + j * row_apart * BYTES
                if lanes != 0:
                    copy_scattered(here, bits, block, lanes, first, last, there, run_apart)
                else:
                    lane = first
                    while lane < last:
                        end = min((lane >> bits << bits) + size, last)
                        behind = (lane >> bits) * (block - size) * BYTES
                        copy_lanes(here + behind, lane, end, there, run_apart)
                        lane = end
    return 0


@part(5)
def pick(segments, runs, count, out, wanted):
    """Number i * wanted + j of `out` is number j of run runs[i].

    segments: COUNT numbers for each segment, of int64: the number of its first run; where its rows
    are, how many there are, how many lanes a block has, and which row has number 0; where the lanes
    of its runs are, of uint32, or 0 if run i is in lane i. After the last one is the number of all
    runs. runs: ascending, of int64.
    """
    at, first, following = segments, 0, 0
    rows, n_rows, size, row, lanes, bits = 0, 0, 0, 0, 0, 0
    for i in range(count):
        run = whole_at(runs, i)
        while run >= following:
            first, following = following, whole_at(at, COUNT)
            rows, n_rows = whole_at(at, ROWS_AT), whole_at(at, N_ROWS)
            size, row, lanes = whole_at(at, SIZE), whole_at(at, ROW), whole_at(at, LANES_AT)
            bits = 0
            while size >> bits > 1:
                bits += 1
            at += 8 * COUNT
        lane = run - first
        if lanes != 0:
            lane = int(lane_at(lanes, lane))
        place = ((lane >> bits) * n_rows + row) * size + (lane & (size - 1))
        for j in range(wanted):
            store(out, i * wanted + j, load(rows, place + j * size))
    return 0
