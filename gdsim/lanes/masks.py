"""Whether a condition holds in any lane, and in how many."""

from __future__ import annotations

from typing import Any

import llvmlite.ir as ir
from numba import types
from numba.core.typing.templates import signature

from gdsim.lanes.simd import MaskType, define


def any_lane(mask: Any) -> bool:
    """Whether the condition holds in at least one lane (compiled code only)."""
    raise NotImplementedError("any_lane works in compiled kernels only")


def _type_any(mask: Any) -> Any:
    return signature(types.boolean, mask) if isinstance(mask, MaskType) else None


def _any(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    # In pieces of 16 lanes, at most one register of float32: LLVM would assemble one long mask bit
    # by bit from the comparisons of single registers.
    width = sig.args[0].width
    piece = min(width, 16)
    whole = builder.sext(args[0], ir.VectorType(ir.IntType(32), width))
    found = None
    for first in range(0, width, piece):
        places = ir.Constant(
            ir.VectorType(ir.IntType(32), piece), list(range(first, first + piece))
        )
        part = builder.shuffle_vector(whole, whole, places)
        found = part if found is None else builder.or_(found, part)
    zeros = ir.Constant(ir.VectorType(ir.IntType(32), piece), [0] * piece)
    bits = builder.bitcast(builder.icmp_unsigned("!=", found, zeros), ir.IntType(piece))
    return builder.icmp_unsigned("!=", bits, ir.Constant(ir.IntType(piece), 0))


define(any_lane, _type_any, _any)


def count_lanes(mask: Any) -> int:
    """In how many lanes the condition holds (compiled code only)."""
    raise NotImplementedError("count_lanes works in compiled kernels only")


def _count_lanes(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    bits = builder.bitcast(args[0], ir.IntType(sig.args[0].width))
    return builder.ctpop(builder.zext(bits, ir.IntType(64)))


define(
    count_lanes,
    lambda mask: signature(types.int64, mask) if isinstance(mask, MaskType) else None,
    _count_lanes,
)
