"""A trial of definitions on stand-ins, which allow only what kernels can do with numbers.

A kernel computes many runs at once: each number in it differs from run to run, so nothing can
branch on it, and only the functions of `gdsim.lanes` accept it. Running a definition on stand-ins
finds what the compiler would refuse, and the line, without compiling.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from inspect import signature
from pathlib import Path
from types import CodeType, FunctionType, ModuleType, SimpleNamespace
from typing import Any, NoReturn

import numpy as np

from gdsim.base.errors import SettingError
from gdsim.base.ranges import Flag
from gdsim.base.words import counted
from gdsim.catalogue.definitions import Modifier, Optimizer, Schedule
from gdsim.catalogue.discovery import arguments
from gdsim.catalogue.plugins.modules import last_line

ROWS, COLUMNS = 2, 3  # of the weight matrix that a tensor method is tried on
_DECISION = (
    "code branches on a number (if, while, and, or, not, min, max), which differs from run to run; "
    "use select, &, |, minimum or maximum of gdsim.lanes.math"
)
_PLAIN = "a function for plain Python numbers gets a kernel's number; use those of gdsim.lanes.math"
_POWER = "kernels do not support **; use products, integer_power or power of gdsim.lanes.math"
_FLOOR = "kernels do not support // and %; use floor of gdsim.lanes.math"
_MASK = "the result of a comparison is used as a number; use select of gdsim.lanes.math"
_NUMPY = "kernels do not support NumPy's numbers and functions; use float(...) and gdsim.lanes.math"


class RefusedError(TypeError):
    """Refusal of an operation that a kernel cannot do."""


def _refusing(sentence: str) -> Callable[..., NoReturn]:
    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise RefusedError(sentence)

    return refuse


class Number:
    """A stand-in for a number of a kernel."""

    __hash__ = None  # type: ignore[assignment]
    __array_ufunc__ = _refusing(_NUMPY)
    __bool__ = _refusing(_DECISION)
    __abs__ = __float__ = __int__ = __index__ = __round__ = __complex__ = _refusing(_PLAIN)
    __trunc__ = __floor__ = __ceil__ = _refusing(_PLAIN)
    __pow__ = __rpow__ = _refusing(_POWER)
    __mod__ = __rmod__ = __floordiv__ = __rfloordiv__ = _refusing(_FLOOR)

    def __neg__(self) -> Number:
        return Number()


class Mask:
    """A stand-in for the result of a comparison in a kernel."""

    __hash__ = None  # type: ignore[assignment]
    __bool__ = _refusing(_DECISION)
    __float__ = __int__ = __index__ = __neg__ = _refusing(_MASK)


def _between_numbers(result: type) -> Callable[[Any, Any], Any]:
    def operate(_: Any, other: Any) -> Any:
        if isinstance(other, Mask):
            raise RefusedError(_MASK)
        if isinstance(other, np.generic):
            raise RefusedError(_NUMPY)
        return result() if isinstance(other, Number | int | float) else NotImplemented

    return operate


def _between_masks(_: Any, other: Any) -> Any:
    if isinstance(other, bool):
        raise RefusedError(
            "a plain True or False is combined with a comparison of numbers; use `if` instead"
        )
    return Mask() if isinstance(other, Mask) else NotImplemented


for _name in ("add", "sub", "mul", "truediv"):
    for _side in ("", "r"):
        setattr(Number, f"__{_side}{_name}__", _between_numbers(Number))
        setattr(Mask, f"__{_side}{_name}__", _refusing(_MASK))
for _name in ("lt", "le", "gt", "ge", "eq", "ne"):
    setattr(Number, f"__{_name}__", _between_numbers(Mask))
    setattr(Mask, f"__{_name}__", _refusing(_MASK))
for _name in ("and", "or", "xor"):
    for _side in ("", "r"):
        setattr(Mask, f"__{_side}{_name}__", _between_masks)


class Column:
    """A stand-in for a vector of a kernel, which `load` reads and `store` writes."""

    __getitem__ = __setitem__ = __iter__ = __len__ = _refusing(
        "a column must be read with load and written with store of gdsim.lanes.columns"
    )


def tried(definition: Optimizer | Schedule, file: Path) -> None:
    """Run a definition's functions on stand-ins; SettingError where a kernel could not run them."""
    flags = [name for name, hyper in definition.hyper.items() if isinstance(hyper, Flag)]
    for on in (False, True):
        values: dict[str, Any] = {name: Number() for name in definition.hyper}
        values |= dict.fromkeys(flags, on) | {"t": Number(), "steps": Number()}
        if isinstance(definition, Schedule):
            _check_numbers(_called(definition.factor, values, file), ("the factor",), file, False)
            continue
        values |= {name: Number() for name in definition.shared}
        if definition.prepare is not None:
            prepared = _called(definition.prepare, values, file)
            names = (*definition.coefficients, *definition.shared)
            _check_numbers(prepared, names, file, True, "prepare")
        values |= {name: Number() for name in definition.coefficients}
        _try_step(definition, values, file, on)


