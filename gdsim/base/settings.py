"""Checks of settings: one number or several inside a range, or a SettingError that says so."""

from __future__ import annotations

import functools
import inspect
import math
import numbers
from typing import Any, TypeVar

import numpy as np

from gdsim.base import elsewhere
from gdsim.base.axes import Axis, Values, several
from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion
from gdsim.base.given_numbers import plain_number
from gdsim.base.ranges import Flag, Hyper, Range, finite

Made = TypeVar("Made")
Setting = float | int | bool | Axis


def number(
    value: Any, name: str, allowed: Range = finite, whole: bool = False, key: str | None = None
) -> float:
    """Check one number: return it as a float, or as an int if `whole`; it must be in `allowed`."""
    key = name if key is None else key
    try:
        result = plain_number(value, name)
    except SettingError as error:
        error.key = key
        raise
    if whole and isinstance(value, numbers.Integral):
        result = int(value)  # a float has no odd numbers from 2**53
    if result not in allowed:
        raise SettingError(f"{name} must be {words_of(allowed, whole)}, got {shown(value)}", key)
    if whole:
        if not math.isfinite(result) or result != int(result):
            raise SettingError(f"{name} must be a whole number, got {shown(value)}", key)
        return int(result)
    return result


def whole(
    value: Any, name: str, low: int = 0, high: float = math.inf, key: str | None = None
) -> int:
    """A whole number from `low` to `high`, both included; 64.0 counts as 64."""
    allowed = Range(low, high, high_included=math.isfinite(high))
    return int(number(value, name, allowed, whole=True, key=key))


def with_known_arguments(kind: type[Made]) -> type[Made]:
    """Have a class refuse arguments that do not fit in a sentence, foreign ones with their name."""
    initialise: Any = getattr(kind, "__init__")  # noqa: B009 - of this class, not of an instance
    signature = inspect.signature(initialise)
    known = list(signature.parameters)[1:]

    @functools.wraps(initialise)
    def checked(self: Made, *args: Any, **given: Any) -> None:
        for name in given:
            if name not in known:
                hint = elsewhere.argument(name, known) or suggestion(name, known)
                raise SettingTypeError(
                    f"{type(self).__name__} takes no argument {name!r}; {hint}", name
                )
        try:
            signature.bind(self, *args, **given)
        except TypeError as error:
            raise SettingTypeError(f"{type(self).__name__}: {error}") from None
        initialise(self, *args, **given)

    setattr(kind, "__init__", checked)  # noqa: B010
    return kind


def thread_count(value: Any) -> int | None:
    """How many threads to use; None stays None: as many as there are processors."""
    return None if value is None else whole(value, "threads", 1, 4096)


def flag(value: Any, name: str, key: str | None = None) -> bool:
    """True or False."""
    if not isinstance(value, bool | np.bool_):
        raise SettingTypeError(
            f"{name} must be True or False, got {shown(value)}", name if key is None else key
        )
    return bool(value)


def setting(
    value: Any, name: str, allowed: Range = finite, whole: bool = False, key: str | None = None
) -> float | Axis:
    """Check a number or several (`logspace`, `linspace`, a list, a tuple, an array: an axis).

    An axis is not expanded, so one of 10**9 values costs nothing until it runs.
    """
    key = name if key is None else key
    if isinstance(value, list | tuple | range) or (isinstance(value, np.ndarray) and value.ndim):
        try:
            value = several(value, name)
        except SettingError as error:
            raise type(error)(str(error), key) from None
    if not isinstance(value, Axis):
        return number(value, name, allowed, whole, key)
    if isinstance(value, Values):
        _check_all(value, name, allowed, whole, key)
    else:
        for end in value.bounds:
            number(end, name, allowed, whole, key)
        if whole and not value.is_whole:
            raise SettingError(f"{name} must be whole numbers, got {shown(value)}", key)
    return value


def _check_all(axis: Values, name: str, allowed: Range, whole: bool, key: str) -> None:
    """SettingError for the first value that is not allowed; the bounds are checked first."""
    low, high = axis.bounds
    if low in allowed and high in allowed and not (whole and not axis.is_whole):
        return
    for value in axis.given.tolist():
        number(value, name, allowed, whole, key)


def of_method(value: Any, name: str, hyper: Hyper | Flag, key: str) -> Setting:
    """Check a setting of a method against its declaration."""
    if isinstance(hyper, Flag):
        if not isinstance(value, bool | np.bool_):
            raise SettingTypeError(
                f"{name} must be True or False, got {shown(value)}; "
                "to compare both, list the method twice",
                key,
            )
        return bool(value)
    return setting(value, name, hyper.range, hyper.whole, key)


def words_of(allowed: Range, whole: bool) -> str:
    """What a setting may be, in words: "a number above 0", "a whole number from 0 to 5"."""
    if whole and math.isfinite(allowed.low) and math.isfinite(allowed.high):
        return f"a whole number from {allowed.low:,.0f} to {allowed.high:,.0f}"
    return str(allowed).replace("number", "whole number") if whole else str(allowed)
