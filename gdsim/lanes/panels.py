"""Products of matrices of plain numbers: vectors go along the numbers of one run.

A vector holds consecutive elements of the result. A small tile of it stays in registers while its
sums are computed; they add their terms in order, one fused multiply-add each, as in
`gdsim.lanes.tiles`, so both have the same bits.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import llvmlite.ir as ir
from numba import types
from numba.core.typing.templates import signature

from gdsim.lanes.memory import load_some, store_some
from gdsim.lanes.simd import LLVM_SCALARS, LanesType, define, widened
from gdsim.lanes.vectors import fused

WHOLE = ir.IntType(64)


def _constant(value: int) -> ir.Constant:
    return ir.Constant(WHOLE, value)


def _typing(count: int) -> Any:
    def typing(*args: Any) -> Any:
        return signature(types.void, *[types.int64] * count) if len(args) == count else None

    return typing


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
    size = 8 if dtype == "float64" else 4

    def multiply(a, b, c, ak, bj, bk, cj, terms, go_on, left): ...

    def codegen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        a, b, c, ak, bj, bk, cj, terms, go_on, left = args
        numbers = LLVM_SCALARS[dtype].as_pointer()

        def scaled(count: Any) -> Any:
            return builder.mul(count, _constant(size))

        def place(address: Any, i: int = 0) -> Any:
            address = builder.add(address, _constant(i * size * width)) if i else address
            return builder.inttoptr(address, lanes.llvm.as_pointer())

        of_last = builder.sub(left, _constant((vectors - 1) * width))
        c_rows = [builder.add(c, scaled(builder.mul(cj, _constant(j)))) for j in range(rows)]
        b_rows = [builder.add(b, scaled(builder.mul(bj, _constant(j)))) for j in range(rows)]
        before = builder.block
        loading = builder.append_basic_block("loading")
        loop = builder.append_basic_block("loop")
        after = builder.append_basic_block("after")
        builder.cbranch(builder.icmp_signed("!=", go_on, _constant(0)), loading, loop)
        builder.position_at_end(loading)
        found = [
            *(
                [builder.load(place(row, i), align=size) for i in range(vectors - 1)]
                + [load_some(builder, place(row, vectors - 1), lanes, of_last)]
                for row in c_rows
            )
        ]
        loaded = builder.block
        builder.branch(loop)
        builder.position_at_end(loop)

        def phi(type_: Any, *incoming: Any) -> Any:
            node = builder.phi(type_)
            for value, block in incoming:
                node.add_incoming(value, block)
            return node

        zero = ir.Constant(lanes.llvm, [0.0] * width)
        count = phi(WHOLE, (terms, before), (terms, loaded))
        a_now = phi(WHOLE, (a, before), (a, loaded))
        b_now = phi(WHOLE, (_constant(0), before), (_constant(0), loaded))
        sums = [[phi(lanes.llvm, (zero, before), (f, loaded)) for f in row] for row in found]
        first = [builder.load(place(a_now, i), align=size) for i in range(vectors)]
        new = []
        for start, row in zip(b_rows, sums, strict=True):
            number = builder.load(builder.inttoptr(builder.add(start, b_now), numbers), align=size)
            second = widened(builder, None, number, lanes.llvm)
            new.append([fused(builder, f, second, s) for f, s in zip(first, row, strict=True)])
        one_less = builder.sub(count, _constant(1))
        count.add_incoming(one_less, loop)
        a_now.add_incoming(builder.add(a_now, scaled(ak)), loop)
        b_now.add_incoming(builder.add(b_now, scaled(bk)), loop)
        for row, new_row in zip(sums, new, strict=True):
            for old, now in zip(row, new_row, strict=True):
                old.add_incoming(now, loop)
        builder.cbranch(builder.icmp_signed(">", one_less, _constant(0)), loop, after)
        builder.position_at_end(after)
        for row, results in zip(c_rows, new, strict=True):
            for i, result in enumerate(results[:-1]):
                builder.store(result, place(row, i), align=size)
            store_some(builder, results[-1], place(row, vectors - 1), lanes, of_last)
        return context.get_dummy_value()

    multiply.__name__ = f"multiply_panel_{dtype}x{width}_{rows}x{vectors}"
    globals()[multiply.__name__] = multiply
    define(multiply, _typing(10), codegen)
    return multiply


@cache
def transposer(dtype: str, width: int) -> Any:
    """The compiled `transpose(a, apart, last, c, step)`: c[k, i] = a[i, k], for `width` of each.

    Rows of a are `apart` numbers apart, those of c `step`; after row `last` of a it is repeated.
    """
    lanes = LanesType(dtype, width)
    size = 8 if dtype == "float64" else 4

    def transpose(a, apart, last, c, step): ...

    def codegen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        a, apart, last, c, step = args
        order = ir.VectorType(ir.IntType(32), width)

        def place(start: Any, row: Any, stride: Any) -> Any:
            offset = builder.mul(builder.mul(row, stride), _constant(size))
            return builder.inttoptr(builder.add(start, offset), lanes.llvm.as_pointer())

        rows = []
        for i in range(width):
            inside = builder.icmp_signed("<", _constant(i), last)
            row = builder.select(inside, _constant(i), last)
            rows.append(builder.load(place(a, row, apart), align=size))
        # Pairs of rows change places of ever smaller halves.
        half = width // 2
        while half:
            for i in (i for i in range(width) if not i & half):
                low = [j if not j & half else width + (j ^ half) for j in range(width)]
                high = [j | half if not j & half else width + j for j in range(width)]
                pair = rows[i], rows[i + half]
                rows[i], rows[i + half] = (
                    builder.shuffle_vector(*pair, ir.Constant(order, m)) for m in (low, high)
                )
            half //= 2
        for k, row in enumerate(rows):
            builder.store(row, place(c, _constant(k), step), align=size)
        return context.get_dummy_value()

    transpose.__name__ = f"transpose_{dtype}x{width}"
    globals()[transpose.__name__] = transpose
    define(transpose, _typing(5), codegen)
    return transpose
