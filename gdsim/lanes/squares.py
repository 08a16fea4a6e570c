"""Squares of numbers whose rows become columns: from lanes of runs to memory of each run."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import llvmlite.ir as ir
from numba.core.typing.templates import signature

from gdsim.lanes.numba_types import LanesType, define
from gdsim.lanes.vectors import I32, I64, constant, integers, intrinsic
from gdsim.lanes.writer import Writer, defined


def transposed(builder: Any, rows: list[Any]) -> list[Any]:
    """The columns of as many vectors as each has numbers, a power of two."""
    columns, width = [*rows], len(rows)
    order = ir.VectorType(I32, width)
    # Pairs of rows change places of ever smaller halves.
    half = width // 2
    while half:
        for i in (i for i in range(width) if not i & half):
            low = [j if not j & half else width + (j ^ half) for j in range(width)]
            high = [j | half if not j & half else width + j for j in range(width)]
            pair = columns[i], columns[i + half]
            columns[i], columns[i + half] = (
                builder.shuffle_vector(*pair, ir.Constant(order, m)) for m in (low, high)
            )
        half //= 2
    return columns


def canonical(x: Any) -> Any:
    """The same numbers, with `numpy.nan` where they are NaN of any kind (compiled code only)."""
    raise NotImplementedError("canonical works in compiled kernels only")


def _canonical(builder: Any, value: Any) -> Any:
    # By its bits: to LLVM one NaN is as good as another, where it comes out of an instruction.
    vector, whole = value.type, integers(value.type)
    magnitude = builder.bitcast(intrinsic(builder, "fabs", vector, [value]), whole)
    infinite = builder.bitcast(constant(vector, math.inf), whole)
    unknown = builder.icmp_signed(">", magnitude, infinite)
    bits = builder.select(
        unknown, builder.bitcast(constant(vector, math.nan), whole), builder.bitcast(value, whole)
    )
    return builder.bitcast(bits, vector)


define(
    canonical,
    lambda x: signature(x, x) if isinstance(x, LanesType) else None,
    lambda context, builder, sig, args: _canonical(builder, args[0]),
)


@cache
def turner(dtype: str, width: int, root: bool) -> Any:
    """The compiled `turn(at, row, rows, row_apart, slot_apart, held, lane, runs, out, apart)`.

    From lanes `lane` on, `width` consecutive numbers of the run in each are copied to the run's
    place: run r's to the address `out` + r * `apart` numbers, or the square roots if `root`, and
    each NaN as `numpy.nan`. Runs from number `runs` on are left out. `held` is the address of the
    run in each lane, int64; 0: run i is in lane i. The numbers of a slot are in `rows` rows of
    lanes, `row_apart` numbers apart, and those of the next slot `slot_apart`; the first is in row
    `row` of the slot at the address `at`.
    """
    lanes = LanesType(dtype, width)

    def write(context: Any, builder: Any, *arguments: Any) -> None:
        at, row, rows, row_apart, slot_apart, held, lane, runs, out, apart = arguments
        to, size = Writer(builder, lanes), lanes.bytes_each
        vectors = []
        for _ in range(width):
            vectors.append(to.load(to.moved(at, builder.mul(row, row_apart), size)))
            row = builder.add(row, to.whole(1))
            is_last = builder.icmp_signed("==", row, rows)
            row = builder.select(is_last, to.whole(0), row)
            at = builder.select(is_last, to.moved(at, slot_apart, size), at)
        if root:
            vectors = [intrinsic(builder, "sqrt", lanes.llvm, [each]) for each in vectors]
        vectors = [_canonical(builder, each) for each in vectors]
        are_held = builder.icmp_signed("!=", held, to.whole(0))
        places = builder.inttoptr(held, I64.as_pointer())
        for i, numbers in enumerate(transposed(builder, vectors)):
            place = builder.add(lane, to.whole(i))
            with builder.if_else(are_held) as (then, otherwise):
                with then:
                    found, after = builder.load(builder.gep(places, [place])), builder.block
                with otherwise:
                    before = builder.block
            run = builder.phi(I64)
            run.add_incoming(found, after)
            run.add_incoming(place, before)
            with builder.if_then(builder.icmp_signed("<", run, runs)):
                to.store(numbers, to.moved(out, builder.mul(run, apart), size))

    return defined(f"turn_{dtype}x{width}_{root}", 10, write)
