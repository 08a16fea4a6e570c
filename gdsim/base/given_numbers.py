"""Numbers from users: one plain number, or many in a read-only array."""

from __future__ import annotations

import hashlib
import numbers
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError, SettingTypeError, shown

LISTED = 1024  # numbers that text lists; longer arrays are data, which text names


@dataclass(frozen=True, eq=False, repr=False)
class GivenNumbers:
    """Numbers from a user, float64 and read-only; equal if all their bits are equal."""

    given: NDArray[np.float64]

    def __post_init__(self) -> None:
        object.__setattr__(self, "given", read_only(self.given))

    def __len__(self) -> int:
        return len(self.given)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, type(self)):
            return NotImplemented
        if self is other:
            return True
        ours, theirs = self.given, other.given
        same_shape = ours.shape == theirs.shape
        return same_shape and bool((ours.view(np.int64) == theirs.view(np.int64)).all())

    def __hash__(self) -> int:
        return hash((self.given.shape, self.digest))

    def __repr__(self) -> str:
        if self.given.size <= LISTED:
            return repr(self.lists)
        shape = " x ".join(f"{length:,}" for length in self.given.shape)
        return f"<array of {shape} numbers from {self.given.min():g} to {self.given.max():g}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.given,)

    @property
    def is_long(self) -> bool:
        """Whether there are too many numbers to list them in text."""
        return self.given.size > LISTED

    @property
    def lists(self) -> list[Any]:
        """The numbers as plain lists."""
        lists: list[Any] = self.given.tolist()
        return lists

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the numbers, float64 in little-endian order."""
        return hashlib.sha256(self.given.astype("<f8", copy=False).data).hexdigest()

    @classmethod
    def of(cls, given: NDArray[Any]) -> Self:
        """The numbers of an array of any real type."""
        with np.errstate(over="ignore"):  # a longer type may become infinite, which ranges refuse
            array = given.astype(np.float64)  # this copy is ours, so it needs no second one
        array.flags.writeable = False
        return cls(array)


def read_only(given: Any) -> NDArray[np.float64]:
    """Numbers as a read-only array; a copy, if the given array can be written to."""
    array = np.ascontiguousarray(given, dtype=np.float64)
    if array.flags.writeable or not array.flags.owndata:
        array = array.copy()
        array.flags.writeable = False
    return array


def is_list(value: Any) -> bool:
    """Whether a value is a sequence: a list, a tuple, a range, an array.

    Text and bytes are not, nor an array without dimensions (a number), nor a range whose length
    exceeds `sys.maxsize`.
    """
    if isinstance(value, np.ndarray):
        return value.ndim > 0
    if isinstance(value, range):
        return abs(value.stop - value.start) <= sys.maxsize
    return isinstance(value, Sequence) and not isinstance(value, str | bytes | memoryview)


def plain_number(value: Any, name: str = "an end of an axis") -> float:
    """`value` as a Python float; SettingTypeError if it is not a real number (True is not)."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Real):
        raise SettingTypeError(f"{name} must be a number, got {shown(value)}")
    try:
        return float(value)
    except OverflowError:
        raise SettingError(f"{name} must be a number below 1.8e308, got a larger one") from None
    except Exception:  # a user's own type of number may raise anything
        raise SettingTypeError(f"{name} must be a number, got {shown(value)}") from None
