"""Instructions on LLVM vectors of floats that several lowerings share."""

from __future__ import annotations

from typing import Any

import llvmlite.ir as ir
from numba.core import cgutils

I32, I64 = ir.IntType(32), ir.IntType(64)
# What NVIDIA's compiler knows by names of its own, and for single numbers only. Its "round" rounds
# halves to even numbers.
_OF_NVIDIA = {"fabs": "fabs", "rint": "round"}


def constant(vector: ir.VectorType, value: float) -> ir.Constant:
    """The same number in every lane."""
    return ir.Constant(vector, [ir.Constant(vector.element, value)] * vector.count)


def integers(vector: ir.VectorType) -> ir.VectorType:
    """The vector of whole numbers that holds the bits of a vector of floats."""
    bits = 32 if isinstance(vector.element, ir.FloatType) else 64
    return ir.VectorType(ir.IntType(bits), vector.count)


def intrinsic(builder: Any, name: str, vector: ir.VectorType, values: list[Any]) -> Any:
    """The result of a function that LLVM defines for vectors of any length, such as "sqrt"."""
    if name in _OF_NVIDIA and is_for_gpu(builder):
        return _each_lane(builder, _OF_NVIDIA[name], vector, *values)
    function_type = ir.FunctionType(vector, [vector] * len(values))
    function = cgutils.get_or_insert_function(
        builder.module, function_type, f"llvm.{name}.v{vector.count}{_kind(vector)}"
    )
    return builder.call(function, values)


def is_for_gpu(builder: Any) -> bool:
    """Whether the instructions are for NVIDIA's compiler, which knows those of an older LLVM."""
    return bool(builder.module.triple.startswith("nvptx"))


def _each_lane(builder: Any, name: str, vector: ir.VectorType, value: Any) -> Any:
    """An intrinsic of NVIDIA's compiler in each lane."""
    number = vector.element
    kind = "f" if isinstance(number, ir.FloatType) else "d"
    function = cgutils.get_or_insert_function(
        builder.module, ir.FunctionType(number, [number]), f"llvm.nvvm.{name}.{kind}"
    )
    result = ir.Constant(vector, ir.Undefined)
    for lane in range(vector.count):
        position = ir.Constant(I32, lane)
        one = builder.call(function, [builder.extract_element(value, position)])
        result = builder.insert_element(result, one, position)
    return result


def fused(builder: Any, a: Any, b: Any, c: Any) -> Any:
    """The vector a * b + c with one rounding."""
    return intrinsic(builder, "fma", a.type, [a, b, c])


def parts(builder: Any, value: Any, length: int) -> list[Any]:
    """A vector as vectors of a length that divides its own."""
    part = ir.VectorType(value.type.element, length)
    return [
        builder.call(_of_parts(builder, "extract", part, value.type), [value, ir.Constant(I64, i)])
        for i in range(0, value.type.count, length)
    ]


def joined(builder: Any, values: list[Any]) -> Any:
    """Vectors of equal length as one."""
    part = values[0].type
    whole = ir.VectorType(part.element, part.count * len(values))
    result = ir.Constant(whole, ir.Undefined)
    insert = _of_parts(builder, "insert", part, whole)
    for i, value in enumerate(values):
        result = builder.call(insert, [result, value, ir.Constant(I64, i * part.count)])
    return result


def _of_parts(builder: Any, name: str, part: ir.VectorType, whole: ir.VectorType) -> Any:
    """LLVM's function that takes a part out of a vector, or puts one in."""
    kinds = (part, [whole, I64]) if name == "extract" else (whole, [whole, part, I64])
    types = (part, whole) if name == "extract" else (whole, part)
    ends = ".".join(f"v{t.count}{_kind(t)}" for t in types)
    return cgutils.get_or_insert_function(
        builder.module, ir.FunctionType(*kinds), f"llvm.vector.{name}.{ends}"
    )


def _kind(vector: ir.VectorType) -> str:
    return "f32" if isinstance(vector.element, ir.FloatType) else "f64"


def splat(builder: Any, number: Any, vector: ir.VectorType) -> Any:
    """A number in every lane."""
    undefined, first = ir.Constant(vector, ir.Undefined), ir.Constant(I32, 0)
    lanes = builder.insert_element(undefined, number, first)
    if vector.count == 1:
        return lanes
    zeros = ir.Constant(ir.VectorType(I32, vector.count), [0] * vector.count)
    return builder.shuffle_vector(lanes, undefined, zeros)


def frozen(builder: Any, value: Any) -> Any:
    """A loaded vector of which LLVM does not remember that it is what memory holds.

    A vector that differs from memory in some lanes only it would store lane by lane, by an
    instruction that takes AVX2 processors of AMD as long as ten stores.
    """
    if is_for_gpu(builder):  # too new an instruction for its compiler
        return value
    # llvmlite has no method for this instruction.
    instruction = ir.instructions.Instruction(builder.block, value.type, "freeze", [value])
    builder._insert(instruction)
    return instruction


def load_some(builder: Any, pointer: Any, vector: ir.VectorType, left: Any) -> Any:
    """Load a vector of which only the first `left` numbers exist in memory; 0 for the others."""
    with _if_whole(builder, vector, left) as (then, otherwise):
        with then:
            every, after_every = builder.load(pointer, align=_bytes(vector)), builder.block
        with otherwise:
            zeros = ir.Constant(vector, [0.0] * vector.count)
            given = [pointer, ir.Constant(I32, _bytes(vector)), _first(builder, vector, left)]
            part = _masked(builder, "load", vector, vector, [*given, zeros])
            after_part = builder.block
    loaded = builder.phi(vector)
    loaded.add_incoming(every, after_every)
    loaded.add_incoming(part, after_part)
    return loaded


def store_some(builder: Any, value: Any, pointer: Any, left: Any) -> None:
    """Store the first `left` numbers of a vector, or all."""
    vector = value.type
    with _if_whole(builder, vector, left) as (then, otherwise):
        with then:
            builder.store(value, pointer, align=_bytes(vector))
        with otherwise:
            given = [pointer, ir.Constant(I32, _bytes(vector)), _first(builder, vector, left)]
            _masked(builder, "store", vector, ir.VoidType(), [value, *given])


def _if_whole(builder: Any, vector: ir.VectorType, left: Any) -> Any:
    """The two ways to go on: all numbers are left, most likely, or fewer."""
    whole = builder.icmp_signed(">=", left, ir.Constant(I64, vector.count))
    return builder.if_else(whole, likely=True)


def _masked(builder: Any, what: str, vector: ir.VectorType, result: ir.Type, given: Any) -> Any:
    """The result of LLVM's function that loads or stores some lanes of a vector."""
    kind = ir.FunctionType(result, [each.type for each in given])
    name = f"llvm.masked.{what}.v{vector.count}{_kind(vector)}.p0"
    return builder.call(cgutils.get_or_insert_function(builder.module, kind, name), given)


def _first(builder: Any, vector: ir.VectorType, left: Any) -> Any:
    """The mask of the first `left` lanes."""
    whole = ir.VectorType(I64, vector.count)
    places = ir.Constant(whole, list(range(vector.count)))
    return builder.icmp_signed("<", places, splat(builder, left, whole))


def _bytes(vector: ir.VectorType) -> int:
    return 4 if isinstance(vector.element, ir.FloatType) else 8
