"""Instructions of AVX-512 that do at once what takes several elsewhere, with the same bits.

Square roots and divisions are not replaced by Newton's iteration, which has the same bits, too:
where several groups of lanes overlap, the unit that they wait for is as busy as it can be, and the
test whether a number suits the iteration costs what it saves (measured on AMD's Zen 4).
"""

from __future__ import annotations

from typing import Any

import llvmlite.ir as ir
from numba.core import cgutils

from gdsim.lanes.host import vector_unit
from gdsim.lanes.vectors import joined, parts

BYTES = 64
INT32 = ir.IntType(32)
AS_ROUNDED = ir.Constant(INT32, 4)  # the rounding mode of all other instructions
FROM_1_TO_2 = ir.Constant(INT32, 0)  # the interval of mantissas; they keep their sign


def register_of(vector: ir.VectorType) -> ir.VectorType | None:
    """The register that a vector of floats consists of; None without AVX-512, and for a part."""
    lanes = BYTES // (4 if isinstance(vector.element, ir.FloatType) else 8)
    whole = vector.count % lanes == 0 and vector_unit().name == "AVX-512"
    return ir.VectorType(vector.element, lanes) if whole else None


def scaled(builder: Any, x: Any, n: Any) -> Any:
    """The vector x * 2**floor(n), rounded once."""
    return _by_register(builder, "scalef", [x, n])


def exponent(builder: Any, x: Any) -> Any:
    """floor(log2(|x|)) of a vector, as floats; of subnormal numbers too."""
    return _by_register(builder, "getexp", [x])


def mantissa(builder: Any, x: Any) -> Any:
    """x / 2**exponent of a vector, of subnormal numbers too."""
    return _by_register(builder, "getmant", [x], FROM_1_TO_2)


def _by_register(builder: Any, name: str, vectors: list[Any], *constants: Any) -> Any:
    """The result of an instruction that takes one register of each vector."""
    register = register_of(vectors[0].type)
    assert register is not None
    mask = ir.Constant(ir.IntType(register.count), (1 << register.count) - 1)
    after = [*constants, ir.Constant(register, ir.Undefined), mask, AS_ROUNDED]
    found = []
    for each in zip(*(parts(builder, v, register.count) for v in vectors), strict=True):
        arguments = [*each, *after]
        kind = ir.FunctionType(register, [a.type for a in arguments])
        precision = "ps" if register.count == 16 else "pd"
        called = f"llvm.x86.avx512.mask.{name}.{precision}.512"
        function = cgutils.get_or_insert_function(builder.module, kind, called)
        found.append(builder.call(function, arguments))
    return joined(builder, found)
