"""Numba's types of lanes, masks and columns, and how a function is registered for them.

A lanes value is an LLVM vector with one run per lane; one of width 1 is a number that all runs of a
kernel share, and mixes with any width. `define` gives a function a typing rule and instructions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import llvmlite.ir as ir
from numba import types
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import lower_builtin, models, register_model

from gdsim.lanes.tracing import PRIMITIVES
from gdsim.lanes.vectors import splat

SCALARS = {"float32": types.float32, "float64": types.float64, "uint32": types.uint32}
LLVM_SCALARS = {
    "float32": ir.FloatType(),
    "float64": ir.DoubleType(),
    "uint32": ir.IntType(32),
}


class LanesType(types.Type):
    """Numba's type of `width` numbers of one precision, one run per lane."""

    def __init__(self, dtype: str, width: int) -> None:
        self.dtype, self.width = dtype, width
        self.llvm = ir.VectorType(LLVM_SCALARS[dtype], width)
        super().__init__(name=f"{dtype}x{width}")

    @property
    def bytes_each(self) -> int:
        """The bytes of a number."""
        return 8 if self.dtype == "float64" else 4

    @property
    def key(self) -> tuple[str, int]:
        """Types with equal keys are the same type."""
        return self.dtype, self.width


class MaskType(types.Type):
    """Numba's type of `width` truth values, made by comparing lanes of a precision."""

    def __init__(self, dtype: str, width: int) -> None:
        self.dtype, self.width = dtype, width
        self.llvm = ir.VectorType(ir.IntType(1), width)
        super().__init__(name=f"mask[{dtype}x{width}]")

    @property
    def key(self) -> tuple[str, int]:
        """Types with equal keys are the same type."""
        return self.dtype, self.width


class ColumnType(types.Type):
    """Numba's type of a column: lanes values in memory, `apart` times their size apart."""

    def __init__(self, lanes: LanesType, apart: int = 1) -> None:
        self.lanes, self.apart = lanes, apart
        super().__init__(name=f"column[{lanes.name}, {apart}]")


@register_model(LanesType)
@register_model(MaskType)
class VectorModel(models.PrimitiveModel):
    """A lanes value is one LLVM vector."""

    def __init__(self, dmm: Any, fe_type: LanesType) -> None:
        super().__init__(dmm, fe_type, fe_type.llvm)


@register_model(ColumnType)
class ColumnModel(models.PrimitiveModel):
    """A column is the address of its first number."""

    def __init__(self, dmm: Any, fe_type: ColumnType) -> None:
        super().__init__(dmm, fe_type, fe_type.lanes.llvm.as_pointer())


Typing = Callable[..., Any]
Codegen = Callable[..., Any]


def define(function: Any, typing: Typing, codegen: Codegen) -> None:
    """Register `function` with Numba: `typing(*types)` is its signature or None.

    `codegen` writes its instructions.
    """

    @infer_global(function)
    class Template(AbstractTemplate):
        def generic(self, args: tuple[Any, ...], kws: dict[str, Any]) -> Any:
            return None if kws else typing(*args)

    if function not in PRIMITIVES:
        lower_builtin(function, types.VarArg(types.Any))(codegen)
    PRIMITIVES[function] = typing, codegen


def is_number(ty: Any) -> bool:
    """Whether a type is that of a plain number, not of lanes."""
    return isinstance(ty, types.Float | types.Integer) and not isinstance(ty, types.Boolean)


def common_type(args: tuple[Any, ...], kinds: tuple[type, ...] = (LanesType,)) -> Any:
    """The lanes type that a mix of lanes, masks and literals has in common, or None."""
    vectors: list[Any] = [a for a in args if isinstance(a, kinds)]
    dtypes = {v.dtype for v in vectors}
    widths = {v.width for v in vectors} - {1}
    if len(dtypes) != 1 or len(widths) > 1:
        return None
    if not all(isinstance(a, LanesType | MaskType) or is_number(a) for a in args):
        return None
    return LanesType(dtypes.pop(), widths.pop() if widths else 1)


def argument_type(ty: Any, common: LanesType) -> Any:
    """The type that Numba casts an argument to; a number takes the precision of the lanes."""
    return SCALARS[common.dtype] if is_number(ty) else ty


def belongs(ty: Any, lanes: LanesType) -> bool:
    """Whether a value can become these lanes: the same type, one lane of it, or a literal."""
    if is_number(ty):
        return True
    return isinstance(ty, LanesType) and ty.dtype == lanes.dtype and ty.width in (1, lanes.width)


def elementwise(result: type | None = None, integers: bool = True) -> Typing:
    """The typing of a function of lanes and literals of one type; uint32 only if `integers`."""

    def typing(*args: Any) -> Any:
        common = common_type(args)
        if common is None or any(isinstance(a, MaskType) for a in args):
            return None
        if common.dtype == "uint32" and not integers:
            return None
        out = common if result is None else result(common.dtype, common.width)
        return signature(out, *(argument_type(a, common) for a in args))

    return typing


def widened(builder: Any, ty: Any, value: Any, vector: ir.VectorType) -> Any:
    """`value` as a whole vector: unchanged, or its one number in every lane."""
    if isinstance(ty, LanesType | MaskType):
        if ty.width == vector.count:
            return value
        value = builder.extract_element(value, ir.Constant(ir.IntType(32), 0))
    return splat(builder, value, vector)


def vectors_of(builder: Any, sig: Any, args: tuple[Any, ...]) -> list[Any]:
    """The arguments as vectors of the lanes that they have in common."""
    lanes = common_type(sig.args)
    return [widened(builder, t, a, lanes.llvm) for t, a in zip(sig.args, args, strict=True)]
