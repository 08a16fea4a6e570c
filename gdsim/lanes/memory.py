"""Memory access of kernels: rows of lanes, numbers of a run in order, and columns.

These are for the loops around the definitions; a definition itself sees only numbers.
"""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any

import llvmlite.ir as ir
from numba import types
from numba.core.typing.templates import signature

from gdsim.lanes import columns
from gdsim.lanes import simd as _instructions_on_what_is_loaded  # noqa: F401
from gdsim.lanes.numba_types import (
    LLVM_SCALARS,
    SCALARS,
    ColumnType,
    LanesType,
    MaskType,
    argument_type,
    belongs,
    define,
    is_number,
    widened,
)
from gdsim.lanes.tracing import MAKES_LANES
from gdsim.lanes.vectors import frozen, load_some, store_some


def _data(context: Any, builder: Any, array_type: Any, array: Any, dtype: str) -> Any:
    if isinstance(array_type, types.Integer):
        return builder.inttoptr(array, LLVM_SCALARS[dtype].as_pointer())
    return context.make_array(array_type)(context, builder, array).data


def _is_row(array: Any, dtype: str) -> bool:
    """Whether numbers can be read from it: a contiguous array of the dtype, or an address."""
    if array == types.int64:
        return True
    return isinstance(array, types.Array) and array.layout == "C" and array.dtype == SCALARS[dtype]