def tried_modifier(definition: Modifier, file: Path) -> None:
    """Run a modifier's functions on stand-ins; SettingError for what a kernel could not do."""
    names = ("t", "g", "p", "new", "lr", "n", "square", "unit", *definition.hyper)
    known: dict[str, Any] = {name: Number() for name in (*names, *definition.state)}
    for name, term in definition.sums.items():
        _check_numbers(_called(term, known, file), (name,), file, False, name)
    known |= {name: Number() for name in definition.sums}
    if definition.prepare is not None:
        found = _called(definition.prepare, known, file)
        _check_numbers(found, definition.coefficients, file, True, "prepare")
    known |= {name: Number() for name in definition.coefficients}
    if definition.gradient is not None:
        _check_numbers(_called(definition.gradient, known, file), ("g",), file, False, "gradient")
    else:
        results = ("the parameter", *definition.state)
        found = _called(definition.update, known, file)  # type: ignore[arg-type]
        _check_numbers(found, results, file, len(results) > 1, "update")


def _try_step(definition: Optimizer, values: dict[str, Any], file: Path, vector: bool) -> None:
    names = ("p", *definition.state)
    if definition.gradient_point is not None:
        numbers = values | {name: Number() for name in names}
        point = _called(definition.gradient_point, numbers, file)
        _check_numbers(point, ("the point",), file, False, "gradient_point")
        values |= {"y": Number()}
    if not (definition.hessian or definition.tensor):
        values |= {name: Number() for name in (*names, "g")}
        stepped = _called(definition.step, values, file)
        _check_numbers(stepped, names, file, len(names) > 1)
        if callable(definition.preconditioner):
            divisor = _called(definition.preconditioner, values, file)
            _check_numbers(divisor, ("the divisor",), file, False, "preconditioner")
        return
    values |= {name: Column() for name in (*names, "g", "h", *definition.scratch)}
    values |= {"n": ROWS, "rows": ROWS, "columns": COLUMNS, "vector": vector}
    if _called(definition.step, values, file) is not None:
        raise SettingError(f"{file}: step must return nothing: it writes to its columns")


def _called(function: Callable[..., Any], values: Mapping[str, Any], file: Path) -> Any:
    """The result of a function on stand-ins, which are bound to its arguments by name."""
    name = getattr(function, "__name__", "function")
    try:
        return _in_kernels(function, {})(*(values[argument] for argument in arguments(function)))
    except RefusedError as error:
        raise SettingError(f"{_place(error, file)}: {name}: {error}") from None
    except RecursionError as error:
        raise SettingError(f"{_place(error, file)}: {name} calls itself endlessly") from None
    except Exception as error:
        raise SettingError(
            f"{_place(error, file)}: {name} raises {type(error).__name__}: {error}"
        ) from error


def _place(error: Exception, file: Path) -> str:
    line = last_line(error, file)
    return f"{file}, line {line}" if line else str(file)


def _check_numbers(
    result: Any, names: Sequence[str], file: Path, several: bool, function: str = ""
) -> None:
    """SettingError unless a function has returned one number per name."""
    what = function or ("factor" if names == ("the factor",) else "step")
    if isinstance(result, tuple) != several or (several and len(result) != len(names)):
        returned = counted(len(result), "value") if isinstance(result, tuple) else _word(result)
        expected = f"a tuple of {', '.join(names)}" if several else "one number"
        raise SettingError(f"{file}: {what} must return {expected}, got {returned}")
    for name, value in zip(names, result if several else (result,), strict=True):
        if not isinstance(value, Number | int | float):
            got = _word(value)
            raise SettingError(f"{file}: {what} must return a number for {name}, got {got}")


def _word(value: Any) -> str:
    words = {Mask: "the result of a comparison", Column: "a column", Number: "one number"}
    return words.get(type(value), repr(value))


def _in_kernels(function: Any, changed: dict[Any, Any]) -> Callable[..., Any]:
    """A copy of a function whose global names have their meaning in kernels; kept in `changed`."""
    function = getattr(function, "double", function)  # `by_precision` has one source per precision
    if not isinstance(function, FunctionType):
        return function  # type: ignore[no-any-return]
    if function not in changed:
        names: dict[str, Any] = {"__builtins__": __builtins__}
        changed[function] = copy = FunctionType(
            function.__code__, names, function.__name__, function.__defaults__, function.__closure__
        )
        copy.__kwdefaults__ = function.__kwdefaults__
        for name in _names_in(function.__code__):
            if name in function.__globals__:
                names[name] = _kernel_value(function.__globals__[name], changed)
    return changed[function]  # type: ignore[no-any-return]


def _names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):  # such as a comprehension
            yield from _names_in(constant)


def _kernel_value(value: Any, changed: dict[Any, Any]) -> Any:
    """The meaning in kernels of one global value of a function."""
    home = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", "")
    if isinstance(home, str) and home.startswith("gdsim.lanes."):
        if isinstance(value, ModuleType):
            return SimpleNamespace(**{n: _kernel_value(v, changed) for n, v in vars(value).items()})
        return _stand_in(value) if callable(value) else value
    return _in_kernels(value, changed) if callable(value) else value


def _stand_in(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of gdsim.lanes that returns a stand-in where it is passed one."""
    own = signature(function)
    name = getattr(function, "__name__", "")

    def stand_in(*given: Any, **named: Any) -> Any:
        own.bind(*given, **named)
        values = (*given, *named.values())
        if not any(isinstance(value, Number | Mask | Column) for value in values):
            return function(*given, **named)
        if name == "select" and not isinstance(given[0], Mask):
            raise RefusedError("select needs a comparison first, as in select(a < b, c, d)")
        if name in ("load", "store") and not isinstance(given[0], Column):
            raise RefusedError(f"{name} needs a column first")
        if name in ("is_nan", "logical_not"):
            return Mask()
        if any(isinstance(value, Mask) for value in given[name == "select" :]):
            raise RefusedError(_MASK)
        return None if name == "store" else Number()

    return stand_in
