"""Products of matrices whose elements are lanes of runs: every run multiplies its own matrices.

A small tile of the result stays in registers while its sums are computed. The sums add their terms
in order, one fused multiply-add each, so the shape of the tiles does not change a bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from gdsim.lanes.numba_types import LanesType
from gdsim.lanes.vectors import fused
from gdsim.lanes.writer import Writer, defined


@cache
def tile(
    dtype: str, width: int, rows: int, columns: int, shared: bool, across: int | None = None
) -> Any:
    """The compiled product of one tile: `multiply(a, b, c, strides, terms, go_on)`.

    c[i, j] = the sum over k of a[i, k] * b[j, k], for `rows` values of i and `columns` of j, where
    k counts to `terms`; the sum starts at 0, or at c's present value if `go_on`. `a`, `b` and `c`
    are addresses of lanes; with `shared`, b is the address of numbers that all runs share. Six
    strides follow `c`: of a by i and k, of b by j and k, of c by i and j, counted in elements.
    `across`: the lanes of an element that are computed, if not all `width` of them.
    """
    across = width if across is None else across
    lanes = LanesType(dtype, across)
    vector = lanes.bytes_each * width
    of_b = lanes.bytes_each if shared else vector

    def write(context: Any, builder: Any, *arguments: Any) -> None:
        a, b, c, ai, ak, bj, bk, ci, cj, terms, go_on = arguments
        to = Writer(builder, lanes)
        a_rows, b_rows = to.apart(a, ai, vector, rows), to.apart(b, bj, of_b, columns)
        places = [
            place
            for start in to.apart(c, ci, vector, rows)
            for place in to.apart(start, cj, vector, columns)
        ]

        def add(k: Any, sums: Sequence[Any]) -> list[Any]:
            a_now, b_now = builder.mul(k, ak), builder.mul(k, bk)
            second = [to.load(to.moved(start, b_now, of_b), shared) for start in b_rows]
            new: list[Any] = []
            for start in a_rows:
                first = to.load(to.moved(start, a_now, vector))
                new += [fused(builder, first, s, sums[len(new) + j]) for j, s in enumerate(second)]
            return new

        starts = to.starts(go_on, lambda: [to.load(place) for place in places])
        for value, place in zip(to.sums(starts, terms, add), places, strict=True):
            to.store(value, place)

    return defined(f"multiply_{dtype}x{across}of{width}_{rows}x{columns}{'s' * shared}", 11, write)