@cache
def unit(dtype: str, width: int, row: int | None = None) -> SimpleNamespace:
    """The memory functions of a kernel of one precision and width; arrays, or int64 addresses.

    `load(array, i)`, `store(array, i, lanes)`: `width` numbers from flat position i of a contiguous
    array of any shape; no bounds or sign check. `broadcast(array, i)`: the number at i in every
    lane. `splat(number)`, `widen(lanes)`: the same number in every lane. `iota()`: 0, 1, 2, … in
    the lanes (uint32). `column(array, i)`: a column that starts at i, with a number in each row of
    `row` numbers, a multiple of the width, or of as many. `gather(array, lanes)`: the
    numbers at the positions in uint32 lanes; `scatter(array, lanes, values)` writes to those
    positions, the last lane last.
    """
    lanes = LanesType(dtype, width)
    columns_of = ColumnType(lanes, (row or width) // width)
    integers = LanesType("uint32", width)

    # Numba tells functions apart by object: each pair of precision and width needs its own.
    def load(array: Any, index: int) -> Any: ...
    def broadcast(array: Any, index: int) -> Any: ...
    def store(array: Any, index: int, value: Any) -> None: ...
    def splat(number: float) -> Any: ...
    def widen(value: Any) -> Any: ...
    def iota() -> Any: ...
    def column(array: Any, index: int) -> Any: ...
    def gather(array: Any, index: Any) -> Any: ...
    def scatter(array: Any, index: Any, value: Any) -> None: ...

    def _place(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.gep(_data(context, builder, sig.args[0], args[0], dtype), [args[1]])

    def type_load(array: Any, index: Any) -> Any:
        return signature(lanes, array, types.intp) if _is_row(array, dtype) else None

    def lower_load(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        pointer = _place(context, builder, sig, args)
        return builder.load(
            builder.bitcast(pointer, lanes.llvm.as_pointer()), align=lanes.bytes_each
        )

    def lower_broadcast(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        number = builder.load(_place(context, builder, sig, args))
        return widened(builder, SCALARS[dtype], number, lanes.llvm)

    def type_store(array: Any, index: Any, value: Any) -> Any:
        if not _is_row(array, dtype) or not belongs(value, lanes):
            return None
        return signature(types.void, array, types.intp, argument_type(value, lanes))

    def lower_store(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        pointer = _place(context, builder, sig, args)
        value = widened(builder, sig.args[2], args[2], lanes.llvm)
        builder.store(
            value, builder.bitcast(pointer, lanes.llvm.as_pointer()), align=lanes.bytes_each
        )
        return context.get_dummy_value()

    def type_splat(number: Any) -> Any:
        return signature(lanes, SCALARS[dtype]) if is_number(number) else None

    def type_widen(value: Any) -> Any:
        return signature(lanes, argument_type(value, lanes)) if belongs(value, lanes) else None

    def lower_widen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return widened(builder, sig.args[0], args[0], lanes.llvm)

    def type_iota() -> Any:
        return signature(integers)

    def lower_iota(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return ir.Constant(integers.llvm, list(range(width)))

    def type_column(array: Any, index: Any) -> Any:
        fits = _is_row(array, dtype)
        return signature(columns_of, array, types.intp) if fits else None

    def lower_column(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        pointer = _place(context, builder, sig, args)
        return builder.bitcast(pointer, lanes.llvm.as_pointer())

    def type_gather(array: Any, index: Any) -> Any:
        fits = _is_row(array, dtype) and index == integers
        return signature(lanes, array, index) if fits else None

    def _each_lane(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        """Each lane's index and the address of its number."""
        data = _data(context, builder, sig.args[0], args[0], dtype)
        for lane in range(width):
            position = ir.Constant(ir.IntType(32), lane)
            offset = builder.zext(builder.extract_element(args[1], position), ir.IntType(64))
            yield position, builder.gep(data, [offset])

    def lower_gather(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        result = ir.Constant(lanes.llvm, ir.Undefined)
        for position, place in _each_lane(context, builder, sig, args):
            result = builder.insert_element(result, builder.load(place), position)
        return result

    def type_scatter(array: Any, index: Any, value: Any) -> Any:
        fits = _is_row(array, dtype) and index == integers and value == lanes
        return signature(types.void, array, index, value) if fits else None

    def lower_scatter(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        for position, place in _each_lane(context, builder, sig, args):
            builder.store(builder.extract_element(args[2], position), place)
        return context.get_dummy_value()

    members = SimpleNamespace()
    for function, typing, codegen in (
        (load, type_load, lower_load),
        (broadcast, type_load, lower_broadcast),
        (store, type_store, lower_store),
        (splat, type_splat, lower_widen),
        (widen, type_widen, lower_widen),
        (iota, type_iota, lower_iota),
        (column, type_column, lower_column),
        (gather, type_gather, lower_gather),
        (scatter, type_scatter, lower_scatter),
    ):
        setattr(members, function.__name__, function)
        # Numba identifies a function by its name in its module.
        function.__name__ = f"{function.__name__}_{dtype}x{width}of{row}"
        globals()[function.__name__] = function
        define(function, typing, codegen)
    MAKES_LANES.update((members.splat, members.widen))
    return members


@cache
def along(dtype: str, width: int, numbers: int) -> SimpleNamespace:
    """Access to consecutive numbers of a run, of which fewer may be left than a vector holds.

    `load(array, i, left)` and `store(array, i, value, left)`: `numbers` numbers of each of `width`
    runs, of which only the first `left` are touched. One of the two is 1: where lanes are runs, a
    number of each is one row, and all of it exists. What is loaded may be stored again, changed in
    some lanes.
    """
    lanes = LanesType(dtype, width * numbers)

    def load_along(array: Any, index: int, left: int) -> Any: ...
    def store_along(array: Any, index: int, value: Any, left: int) -> None: ...

    def place(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        pointer = builder.gep(_data(context, builder, sig.args[0], args[0], dtype), [args[1]])
        return builder.bitcast(pointer, lanes.llvm.as_pointer())

    def type_load(array: Any, index: Any, left: Any) -> Any:
        fits = _is_row(array, dtype)
        return signature(lanes, array, types.intp, types.intp) if fits else None

    def lower_load(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        pointer = place(context, builder, sig, args)
        if numbers == 1:
            return frozen(builder, builder.load(pointer, align=lanes.bytes_each))
        return load_some(builder, pointer, lanes.llvm, args[2])

    def type_store(array: Any, index: Any, value: Any, left: Any) -> Any:
        if not _is_row(array, dtype) or not belongs(value, lanes):
            return None
        known = argument_type(value, lanes)
        return signature(types.void, array, types.intp, known, types.intp)

    def lower_store(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        pointer = place(context, builder, sig, args)
        value = widened(builder, sig.args[2], args[2], lanes.llvm)
        if numbers == 1:
            builder.store(value, pointer, align=lanes.bytes_each)
        else:
            store_some(builder, value, pointer, args[3])
        return context.get_dummy_value()

    members = SimpleNamespace(load=load_along, store=store_along)
    for function, typing, codegen in (
        (load_along, type_load, lower_load),
        (store_along, type_store, lower_store),
    ):
        function.__name__ += f"_{dtype}x{width}x{numbers}"
        globals()[function.__name__] = function
        define(function, typing, codegen)
    return members


@cache
def row_access(dtype: str, width: int, offsets: tuple[int, ...]) -> SimpleNamespace:
    """Access to several rows in one call, which compiles faster than one call per row.

    The rows' lanes start at flat position i + offset. `load(array, i)` is a tuple of lanes, one per
    row; `load_to_change` is the same for rows that are stored again, changed in some lanes;
    `store(array, i, *lanes)` writes them; `keep(array, i, mask, *lanes)` writes only where the mask
    holds and returns the rows' new values. With width 1 a row is one number.
    """
    lanes = LanesType(dtype, width)
    several = types.UniTuple(lanes, len(offsets))

    def load_rows(array: Any, index: int) -> Any: ...
    def load_rows_to_change(array: Any, index: int) -> Any: ...
    def store_rows(array: Any, index: int, *values: Any) -> None: ...
    def keep_rows(array: Any, index: int, mask: Any, *values: Any) -> Any: ...

    def places(context: Any, builder: Any, sig: Any, args: Any) -> list[Any]:
        data = _data(context, builder, sig.args[0], args[0], dtype)
        found = []
        for offset in offsets:
            place = builder.add(args[1], ir.Constant(args[1].type, offset))
            found.append(builder.bitcast(builder.gep(data, [place]), lanes.llvm.as_pointer()))
        return found

    def type_load(array: Any, index: Any) -> Any:
        return signature(several, array, types.intp) if _is_row(array, dtype) else None

    def lower_load(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        found = [
            builder.load(p, align=lanes.bytes_each) for p in places(context, builder, sig, args)
        ]
        return context.make_tuple(builder, several, found)

    def lower_load_to_change(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        loaded = lower_load(context, builder, sig, args)
        found = [frozen(builder, builder.extract_value(loaded, i)) for i in range(len(offsets))]
        return context.make_tuple(builder, several, found)

    def type_store(array: Any, index: Any, *values: Any) -> Any:
        fits = len(values) == len(offsets) and all(belongs(v, lanes) for v in values)
        if not _is_row(array, dtype) or not fits:
            return None
        return signature(types.void, array, types.intp, *(argument_type(v, lanes) for v in values))

    def lower_store(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        for place, t, value in zip(
            places(context, builder, sig, args), sig.args[2:], args[2:], strict=True
        ):
            builder.store(widened(builder, t, value, lanes.llvm), place, align=lanes.bytes_each)
        return context.get_dummy_value()

    def type_keep(array: Any, index: Any, mask: Any, *values: Any) -> Any:
        if type_store(array, index, *values) is None or not isinstance(mask, MaskType):
            return None
        known = (argument_type(v, lanes) for v in values)
        return signature(several, array, types.intp, mask, *known)

    def lower_keep(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        kept = []
        for place, t, value in zip(
            places(context, builder, sig, args), sig.args[3:], args[3:], strict=True
        ):
            old = frozen(builder, builder.load(place, align=lanes.bytes_each))
            kept.append(builder.select(args[2], widened(builder, t, value, lanes.llvm), old))
            builder.store(kept[-1], place, align=lanes.bytes_each)
        return context.make_tuple(builder, several, kept)

    members = SimpleNamespace()
    for name, function, typing, codegen in (
        ("load", load_rows, type_load, lower_load),
        ("load_to_change", load_rows_to_change, type_load, lower_load_to_change),
        ("store", store_rows, type_store, lower_store),
        ("keep", keep_rows, type_keep, lower_keep),
    ):
        setattr(members, name, function)
        function.__name__ += f"_{dtype}x{width}_{'_'.join(map(str, offsets))}"
        globals()[function.__name__] = function
        define(function, typing, codegen)
    return members


@cache
def store_whole(bits: int) -> Any:
    """A function that stores numbers of lanes that are whole as integers of so many bits, 8 to 32.

    `store(address, i, lanes)`: from the integer at position i on.
    """
    number = ir.IntType(bits)

    def store_numbers(address: int, index: int, value: Any) -> None: ...

    def typing(address: Any, index: Any, value: Any) -> Any:
        fits = isinstance(value, LanesType) and address == types.int64
        return signature(types.void, address, types.intp, value) if fits else None

    def codegen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        wide, narrow = (
            ir.VectorType(kind, args[2].type.count) for kind in (ir.IntType(32), number)
        )
        whole = builder.fptosi(args[2], wide)
        if bits < 32:
            whole = builder.trunc(whole, narrow)
        place = builder.gep(builder.inttoptr(args[0], number.as_pointer()), [args[1]])
        builder.store(whole, builder.bitcast(place, narrow.as_pointer()), align=bits // 8)
        return context.get_dummy_value()

    store_numbers.__name__ = f"store_whole_{bits}"
    globals()[store_numbers.__name__] = store_numbers  # where Numba looks it up
    define(store_numbers, typing, codegen)
    return store_numbers


def _type_column_load(column: Any, index: Any) -> Any:
    if isinstance(column, ColumnType):
        return signature(column.lanes, column, types.intp)
    return None


def _in_column(builder: Any, sig: Any, args: Any) -> Any:
    """The address of an element of a column."""
    apart = ir.Constant(args[1].type, sig.args[0].apart)
    return builder.gep(args[0], [builder.mul(args[1], apart)])


def _column_load(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.load(_in_column(builder, sig, args), align=4)


def _type_column_store(column: Any, index: Any, value: Any) -> Any:
    if isinstance(column, ColumnType) and belongs(value, column.lanes):
        return signature(types.void, column, types.intp, argument_type(value, column.lanes))
    return None


def _column_store(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    value = widened(builder, sig.args[2], args[2], sig.args[0].lanes.llvm)
    builder.store(value, _in_column(builder, sig, args), align=4)
    return context.get_dummy_value()


define(columns.load, _type_column_load, _column_load)
define(columns.store, _type_column_store, _column_store)


def _type_count(n: Any, like: Any) -> Any:
    if is_number(n) and isinstance(like, LanesType) and like.dtype != "uint32":
        return signature(LanesType(like.dtype, 1), types.intp, like)
    return None


def _count(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    number = builder.sitofp(args[0], LLVM_SCALARS[sig.return_type.dtype])
    return widened(builder, SCALARS[sig.return_type.dtype], number, sig.return_type.llvm)


define(columns.whole, _type_count, _count)
