"""What kernels find at addresses: whole numbers, plain numbers, and compiled functions."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any

import llvmlite.ir as ir
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import signature

from gdsim.lanes.numba_types import LLVM_SCALARS, SCALARS, define


def address_of(array: Any, index: int) -> int:
    """The address of the number at a flat position of a contiguous array (compiled code only)."""
    raise NotImplementedError("address_of works in compiled kernels only")


def _type_address(array: Any, index: Any) -> Any:
    contiguous = isinstance(array, types.Array) and array.layout == "C"
    return signature(types.int64, array, types.intp) if contiguous else None


def _address(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    data = context.make_array(sig.args[0])(context, builder, args[0]).data
    return builder.ptrtoint(builder.gep(data, [args[1]]), ir.IntType(64))


define(address_of, _type_address, _address)


def whole_at(address: int, index: int) -> int:
    """The int64 number at position `index` from an address (compiled code only)."""
    raise NotImplementedError("whole_at works in compiled kernels only")


def put_whole(address: int, index: int, value: int) -> None:
    """Set the int64 number at position `index` from an address (compiled code only)."""
    raise NotImplementedError("put_whole works in compiled kernels only")


def _whole(builder: Any, args: Any) -> Any:
    return builder.gep(builder.inttoptr(args[0], ir.IntType(64).as_pointer()), [args[1]])


def _type_whole(*args: Any) -> Any:
    result = types.int64 if len(args) == 2 else types.void
    return signature(result, *(types.int64 for _ in args))


def _whole_at(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.load(_whole(builder, args))


def _put_whole(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    builder.store(args[2], _whole(builder, args))
    return context.get_dummy_value()


define(whole_at, _type_whole, _whole_at)
define(put_whole, _type_whole, _put_whole)


def add_whole(address: int, index: int, value: int) -> int:
    """Add to such a number, which other threads may do meanwhile; return what it was before."""
    raise NotImplementedError("add_whole works in compiled kernels only")


def _type_add(address: Any, index: Any, value: Any) -> Any:
    return signature(types.int64, *[types.int64] * 3)


def _add_whole(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.atomic_rmw("add", _whole(builder, args), args[2], "monotonic")


define(add_whole, _type_add, _add_whole)


@cache
def scalars(dtype: str) -> SimpleNamespace:
    """Plain numbers of one precision: `load(address, i)` and `store(address, i, number)`."""
    number, pointer = SCALARS[dtype], LLVM_SCALARS[dtype].as_pointer()

    def load(address: int, index: int) -> Any: ...
    def store(address: int, index: int, value: Any) -> None: ...

    def place(builder: Any, args: Any) -> Any:
        return builder.gep(builder.inttoptr(args[0], pointer), [args[1]])

    def lower_load(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.load(place(builder, args))

    def lower_store(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        builder.store(args[2], place(builder, args))
        return context.get_dummy_value()

    stored = signature(types.void, types.int64, types.int64, number)
    members = SimpleNamespace()
    for function, sig, lower in (
        (load, signature(number, types.int64, types.int64), lower_load),
        (store, stored, lower_store),
    ):
        setattr(members, function.__name__, function)
        function.__name__ = f"{function.__name__}_scalar_{dtype}"
        globals()[function.__name__] = function  # where Numba looks it up
        define(function, lambda *_, known=sig: known, lower)
    return members


def call_address(address: int, *arguments: int) -> int:
    """Call the compiled function at an address (compiled code only).

    It takes whole numbers and returns one, like every part of a kernel that is called by address.
    """
    raise NotImplementedError("call_address works in compiled kernels only")


def _type_call(address: Any, *arguments: Any) -> Any:
    return signature(types.int64, types.int64, *(types.int64 for _ in arguments))


def _call_address(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    whole = ir.IntType(64)
    function_type = ir.FunctionType(whole, [whole] * (len(args) - 1))
    return builder.call(builder.inttoptr(args[0], function_type.as_pointer()), args[1:])


define(call_address, _type_call, _call_address)


def thread_number() -> int:
    """The number of this thread among all of its launch (code for a GPU only)."""
    raise NotImplementedError("only a GPU's threads have numbers")


def _thread_number(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    whole = ir.IntType(64)

    def register(name: str) -> Any:
        kind = ir.FunctionType(ir.IntType(32), [])
        full = f"llvm.nvvm.read.ptx.sreg.{name}.x"
        function = cgutils.get_or_insert_function(builder.module, kind, full)
        return builder.sext(builder.call(function, []), whole)

    return builder.add(builder.mul(register("ctaid"), register("ntid")), register("tid"))


define(thread_number, lambda: signature(types.int64), _thread_number)


@cache
def own_wholes(count: int) -> Any:
    """A function that returns the address of `count` whole numbers of the caller's own."""

    def own() -> Any: ...

    def write(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        whole = ir.IntType(64)
        numbers = cgutils.alloca_once(builder, ir.ArrayType(whole, count))
        return builder.ptrtoint(numbers, whole)

    own.__name__ = f"own_{count}_wholes"
    globals()[own.__name__] = own  # where Numba looks it up
    define(own, lambda: signature(types.int64), write)
    return own
