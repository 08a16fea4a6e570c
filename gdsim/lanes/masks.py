"""Whether a condition holds in any lane, and in how many."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, reduce
from typing import Any

import llvmlite.ir as ir
from numba import types
from numba.core.typing.templates import signature

from gdsim.lanes.numba_types import LanesType, MaskType, define
from gdsim.lanes.tracing import PRIMITIVES
from gdsim.lanes.vectors import parts


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


@cache
def any_of(function: Callable[..., Any], width: int) -> Callable[..., Any]:
    """Whether a mask that a function of lanes returns holds in any lane.

    The function is computed for `width` lanes at a time, those of a register: on masks of several
    registers LLVM works in many more instructions. It is registered with Numba before.
    """
    typing_of_mask, codegen_of_mask = PRIMITIVES[function]

    def any_of_lanes(*lanes: Any) -> Any: ...

    def typing(*lanes: Any) -> Any:
        mask = typing_of_mask(*lanes)
        fits = mask is not None and isinstance(mask.return_type, MaskType)
        return signature(types.boolean, *lanes) if fits else None

    def codegen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        whole = max(each.width for each in sig.args)
        piece = min(width, whole)
        narrow = [LanesType(t.dtype, min(t.width, piece)) for t in sig.args]
        of_args = (
            parts(builder, value, piece) if t.width > piece else [value] * (whole // piece)
            for t, value in zip(sig.args, args, strict=True)
        )
        pieces = zip(*of_args, strict=True)
        of_piece = typing_of_mask(*narrow)
        masks = [codegen_of_mask(context, builder, of_piece, each) for each in pieces]
        found = reduce(builder.or_, masks)
        return _any(context, builder, signature(types.boolean, of_piece.return_type), [found])

    any_of_lanes.__name__ = f"any_of_{function.__name__}_{width}"
    globals()[any_of_lanes.__name__] = any_of_lanes  # where Numba looks it up
    define(any_of_lanes, typing, codegen)
    return any_of_lanes


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
