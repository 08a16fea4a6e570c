"""What threads that work together see of each other's whole numbers in memory.

A number is claimed by whoever replaces the value that it has seen. What a thread wrote before it
showed or added to a number is there for those that have seen it so.
"""

from __future__ import annotations

import platform
from typing import Any

import llvmlite.ir as ir
from numba import types
from numba.core.typing.templates import signature

from gdsim.lanes.numba_types import define

WHOLE, BYTES = ir.IntType(64), 8
# What systems call the processors that have an instruction for waiting.
MACHINES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}


def seen_whole(address: int, index: int) -> int:
    """The int64 number at position `index` from an address, as others show it."""
    raise NotImplementedError("seen_whole works in compiled kernels only")


def show_whole(address: int, index: int, value: int) -> None:
    """Set such a number after all that was written before."""
    raise NotImplementedError("show_whole works in compiled kernels only")


def claim_whole(address: int, index: int, expected: int, value: int) -> int:
    """Set such a number if it is the expected one; return 1 if it was, else 0."""
    raise NotImplementedError("claim_whole works in compiled kernels only")


def tally_whole(address: int, index: int, value: int) -> int:
    """Add to such a number after all that was written before; return what it was."""
    raise NotImplementedError("tally_whole works in compiled kernels only")


def lowest_bit(value: int) -> int:
    """The place of the lowest bit that is set; the value is not 0."""
    raise NotImplementedError("lowest_bit works in compiled kernels only")


def highest_bit(value: int) -> int:
    """The place of the highest bit that is set; the value is not 0."""
    raise NotImplementedError("highest_bit works in compiled kernels only")


def wait_briefly() -> None:
    """Leave the processor's core to what else it does for some cycles."""
    raise NotImplementedError("wait_briefly works in compiled kernels only")


def _place(builder: Any, args: Any) -> Any:
    return builder.gep(builder.inttoptr(args[0], WHOLE.as_pointer()), [args[1]])


def _seen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.load_atomic(_place(builder, args), "acquire", BYTES)


def _show(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    builder.store_atomic(args[2], _place(builder, args), "release", BYTES)
    return context.get_dummy_value()


def _claim(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    place, (expected, value) = _place(builder, args), args[2:]
    found = builder.cmpxchg(place, expected, value, "acq_rel", "acquire")
    return builder.zext(builder.extract_value(found, 1), WHOLE)


def _tally(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.atomic_rmw("add", _place(builder, args), args[2], "acq_rel")


def _lowest(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.cttz(args[0], ir.Constant(ir.IntType(1), 1))


def _highest(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    before = builder.ctlz(args[0], ir.Constant(ir.IntType(1), 1))
    return builder.sub(ir.Constant(WHOLE, 63), before)


def _wait(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    number = ir.IntType(32)
    # What spin loops use: a pause, or a barrier that lets instructions before it end.
    name, given = {
        "x86_64": ("llvm.x86.sse2.pause", []),
        "aarch64": ("llvm.aarch64.isb", [ir.Constant(number, 15)]),
    }.get(MACHINES.get(platform.machine().lower(), ""), ("", []))
    if name:
        described = ir.FunctionType(ir.VoidType(), [number] * len(given))
        builder.call(builder.module.declare_intrinsic(name, (), described), given)
    return context.get_dummy_value()


for _function, _result, _count, _lower in (
    (seen_whole, types.int64, 2, _seen),
    (show_whole, types.void, 3, _show),
    (claim_whole, types.int64, 4, _claim),
    (tally_whole, types.int64, 3, _tally),
    (lowest_bit, types.int64, 1, _lowest),
    (highest_bit, types.int64, 1, _highest),
    (wait_briefly, types.void, 0, _wait),
):
    _known = signature(_result, *[types.int64] * _count)
    define(_function, lambda *_, known=_known: known, _lower)
