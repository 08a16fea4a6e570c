"""Compile straight-line source by running it once: every operation writes its own instruction.

Numba types, optimises and lowers each function that a kernel calls separately, which takes tens of
milliseconds per function. A definition has no branches and no loops over data, so it can be run at
compile time on `Traced` values, which stand for the kernel's values and write one LLVM instruction
per operation, in Python's order. That takes about a millisecond, and a loop or branch over a
compile-time constant (such as an integer power) is unrolled. Source that cannot be traced (it
branches on a value of the run) is left to Numba.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Any

import llvmlite.ir as ir
from numba import types
from numba.core.typing.templates import signature

from gdsim.lanes.arithmetic import select

Typing = Callable[..., Any]
Codegen = Callable[..., Any]

# Functions and operators with an instruction of their own, and its typing rule; filled by
# `gdsim.lanes.simd`.
PRIMITIVES: dict[Any, tuple[Typing, Codegen]] = {}

# The ones that turn a literal into lanes, and so have a meaning only in a kernel.
MAKES_LANES: set[Any] = set()

# The plain functions registered with Numba by their source; traced where they are called.
_COMPOSED: set[Any] = set()

# Where the running source writes its instructions: Numba's target context and LLVM's builder, or
# None while only types are inferred. Numba compiles one function at a time; a source that another
# one calls is last.
_places: list[tuple[Any, Any] | None] = []

_PRECISIONS = ("float32", "float64")


class Traced:
    """A value of the kernel: its Numba type, and its LLVM value unless only types are inferred."""

    __slots__ = ("type", "value")

    def __init__(self, type_: Any, value: Any) -> None:
        self.type, self.value = type_, value

    def __bool__(self) -> bool:
        """Refuse: the numbers differ from lane to lane."""
        raise TypeError("a branch cannot depend on lanes")

    __hash__ = None  # type: ignore[assignment]


def _apply(primitive: Any, *args: Any) -> Any:
    """The result of a primitive on values and literals; writes its instruction."""
    typing, codegen = PRIMITIVES[primitive]
    sig = typing(*(a.type if isinstance(a, Traced) else types.float64 for a in args))
    if sig is None:
        raise TypeError(f"{primitive.__name__} is not defined for these lanes")
    place = _places[-1]
    if place is None:
        return _result(None, sig.return_type, None)
    context, builder = place
    values = []
    for arg, wanted in zip(args, sig.args, strict=True):
        if isinstance(arg, Traced):
            values.append(context.cast(builder, arg.value, arg.type, wanted))
        else:
            number = float(arg) if isinstance(wanted, types.Float) else int(arg)
            values.append(ir.Constant(context.get_value_type(wanted), number))
    return _result(place, sig.return_type, codegen(context, builder, sig, values))


def _result(place: tuple[Any, Any] | None, type_: Any, value: Any) -> Any:
    """The result of an instruction; a tuple where it has several members."""
    if not isinstance(type_, types.BaseTuple):
        return Traced(type_, value)
    members = [place[1].extract_value(value, i) if place else None for i in range(len(type_))]
    return tuple(Traced(t, m) for t, m in zip(type_, members, strict=True))


def _forward(operation: Any) -> Callable[..., Traced]:
    return lambda *args: _apply(operation, *args)


def _reflected(operation: Any) -> Callable[[Any, Any], Traced]:
    return lambda right, left: _apply(operation, left, right)


for _name in ("add", "sub", "mul", "truediv", "and_", "or_", "xor", "lshift", "rshift"):
    _operation, _plain = getattr(operator, _name), _name.rstrip("_")
    setattr(Traced, f"__{_plain}__", _forward(_operation))
    setattr(Traced, f"__r{_plain}__", _reflected(_operation))
for _name in ("lt", "le", "gt", "ge", "eq", "ne", "neg"):
    setattr(Traced, f"__{_name}__", _forward(getattr(operator, _name)))


@cache
def _emitter(primitive: Any) -> Callable[..., Any]:
    def emit(*args: Any) -> Any:
        if primitive is select and isinstance(args[0], bool):  # a comparison of literals
            return args[1] if args[0] else args[2]
        traced = primitive in MAKES_LANES or any(isinstance(a, Traced) for a in args)
        return _apply(primitive, *args) if traced else primitive(*args)

    return emit


_SOURCES: dict[Any, Callable[..., Any]] = {}


def _run(function: Any, place: Any, args: Any, values: Any) -> Any:
    """Run the function's source on the kernel's values."""
    _places.append(place)
    try:
        return _source(function)(*_arguments(place, args, values))
    finally:
        _places.pop()


def _source(function: Any) -> Callable[..., Any]:
    """The function with its global names replaced by versions that write instructions."""
    if function not in _SOURCES:
        (_choose_source if hasattr(function, "single") else _rewrite)(function)
    return _SOURCES[function]


def _rewrite(function: Any) -> None:
    names: dict[str, Any] = {"__builtins__": __builtins__}
    # Stored before its names are looked up: it may call itself.
    _SOURCES[function] = FunctionType(
        function.__code__, names, function.__name__, function.__defaults__, function.__closure__
    )
    for name in function.__code__.co_names:
        if name in function.__globals__:
            known = function.__globals__[name]
            if known.__hash__ is not None and known in PRIMITIVES and known not in _COMPOSED:
                known = _emitter(known)
            elif isinstance(known, FunctionType):
                known = _source(known)
            names[name] = known


def _choose_source(function: Any) -> None:
    single, double = _source(function.single), _source(function.double)

    def choose(*args: Any) -> Any:
        kinds = {_precision(a.type) for a in args if isinstance(a, Traced)} - {None}
        if not kinds:
            return function(*args)
        return (single if kinds == {"float32"} else double)(*args)

    _SOURCES[function] = choose


def _precision(type_: Any) -> str | None:
    """The precision of a lanes type; None for any other type."""
    dtype = getattr(type_, "dtype", None)
    return dtype if isinstance(dtype, str) and dtype in _PRECISIONS else None


def _arguments(place: Any, args: Any, values: Any) -> list[Any]:
    """The arguments that the source is run on; a number among lanes becomes one lane of them."""
    single_lane = next(type(a)(a.dtype, 1) for a in args if _precision(a))
    traced: list[Any] = []
    for type_, value in zip(args, values, strict=True):
        if isinstance(type_, types.Literal):
            traced.append(type_.literal_value)
        elif isinstance(type_, types.Float):
            if place is not None:
                context, builder = place
                number = context.cast(builder, value, type_, getattr(types, single_lane.dtype))
                first = ir.Constant(ir.IntType(32), 0)
                undefined = ir.Constant(single_lane.llvm, ir.Undefined)
                value = builder.insert_element(undefined, number, first)
            traced.append(Traced(single_lane, value))
        else:
            traced.append(Traced(type_, value))
    return traced


def _type_of(result: Any) -> Any:
    if isinstance(result, Traced):
        return result.type
    if isinstance(result, tuple):
        return types.Tuple([_type_of(r) for r in result])
    return types.none if result is None else types.float64


def typing_of(function: Any) -> Typing:
    """The typing rule of a plain function: the result's type for lanes; None if not traceable."""
    _COMPOSED.add(function)

    @cache  # Numba asks many times while it infers the types of a kernel
    def typing(*args: Any) -> Any:
        if not any(_precision(a) for a in args):
            return None
        try:
            result = _run(function, None, args, [None] * len(args))
        except TypeError:
            return None
        return signature(_type_of(result), *args)

    return typing


def codegen_of(function: Any) -> Codegen:
    """The lowering of a plain function: it writes the function's instructions at each call."""

    def codegen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        def value(result: Any) -> Any:
            if isinstance(result, Traced):
                return result.value
            if isinstance(result, tuple):
                return context.make_tuple(builder, _type_of(result), [value(r) for r in result])
            if result is None:
                return context.get_dummy_value()
            return ir.Constant(ir.DoubleType(), float(result))

        return value(_run(function, (context, builder), sig.args, args))

    return codegen
