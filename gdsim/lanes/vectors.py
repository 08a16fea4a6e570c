"""Instructions on LLVM vectors of floats that several lowerings share."""

from __future__ import annotations

from typing import Any

import llvmlite.ir as ir
from numba.core import cgutils

I64 = ir.IntType(64)
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
        position = ir.Constant(ir.IntType(32), lane)
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
