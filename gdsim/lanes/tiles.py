"""Products of matrices whose elements are lanes of runs: every run multiplies its own matrices.

A small tile of the result stays in registers while its sums are computed. The sums add their terms
in order, one fused multiply-add each, so the shape of the tiles does not change a bit.
"""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any

import llvmlite.ir as ir
from numba import types
from numba.core.typing.templates import signature

from gdsim.lanes.simd import LLVM_SCALARS, LanesType, define, widened
from gdsim.lanes.vectors import fused

WHOLE = ir.IntType(64)


@cache
def tile(dtype: str, width: int, rows: int, columns: int, shared: bool) -> SimpleNamespace:
    """The compiled product of one tile: `multiply(a, b, c, strides, terms, go_on)`.

    c[i, j] = the sum over k of a[i, k] * b[j, k], for `rows` values of i and `columns` of j, where
    k counts to `terms`; the sum starts at 0, or at c's present value if `go_on`. `a`, `b` and `c`
    are addresses of lanes; with `shared`, b is the address of numbers that all runs share. Six
    strides follow `c`: of a by i and k, of b by j and k, of c by i and j, counted in elements.
    """
    lanes = LanesType(dtype, width)
    size = 8 if dtype == "float64" else 4

    def multiply(a, b, c, ai, ak, bj, bk, ci, cj, terms, go_on): ...

    def typing(*args: Any) -> Any:
        return signature(types.void, *([types.int64] * 11)) if len(args) == 11 else None

    def codegen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        a, b, c, ai, ak, bj, bk, ci, cj, terms, go_on = args

        def constant(value: int) -> ir.Constant:
            return ir.Constant(WHOLE, value)

        def scaled(count: Any, bytes_each: int) -> Any:
            return builder.mul(count, constant(bytes_each))

        def places(start: Any, stride: Any, count: int) -> list[Any]:
            return [builder.add(start, builder.mul(stride, constant(i))) for i in range(count)]

        def load(address: Any) -> Any:
            return builder.load(builder.inttoptr(address, lanes.llvm.as_pointer()), align=size)

        def load_shared(address: Any) -> Any:
            pointer = builder.inttoptr(address, LLVM_SCALARS[dtype].as_pointer())
            return widened(builder, None, builder.load(pointer, align=size), lanes.llvm)

        vector = size * width
        of_b = size if shared else vector
        a_rows = places(a, scaled(ai, vector), rows)
        b_rows = places(b, scaled(bj, of_b), columns)
        a_step, b_step = scaled(ak, vector), scaled(bk, of_b)
        c_rows = [
            places(start, scaled(cj, vector), columns)
            for start in places(c, scaled(ci, vector), rows)
        ]
        before = builder.block
        loading = builder.append_basic_block("loading")
        loop = builder.append_basic_block("loop")
        after = builder.append_basic_block("after")
        builder.cbranch(builder.icmp_signed("!=", go_on, constant(0)), loading, loop)
        builder.position_at_end(loading)
        found = [[load(place) for place in row] for row in c_rows]
        builder.branch(loop)
        builder.position_at_end(loop)

        def phi(type_: Any, *incoming: Any) -> Any:
            node = builder.phi(type_)
            for value, block in incoming:
                node.add_incoming(value, block)
            return node

        zero = ir.Constant(lanes.llvm, [0.0] * width)
        left = phi(WHOLE, (terms, before), (terms, loading))
        a_now = phi(WHOLE, (constant(0), before), (constant(0), loading))
        b_now = phi(WHOLE, (constant(0), before), (constant(0), loading))
        sums = [
            [phi(lanes.llvm, (zero, before), (f, loading)) for f in found_row]
            for found_row in found
        ]
        second = [(load_shared if shared else load)(builder.add(start, b_now)) for start in b_rows]
        new = []
        for start, row in zip(a_rows, sums, strict=True):
            first = load(builder.add(start, a_now))
            new.append([fused(builder, first, s, old) for s, old in zip(second, row, strict=True)])
        one_less = builder.sub(left, constant(1))
        left.add_incoming(one_less, loop)
        a_now.add_incoming(builder.add(a_now, a_step), loop)
        b_now.add_incoming(builder.add(b_now, b_step), loop)
        for row, new_row in zip(sums, new, strict=True):
            for old, now in zip(row, new_row, strict=True):
                old.add_incoming(now, loop)
        builder.cbranch(builder.icmp_signed(">", one_less, constant(0)), loop, after)
        builder.position_at_end(after)
        for row, c_row in zip(new, c_rows, strict=True):
            for value, place in zip(row, c_row, strict=True):
                pointer = builder.inttoptr(place, lanes.llvm.as_pointer())
                builder.store(value, pointer, align=size)
        return context.get_dummy_value()

    multiply.__name__ = f"multiply_{dtype}x{width}_{rows}x{columns}{'s' * shared}"
    globals()[multiply.__name__] = multiply
    define(multiply, typing, codegen)
    return SimpleNamespace(multiply=multiply)
