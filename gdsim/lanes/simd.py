"""The SIMD value for Numba: in compiled code each number of a definition holds many runs' numbers.

Arithmetic, comparisons and every function of `gdsim.lanes.arithmetic` are registered with Numba
here for the types of `gdsim.lanes.numba_types`, one instruction each; the functions of
`gdsim.lanes.math` and `gdsim.lanes.random` are then compiled from their own source. Nothing depends
on the auto-vectorizer, no fast-math flag is set, and a multiply-add is fused only by `fma`, so a
run's result has the same bits at any width.

Importing this module imports Numba (0.25 s): only kernels need it.
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable
from typing import Any

import llvmlite.ir as ir
from numba import types
from numba.core.typing.templates import signature
from numba.extending import overload

from gdsim.lanes import arithmetic, avx512, random
from gdsim.lanes import math as _every_composed_function  # noqa: F401
from gdsim.lanes import means as _running_means  # noqa: F401
from gdsim.lanes import products as _products  # noqa: F401
from gdsim.lanes.numba_types import (
    Codegen,
    LanesType,
    MaskType,
    argument_type,
    belongs,
    common_type,
    define,
    elementwise,
    vectors_of,
    widened,
)
from gdsim.lanes.tracing import PRIMITIVES, codegen_of, typing_of
from gdsim.lanes.vectors import constant, integers, intrinsic, is_for_gpu

# Bits of the fraction, and the exponent's bias, of a float.
FORMATS = {"float32": (23, 127), "float64": (52, 1023)}

# --- Arithmetic and comparisons -----------------------------------------------------------------


def _instruction(for_floats: str, for_integers: str | None) -> Codegen:
    def codegen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        name = for_integers if sig.return_type.dtype == "uint32" else for_floats
        values = vectors_of(builder, sig, args)
        if name == "fneg" and is_for_gpu(builder):  # too new an instruction for its compiler
            return builder.fsub(constant(values[0].type, -0.0), *values)
        return getattr(builder, str(name))(*values)

    return codegen


for _operators, _for_floats, _for_integers in (
    ((operator.add, operator.iadd), "fadd", "add"),
    ((operator.sub, operator.isub), "fsub", "sub"),
    ((operator.mul, operator.imul), "fmul", "mul"),
    ((operator.truediv, operator.itruediv), "fdiv", None),
    ((operator.neg,), "fneg", "neg"),
):
    for _operator in _operators:
        _typing = elementwise(integers=_for_integers is not None)
        define(_operator, _typing, _instruction(_for_floats, _for_integers))


def _comparison(symbol: str) -> Codegen:
    def codegen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        a, b = vectors_of(builder, sig, args)
        if sig.return_type.dtype == "uint32":
            return builder.icmp_unsigned(symbol, a, b)
        compare = builder.fcmp_unordered if symbol == "!=" else builder.fcmp_ordered
        return compare(symbol, a, b)

    return codegen


for _operator, _symbol in (
    (operator.lt, "<"),
    (operator.le, "<="),
    (operator.gt, ">"),
    (operator.ge, ">="),
    (operator.eq, "=="),
    (operator.ne, "!="),
):
    define(_operator, elementwise(MaskType), _comparison(_symbol))


def _type_bitwise(*args: Any) -> Any:
    if any(isinstance(a, MaskType) for a in args):
        common = common_type(args, (MaskType,))
        if common is None or not all(isinstance(a, MaskType) for a in args):
            return None
        return signature(MaskType(common.dtype, common.width), *args)
    sig = elementwise()(*args)
    return sig if sig is not None and sig.return_type.dtype == "uint32" else None


def _bitwise(name: str) -> Codegen:
    def codegen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        vector = sig.return_type.llvm
        values = [widened(builder, t, a, vector) for t, a in zip(sig.args, args, strict=True)]
        return getattr(builder, name)(*values)

    return codegen


_BITWISE: tuple[tuple[tuple[Any, ...], str], ...] = (
    ((operator.and_, operator.iand), "and_"),
    ((operator.or_, operator.ior), "or_"),
    ((operator.xor, operator.ixor), "xor"),
    ((operator.lshift,), "shl"),
    ((operator.rshift,), "lshr"),
)
for _several, _name in _BITWISE:
    for _operator in _several:
        define(_operator, _type_bitwise, _bitwise(_name))


def _type_not(mask: Any) -> Any:
    return signature(mask, mask) if isinstance(mask, MaskType) else None


define(arithmetic.logical_not, _type_not, _bitwise("not_"))


# --- The functions of gdsim.lanes.arithmetic ----------------------------------------------------


def _type_select(mask: Any, if_true: Any, if_false: Any) -> Any:
    if not isinstance(mask, MaskType) or isinstance(if_true, MaskType):
        return None
    if isinstance(if_false, MaskType):
        return None
    values = [a for a in (if_true, if_false) if isinstance(a, LanesType)]
    # The mask's own precision counts only where both values are literals.
    common = common_type((if_true, if_false)) if values else LanesType(mask.dtype, mask.width)
    if common is None or (common.width != mask.width and 1 not in (common.width, mask.width)):
        return None
    result = LanesType(common.dtype, max(common.width, mask.width))
    return signature(result, mask, argument_type(if_true, common), argument_type(if_false, common))


def _select(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    vector = sig.return_type.llvm
    mask_vector = ir.VectorType(ir.IntType(1), vector.count)
    mask = widened(builder, sig.args[0], args[0], mask_vector)
    if_true, if_false = (
        widened(builder, t, a, vector) for t, a in zip(sig.args[1:], args[1:], strict=True)
    )
    return builder.select(mask, if_true, if_false)


define(arithmetic.select, _type_select, _select)


def _call(name: str) -> Codegen:
    def codegen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return intrinsic(builder, name, sig.return_type.llvm, vectors_of(builder, sig, args))

    return codegen


for _function, _name in (
    (arithmetic.fma, "fma"),
    (arithmetic.sqrt, "sqrt"),
    (arithmetic.floor, "floor"),
    (arithmetic.ceil, "ceil"),
    (arithmetic.nearest, "rint"),
    (arithmetic.abs, "fabs"),
    (arithmetic.copysign, "copysign"),
):
    define(_function, elementwise(integers=False), _call(_name))


def _power_of_two(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    vector = sig.return_type.llvm
    fraction, bias = FORMATS[sig.return_type.dtype]
    whole = integers(vector)
    # Adding 1.5 * 2**fraction leaves n in the last bits: cheaper than a conversion, which many
    # vector units lack for float64, and defined for any n.
    moved = builder.fadd(args[0], constant(vector, 1.5 * 2.0**fraction + bias))
    bits = builder.bitcast(moved, whole)
    return builder.bitcast(builder.shl(bits, constant(whole, fraction)), vector)


def _exponent(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    vector = sig.return_type.llvm
    if avx512.register_of(vector):
        return avx512.exponent(builder, args[0])
    fraction, bias = FORMATS[sig.return_type.dtype]
    whole = integers(vector)
    bits = builder.lshr(builder.bitcast(args[0], whole), constant(whole, fraction))
    # As the last bits of a float 2**fraction + bits.
    bits = builder.or_(bits, constant(whole, (fraction + bias) << fraction))
    moved = builder.bitcast(bits, vector)
    return builder.fsub(moved, constant(vector, 2.0**fraction + bias))


def _mantissa(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    vector = sig.return_type.llvm
    fraction, bias = FORMATS[sig.return_type.dtype]
    whole = integers(vector)
    kept = builder.and_(builder.bitcast(args[0], whole), constant(whole, (1 << fraction) - 1))
    return builder.bitcast(builder.or_(kept, constant(whole, bias << fraction)), vector)


def _scaled(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    if avx512.register_of(sig.return_type.llvm):
        return avx512.scaled(builder, *vectors_of(builder, sig, args))
    return codegen_of(arithmetic.scaled)(context, builder, sig, args)


def _type_mantissa_and_exponent(x: Any) -> Any:
    is_floats = isinstance(x, LanesType) and x.dtype != "uint32"
    return signature(types.UniTuple(x, 2), x) if is_floats else None


def _mantissa_and_exponent(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    if not avx512.register_of(sig.args[0].llvm):
        return codegen_of(arithmetic.mantissa_and_exponent)(context, builder, sig, args)
    found = [avx512.mantissa(builder, args[0]), avx512.exponent(builder, args[0])]
    return context.make_tuple(builder, sig.return_type, found)


def _type_whole_and_power(x: Any, factor: Any) -> Any:
    is_floats = isinstance(x, LanesType) and x.dtype != "uint32"
    if not is_floats or not belongs(factor, x):
        return None
    return signature(types.UniTuple(x, 2), x, argument_type(factor, x))


def _whole_and_power(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    x, factor = vectors_of(builder, sig, args)
    fraction, bias = FORMATS[sig.args[0].dtype]
    whole = integers(x.type)
    # As for a power of two, but with multiples of 1/64, whose last six bits are then dropped.
    magic = 1.5 * 2.0 ** (fraction - 6) + bias
    moved = intrinsic(builder, "fma", x.type, [x, factor, constant(x.type, magic + 15 / 64)])
    bits = builder.and_(builder.bitcast(moved, whole), constant(whole, -64))
    n = builder.fsub(builder.bitcast(bits, x.type), constant(x.type, magic))
    power = builder.bitcast(builder.shl(bits, constant(whole, fraction - 6)), x.type)
    return context.make_tuple(builder, sig.return_type, [n, power])


define(arithmetic.whole_and_power, _type_whole_and_power, _whole_and_power)
define(arithmetic.scaled, elementwise(integers=False), _scaled)
define(arithmetic.mantissa_and_exponent, _type_mantissa_and_exponent, _mantissa_and_exponent)


def _alternated(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    x, n = vectors_of(builder, sig, args)
    whole = integers(x.type)
    # As for a power of two; the last bit goes to the sign's place.
    moved = builder.fadd(n, constant(x.type, 1.5 * 2.0 ** FORMATS[sig.return_type.dtype][0]))
    sign = builder.shl(builder.bitcast(moved, whole), constant(whole, whole.element.width - 1))
    return builder.bitcast(builder.xor(builder.bitcast(x, whole), sign), x.type)


_ON_BITS: tuple[tuple[Any, Codegen], ...] = (
    (arithmetic.alternated, _alternated),
    (arithmetic.power_of_two, _power_of_two),
    (arithmetic.exponent, _exponent),
    (arithmetic.mantissa, _mantissa),
)
for _function, _lower in _ON_BITS:
    define(_function, elementwise(integers=False), _lower)


# --- Integers for random numbers ----------------------------------------------------------------


def _type_multiply_wide(a: Any, b: Any) -> Any:
    sig = elementwise()(a, b)
    if sig is None or sig.return_type.dtype != "uint32":
        return None
    return signature(types.UniTuple(sig.return_type, 2), *sig.args)


def _multiply_wide(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    lanes = sig.return_type.dtype
    wide = ir.VectorType(ir.IntType(64), lanes.width)
    a, b = (builder.zext(v, wide) for v in vectors_of(builder, sig, args))
    product = builder.mul(a, b)
    high = builder.trunc(builder.lshr(product, constant(wide, 32)), lanes.llvm)
    low = builder.trunc(product, lanes.llvm)
    return context.make_tuple(builder, sig.return_type, [high, low])


def _type_as_number(words: Any, like: Any) -> Any:
    if isinstance(words, LanesType) and isinstance(like, LanesType) and words.dtype == "uint32":
        return signature(LanesType(like.dtype, words.width), words, like)
    return None


def _as_number(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.uitofp(args[0], sig.return_type.llvm)


define(random.multiply_wide, _type_multiply_wide, _multiply_wide)
define(random.as_number, _type_as_number, _as_number)


# --- The composed functions, from their own source ----------------------------------------------

_OPTIONS = {"error_model": "numpy", "forceinline": True}
_COMPILED: set[Any] = {arithmetic.by_precision}
# The modules being compiled that have functions of their own for what cannot be traced; elsewhere
# Numba compiles it by itself.
OWN: list[Any] = []


def compile_in_lanes(function: Callable[..., Any]) -> None:
    """Let compiled code call a plain function, or its `by_precision` source for the lanes' type."""
    if function in PRIMITIVES or function in _COMPILED:
        return
    _COMPILED.add(function)
    traced, written = typing_of(function), codegen_of(function)

    def source(args: Any) -> Any:
        """What is compiled where it cannot be traced."""
        lanes = [a for a in args if isinstance(a, LanesType) and a.dtype != "uint32"]
        if not hasattr(function, "single") or not lanes:
            return function
        return getattr(function, "single" if lanes[0].dtype == "float32" else "double")

    def typing(*args: Any) -> Any:
        found = traced(*args)
        if found is None and OWN:
            found = signature(OWN[-1].described(source(args), args).restype, *args)
        return found

    def codegen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        if not OWN or traced(*sig.args) is not None:
            return written(context, builder, sig, args)
        described = OWN[-1].described(source(sig.args), sig.args)
        return context.call_internal(builder, described, sig, args)

    define(function, typing, codegen)

    # Numba uses this where the source cannot be traced.
    @overload(function, strict=False, jit_options=_OPTIONS)
    def implementation(*args: Any) -> Any:
        return source(args)

    for precision in ("single", "double"):
        if hasattr(function, precision):
            compile_in_lanes(getattr(function, precision))


def compile_definition(module: Any) -> None:
    """Let compiled code call every plain function that a module defines."""
    for function in list(vars(module).values()):
        own = getattr(function, "__module__", "") == module.__name__
        if own and callable(function) and not isinstance(function, type):
            compile_in_lanes(function)


_NOT_FOR_KERNELS = {
    "gdsim.lanes.simd",
    "gdsim.lanes.memory",
    "gdsim.lanes.columns",
    "gdsim.lanes.tracing",
    "gdsim.lanes.host",
    "gdsim.lanes.avx512",
    "gdsim.lanes.vectors",
}
# Another thread may import meanwhile: a list of names is made at once, one of pairs is not.
for _name in list(sys.modules):
    if _name.startswith("gdsim.lanes.") and _name not in _NOT_FOR_KERNELS:
        compile_definition(sys.modules[_name])
