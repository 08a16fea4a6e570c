"""Several values of one setting: an axis of the experiment.

The values are the same bits on every machine: they come from correctly rounded arithmetic only,
never from a library's `pow`, which differs between processors.
"""

from __future__ import annotations

import contextlib
import decimal
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError, SettingTypeError, shown
from gdsim.base.given_numbers import LISTED, GivenNumbers, plain_number, read_only

Column = NDArray[np.float64]

MOST_VALUES = 2**40  # beyond any memory; a larger count is a slip of the keyboard
ALL = slice(None)
_BLOCK = 4096  # values of a logspace computed one by one; longer ones repeat the block, scaled


@dataclass(frozen=True)
class Logspace:
    """`count` values from `low` to `high`, both included, each the same factor from the last.

    Values are correctly rounded up to 4096 of them, and within 2 ulp beyond.
    """

    low: float
    high: float
    count: int

    def __post_init__(self) -> None:
        _check(self)
        if not (self.low > 0 and self.high > 0):
            raise SettingError(
                f"logspace needs two ends above 0, got {self.low!r} and {self.high!r}; "
                "linspace takes any"
            )

    def __len__(self) -> int:
        return self.count

    def __repr__(self) -> str:
        return f"logspace({self.low!r}, {self.high!r}, {self.count})"

    @property
    def bounds(self) -> tuple[float, float]:
        """The smallest and the largest value."""
        return min(self.low, self.high), max(self.low, self.high)

    @property
    def first(self) -> float:
        """The first value."""
        return self.low

    @property
    def is_whole(self) -> bool:
        """Whether all values are whole numbers.

        Of whole numbers below 2**53 so many as share a factor, other than 1, are at most 53.
        """
        if self.low == self.high:
            return self.low.is_integer()
        return self.count <= 53 and not np.any(self.values % 1)

    @cached_property
    def values(self) -> Column:
        """The values, shape (count,), read-only."""
        return read_only(self.section(ALL))

    def section(self, part: slice) -> Column:
        """Some of the values; the others are not computed."""
        index = indices(part, self.count)
        if len(index) <= 2 and {0, self.count - 1}.issuperset(index.tolist()):  # ends, as given
            return _with_ends(np.empty(len(index)), index, self)
        blocks, block = self._factors
        values: Column = blocks[index // _BLOCK] * block[index % _BLOCK]
        return _with_ends(values, index, self)

    @cached_property
    def _factors(self) -> tuple[Column, Column]:
        """What each block of values is scaled by, and the values of the first."""
        with decimal.localcontext(prec=40, Emin=decimal.MIN_EMIN, Emax=decimal.MAX_EMAX):
            low, high = decimal.Decimal(repr(self.low)), decimal.Decimal(repr(self.high))
            factor = ((high / low).ln() / (self.count - 1)).exp()
            block = _powers(low, factor, min(_BLOCK, self.count))
            blocks = _powers(decimal.Decimal(1), factor**_BLOCK, -(-self.count // _BLOCK))
        return blocks, block


@dataclass(frozen=True)
class Linspace:
    """`count` values from `low` to `high`, both included, each the same distance from the last."""

    low: float
    high: float
    count: int

    def __post_init__(self) -> None:
        _check(self)

    def __len__(self) -> int:
        return self.count

    def __repr__(self) -> str:
        return f"linspace({self.low!r}, {self.high!r}, {self.count})"

    @property
    def bounds(self) -> tuple[float, float]:
        """The smallest and the largest value."""
        return min(self.low, self.high), max(self.low, self.high)

    @property
    def first(self) -> float:
        """The first value."""
        return self.low

    @property
    def is_whole(self) -> bool:
        """Whether all values are whole numbers."""
        return self._step is not None or (self.low == self.high and self.low.is_integer())

    @cached_property
    def values(self) -> Column:
        """The values, shape (count,), read-only."""
        return read_only(self.section(ALL))

    def section(self, part: slice) -> Column:
        """Some of the values; the others are not computed."""
        index = indices(part, self.count)
        if self.count == 1:
            return np.full(len(index), self.low)
        if self._step is not None:
            whole = int(self.low) + self._step * index
            return _with_ends(whole.astype(np.float64), index, self)
        last = self.count - 1
        # This form gives 0.3, not 0.30000000000000004, for linspace(0, 1, 11)[3]. The scale keeps
        # ends near the largest number from overflowing.
        scale = 1.0 if max(abs(self.low), abs(self.high)) < 1e290 else 2.0**-64
        values = (self.low * scale * (last - index) + self.high * scale * index) / last / scale
        return _with_ends(values, index, self)

    @property
    def _step(self) -> int | None:
        """How far apart values are that are whole numbers throughout; None where some are not."""
        ends = self.low, self.high
        if self.low == self.high or not all(x.is_integer() and abs(x) <= 2**53 for x in ends):
            return None
        step, rest = divmod(int(self.high) - int(self.low), self.count - 1)
        return None if rest else step


@dataclass(frozen=True, eq=False, repr=False)
class Values(GivenNumbers):
    """Values given one by one, shape (count,)."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not len(self.given):
            raise SettingError("a list of values needs at least one, got none")

    @cached_property
    def bounds(self) -> tuple[float, float]:
        """The smallest and the largest value; NaN where a value is."""
        return float(self.given.min()), float(self.given.max())

    @property
    def first(self) -> float:
        """The first value."""
        return float(self.given[0])

    @property
    def is_whole(self) -> bool:
        """Whether all values are whole numbers."""
        with np.errstate(invalid="ignore"):  # of an infinite value, which is none
            return not np.any(self.given % 1)

    @property
    def values(self) -> Column:
        """The values, shape (count,), read-only."""
        return self.given

    def section(self, part: slice) -> Column:
        """Some of the values."""
        return self.given[part]


Axis = Logspace | Linspace | Values


def logspace(low: float, high: float, count: int) -> Logspace:
    """An axis of `count` values from `low` to `high`, evenly spaced on a log scale.

    Both ends are included and are values, not exponents: `logspace(1e-4, 1.0, 5)`.
    """
    return Logspace(plain_number(low), plain_number(high), plain_count(count))


def linspace(low: float, high: float, count: int) -> Linspace:
    """An axis of `count` values from `low` to `high`, evenly spaced; both ends are included."""
    return Linspace(plain_number(low), plain_number(high), plain_count(count))


def several(values: Iterable[Any], name: str = "values") -> Axis:
    """An axis of the values given; SettingTypeError unless all of them are numbers.

    A long `range` is an axis that is not expanded.
    """
    if isinstance(values, range):
        return _of_range(values, name)
    if isinstance(values, np.ndarray):
        if values.ndim != 1:
            raise SettingTypeError(
                f"{name} must be a number or a list of numbers, got shape {values.shape}"
            )
        if np.ma.is_masked(values):
            raise SettingError(f"{name} must be numbers, got an array with masked ones")
        if values.dtype.kind in "iuf":
            return Values.of(values)
    elif isinstance(values, list | tuple) and set(map(type, values)) <= {int, float}:
        with contextlib.suppress(OverflowError):  # whose number is named below
            return Values(np.array(values, dtype=np.float64))
    return Values(np.array([plain_number(value, name) for value in values], dtype=np.float64))


def _of_range(values: range, name: str) -> Axis:
    """A `range`: written out while it is short, else its ends and how many there are."""
    count = max(-(-(values.stop - values.start) // values.step), 0)  # len() has a limit
    if count <= LISTED:
        return Values(np.array([plain_number(value, name) for value in values], dtype=np.float64))
    last = values.start + (count - 1) * values.step
    ends = plain_number(values.start, name), plain_number(last, name)
    return Linspace(*ends, plain_count(count, f"the count of values of {name}"))


def plain_count(value: Any, name: str = "the count of values") -> int:
    """`value` as a Python int from 1; 64.0 counts as 64."""
    number = plain_number(value, name)
    if not 1 <= number <= MOST_VALUES or not number.is_integer():
        raise SettingError(f"{name} must be a whole number from 1 to 2**40, got {shown(value)}")
    return int(number)


def _check(axis: Logspace | Linspace) -> None:
    if not (math.isfinite(axis.low) and math.isfinite(axis.high)):
        raise SettingError(f"an axis needs two finite ends, got {axis.low!r} and {axis.high!r}")
    if axis.count == 1 and axis.low != axis.high:
        raise SettingError(
            f"an axis of one value cannot reach from {axis.low!r} to {axis.high!r}; "
            "ask for at least 2 values, or give a number"
        )


def _powers(first: decimal.Decimal, factor: decimal.Decimal, count: int) -> Column:
    """First, first * factor, first * factor**2, ...: 40 digits carried, then rounded once."""
    values = np.empty(count)
    for index in range(count):
        values[index] = float(first)
        first *= factor
    return values


def indices(part: slice, count: int) -> NDArray[np.int64]:
    """The numbers, of 0 to `count` - 1, that a slice takes."""
    return np.arange(*part.indices(count))


def _with_ends(values: Column, index: NDArray[np.int64], axis: Logspace | Linspace) -> Column:
    """Values of which the first and the last of the axis, if they are there, are as given."""
    values[index == 0] = axis.low
    values[index == axis.count - 1] = axis.high
    return values


# What of an experiment's grid is wanted: a slice of each dimension that is not wanted whole.
Part = Mapping[str, slice]


WHOLE: Part = {}
