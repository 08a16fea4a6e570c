"""A definition tried on stand-ins, which allow what kernels can do with numbers and nothing else.

A kernel computes many runs at once: a number in it is another one for every run, so that nothing
can branch on it, and only the functions of `gdsim.lanes` know what to do with it. Running a
definition on stand-ins finds what the compiler would refuse, with the line, in no time.
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
from gdsim.catalogue.definitions import Optimizer, Schedule
from gdsim.catalogue.discovery import arguments
from gdsim.catalogue.plugins.modules import last_line

ROWS, COLUMNS = 2, 3  # of the weight matrix that a tensor method is tried on
_DECISION = (
    "a number decides what happens (if, while, and, or, not, min, max), which differs from run to "
    "run; use select, &, |, minimum or maximum of gdsim.lanes.math"
)
_PLAIN = (
    "a number is given to what takes plain Python numbers; use the functions of gdsim.lanes.math"
)
_POWER = (
    "** is not for numbers of kernels; use products, integer_power or power of gdsim.lanes.math"
)
_FLOOR = "// and % are not for numbers of kernels; use floor of gdsim.lanes.math"
_MASK = "the outcome of a comparison is used as a number; use select of gdsim.lanes.math"
_NUMPY = "NumPy's numbers and functions are not for kernels; use float(...) and gdsim.lanes.math"


class RefusedError(TypeError):
    """What a kernel cannot do."""


def _refusing(sentence: str) -> Callable[..., NoReturn]:
    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise RefusedError(sentence)

    return refuse


class Number:
    """A number of a kernel."""

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
    """The outcome of a comparison in a kernel."""

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
        raise RefusedError("a plain True or False meets a comparison of numbers; decide by `if`")
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
    """A vector of a kernel, which `load` reads and `store` writes."""

    __getitem__ = __setitem__ = __iter__ = __len__ = _refusing(
        "a column is read by load and written by store of gdsim.lanes.columns"
    )


def tried(definition: Optimizer | Schedule, file: Path) -> None:
    """Run a definition's functions on stand-ins; SettingError for what a kernel could not do."""
    flags = [name for name, hyper in definition.hyper.items() if isinstance(hyper, Flag)]
    for on in (False, True):
        known: dict[str, Any] = {name: Number() for name in definition.hyper}
        known |= dict.fromkeys(flags, on) | {"t": Number(), "steps": Number()}
        if isinstance(definition, Schedule):
            _check_numbers(_called(definition.factor, known, file), ("the factor",), file, False)
            continue
        known |= {name: Number() for name in definition.shared}
        if definition.prepare is not None:
            found = _called(definition.prepare, known, file)
            wanted = (*definition.coefficients, *definition.shared)
            _check_numbers(found, wanted, file, True, "prepare")
        known |= {name: Number() for name in definition.coefficients}
        _try_step(definition, known, file, on)


def _try_step(definition: Optimizer, known: dict[str, Any], file: Path, vector: bool) -> None:
    names = ("p", *definition.state)
    if definition.gradient_point is not None:
        numbers = known | {name: Number() for name in names}
        found = _called(definition.gradient_point, numbers, file)
        _check_numbers(found, ("the point",), file, False, "gradient_point")
        known |= {"y": Number()}
    if not (definition.hessian or definition.tensor):
        known |= {name: Number() for name in (*names, "g")}
        found = _called(definition.step, known, file)
        _check_numbers(found, names, file, len(names) > 1)
        return
    known |= {name: Column() for name in (*names, "g", "h", *definition.scratch)}
    known |= {"n": ROWS, "rows": ROWS, "columns": COLUMNS, "vector": vector}
    if _called(definition.step, known, file) is not None:
        raise SettingError(f"{file}: step must return nothing: it writes to its columns")


def _called(function: Callable[..., Any], known: Mapping[str, Any], file: Path) -> Any:
    """A function called with its arguments by name, on stand-ins."""
    name = getattr(function, "__name__", "function")
    try:
        return _in_kernels(function, {})(*(known[each] for each in arguments(function)))
    except RefusedError as error:
        raise SettingError(f"{_place(error, file)}: {name}: {error}") from None
    except RecursionError as error:
        raise SettingError(f"{_place(error, file)}: {name} calls itself without end") from None
    except Exception as error:
        raise SettingError(
            f"{_place(error, file)}: {name} raises {type(error).__name__}: {error}"
        ) from error


def _place(error: Exception, file: Path) -> str:
    line = last_line(error, file)
    return f"{file}, line {line}" if line else str(file)


def _check_numbers(
    found: Any, names: Sequence[str], file: Path, several: bool, function: str = ""
) -> None:
    """SettingError unless a function has returned a number for each name."""
    what = function or ("factor" if names == ("the factor",) else "step")
    if isinstance(found, tuple) != several or (several and len(found) != len(names)):
        returned = f"{len(found)} of them" if isinstance(found, tuple) else _word(found)
        wanted = f"a tuple of {', '.join(names)}" if several else "one number"
        raise SettingError(f"{file}: {what} must return {wanted}, but returns {returned}")
    for name, each in zip(names, found if several else (found,), strict=True):
        if not isinstance(each, Number | int | float):
            raise SettingError(f"{file}: {what} returns {_word(each)} where {name} belongs")


def _word(value: Any) -> str:
    words = {Mask: "the outcome of a comparison", Column: "a column", Number: "one number"}
    return words.get(type(value), repr(value))


def _in_kernels(function: Any, known: dict[Any, Any]) -> Callable[..., Any]:
    """A function with the names that it uses as kernels understand them."""
    function = getattr(function, "double", function)  # of two sources, one a precision
    if not isinstance(function, FunctionType):
        return function  # type: ignore[no-any-return]
    if function not in known:
        names: dict[str, Any] = {"__builtins__": __builtins__}
        known[function] = changed = FunctionType(
            function.__code__, names, function.__name__, function.__defaults__, function.__closure__
        )
        changed.__kwdefaults__ = function.__kwdefaults__
        for name in _names_in(function.__code__):
            if name in function.__globals__:
                names[name] = _understood(function.__globals__[name], known)
    return known[function]  # type: ignore[no-any-return]


def _names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for each in code.co_consts:  # such as a comprehension's
        if isinstance(each, CodeType):
            yield from _names_in(each)


def _understood(value: Any, known: dict[Any, Any]) -> Any:
    home = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", "")
    if isinstance(home, str) and home.startswith("gdsim.lanes."):
        if isinstance(value, ModuleType):
            return SimpleNamespace(**{n: _understood(v, known) for n, v in vars(value).items()})
        return _stand_in(value) if callable(value) else value
    return _in_kernels(value, known) if callable(value) else value


def _stand_in(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of gdsim.lanes: of stand-ins it makes a stand-in."""
    own = signature(function)
    name = getattr(function, "__name__", "")

    def stand_in(*given: Any, **named: Any) -> Any:
        own.bind(*given, **named)
        several = (*given, *named.values())
        if not any(isinstance(each, Number | Mask | Column) for each in several):
            return function(*given, **named)
        if name == "select" and not isinstance(given[0], Mask):
            raise RefusedError("select takes a comparison first, as in select(a < b, c, d)")
        if name in ("load", "store") and not isinstance(given[0], Column):
            raise RefusedError(f"{name} takes a column first")
        if name in ("is_nan", "logical_not"):
            return Mask()
        if any(isinstance(each, Mask) for each in given[name == "select" :]):
            raise RefusedError(_MASK)
        return None if name == "store" else Number()

    return stand_in
