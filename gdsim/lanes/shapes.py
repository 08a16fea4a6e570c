"""The shapes of tiles of the products of `gdsim.lanes.layers`: those that take the least time.

A tile's sums stay in registers beside what they are made of, so only some shapes are possible; they
change no bit.
"""

from __future__ import annotations

from gdsim.lanes.host import PADDED

# The samples of a tile.
COLUMNS = tuple(n for n in range(1, PADDED + 1) if PADDED % n == 0)
# In the time of a multiply-add: what a term of a tile takes at least, as a sum waits for the one
# before; what a load takes beside multiply-adds; and what a tile takes besides its terms.
LATENCY, LOAD, BESIDES = 12, 0.1, 16
# The part by which each sum of each shape makes a choice worse, because it has to be compiled.
COMPILED = 0.004


def parts(count: int, most: int) -> list[int]:
    """A count as the fewest parts of at most `most`, which differ by at most 1."""
    several = -(-count // most)
    least, more = divmod(count, several)
    return [least + 1] * more + [least] * (several - more)


def _term(rows: int, columns: int) -> float:
    """The time of one term of all sums of a tile."""
    loads = rows + columns
    return max(rows * columns, loads, LATENCY) + LOAD * loads


def tile(
    rows: int, columns: int, terms: int, registers: int, *, divided: bool, besides: int = 0
) -> tuple[int, int]:
    """The rows and columns of the tiles that take the least time with so many registers.

    divided: whether columns are divided into parts like rows; if not, they are rounded up to whole
    tiles of one of `COLUMNS`. besides: the sums of each row besides those of its columns.
    """
    best, least = (1, 1), float("inf")
    for n in range(1, columns + 1) if divided else COLUMNS:
        across = parts(columns, n) if divided else [n] * -(-columns // n)
        for m in range(1, rows + 1):
            if m * (n + besides) + n * (m > 1) + 1 > registers:
                break
            down = parts(rows, m)
            shapes = [(i, j) for i in {*down} for j in {*across}]
            time: float = sum(
                down.count(i) * across.count(j) * (terms * _term(i, j) + BESIDES) for i, j in shapes
            )
            time *= 1 + COMPILED * sum(i * j for i, j in shapes)
            if time < least:
                best, least = (m, n), time
    return best
