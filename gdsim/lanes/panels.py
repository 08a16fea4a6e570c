"""Products of matrices of plain numbers: vectors go along the numbers of one run.

A vector holds consecutive elements of the result. A small tile of it stays in registers while its
sums are computed; they add their terms in order, one fused multiply-add each, as in
`gdsim.lanes.tiles`, so both have the same bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from gdsim.lanes.numba_types import LanesType
from gdsim.lanes.squares import transposed
from gdsim.lanes.vectors import fused, load_some, store_some
from gdsim.lanes.writer import Writer, defined


@cache
def panel(dtype: str, width: int, rows: int, vectors: int) -> Any:
    """The compiled product `multiply(a, b, c, ak, bj, bk, cj, terms, go_on, left)` of one tile.

    c[j, i] = the sum over k of a[k, i] * b[j, k] for `rows` values of j, where i goes over
    `vectors` vectors of `width` numbers and k counts to `terms`; the sum starts at 0, or at c's
    present value if `go_on`. `a`, `b` and `c` are addresses, the strides after them count numbers;
    those over i are 1. Of c only the first `left` numbers of a row exist, and all but the last
    vector are whole.
    """
    lanes = LanesType(dtype, width)
    size = lanes.bytes_each
    last = vectors - 1

    def write(context: Any, builder: Any, *arguments: Any) -> None:
        a, b, c, ak, bj, bk, cj, terms, go_on, left = arguments
        to, of_last = Writer(builder, lanes), builder.sub(left, Writer.whole(last * width))
        b_step = to.opaque(builder.mul(bj, to.whole(size)))
        # Of an address in a loop LLVM would compute every row's from the one before. Three rows are
        # within reach of an instruction: those a step and two steps after an address.
        b_rows = [to.opaque(to.moved(b, b_step, i)) for i in range(0, rows, 3)]
        c_rows = to.apart(c, cj, size, rows)

        def place(row: Any, i: int) -> Any:
            return to.at(row, i * size * width)

        def load_all() -> list[Any]:
            found = []
            for row in c_rows:
                found += [to.load(place(row, i)) for i in range(last)]
                found.append(load_some(builder, to.pointer(place(row, last)), lanes.llvm, of_last))
            return found

        def add(k: Any, sums: Sequence[Any]) -> list[Any]:
            a_now, b_now = to.moved(a, builder.mul(k, ak), size), builder.mul(k, bk)
            first = [to.load(place(a_now, i)) for i in range(vectors)]
            starts = [to.moved(start, b_now, size) for start in b_rows]
            new: list[Any] = []
            for j in range(rows):
                second = to.load(to.moved(starts[j // 3], b_step, j % 3), shared=True)
                new += [fused(builder, f, second, sums[len(new) + i]) for i, f in enumerate(first)]
            return new

        sums = iter(to.sums(to.starts(go_on, load_all), terms, add))
        for row in c_rows:
            for i in range(last):
                to.store(next(sums), place(row, i))
            store_some(builder, next(sums), to.pointer(place(row, last)), of_last)

    return defined(f"multiply_panel_{dtype}x{width}_{rows}x{vectors}", 10, write)


@cache
def transposer(dtype: str, width: int) -> Any:
    """The compiled `transpose(a, apart, last, c, step)`: c[k, i] = a[i, k], for `width` of each.

    Rows of a are `apart` numbers apart, those of c `step`; after row `last` of a it is repeated.
    """
    lanes = LanesType(dtype, width)

    def write(context: Any, builder: Any, *arguments: Any) -> None:
        a, apart, last, c, step = arguments
        to = Writer(builder, lanes)

        def place(start: Any, row: Any, stride: Any) -> Any:
            return to.moved(start, builder.mul(row, stride), lanes.bytes_each)

        rows = []
        for i in map(to.whole, range(width)):
            row = builder.select(builder.icmp_signed("<", i, last), i, last)
            rows.append(to.load(place(a, row, apart)))
        for k, row in enumerate(transposed(builder, rows)):
            to.store(row, place(c, to.whole(k), step))

    return defined(f"transpose_{dtype}x{width}", 5, write)
