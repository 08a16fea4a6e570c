"""Axes: several values of one setting of an experiment.

The values have the same bits on every machine: they are computed with correctly rounded arithmetic
only, never with a library's `pow`, which differs between processors.
"""

from __future__ import annotations

import contextlib
import decimal
import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, repeat
from operator import mul
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError, SettingTypeError, shown
from gdsim.base.given_numbers import LISTED, GivenNumbers, plain_number, read_only

Column = NDArray[np.float64]

MOST_VALUES = 2**40  # more than any memory holds; a larger count is a typing error
ALL = slice(None)
_BLOCK = 4096  # values of a logspace computed one by one; a longer one repeats this block, scaled


class Axis(ABC):
    """Several values of one setting, float64, which are computed when they are used."""

    @abstractmethod
    def __len__(self) -> int: ...

    @property
    @abstractmethod
    def bounds(self) -> tuple[float, float]:
        """The smallest and the largest value; NaN if a value is NaN."""

    @property
    @abstractmethod
    def is_whole(self) -> bool:
        """Whether all values are whole numbers."""

    @abstractmethod
    def section(self, part: slice) -> Column:
        """The values of a slice; no others are computed."""

    @property
    @abstractmethod
    def values(self) -> Column:
        """The values, shape (count,), read-only."""

    @property
    def first(self) -> float:
        """The first value."""
        return float(self.section(slice(1))[0])


@dataclass(frozen=True, repr=False)
class Spaced(Axis):
    """`count` values from `low` to `high`, both included and finite; a subclass has the spacing."""

    low: float
    high: float
    count: int

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high)):
            raise SettingError(f"an axis needs two finite ends, got {self.low!r} and {self.high!r}")
        if self.count == 1 and self.low != self.high:
            raise SettingError(
                f"an axis from {self.low!r} to {self.high!r} needs at least 2 values, got 1; "
                "for one value, give a number"
            )

    def __len__(self) -> int:
        return self.count

    def __repr__(self) -> str:
        return f"{type(self).__name__.lower()}({self.low!r}, {self.high!r}, {self.count})"

    @property
    def bounds(self) -> tuple[float, float]:
        """The smallest and the largest value."""
        return min(self.low, self.high), max(self.low, self.high)

    @cached_property
    def values(self) -> Column:
        """The values, shape (count,), read-only."""
        return read_only(self.section(ALL))

    def section(self, part: slice) -> Column:
        """The values of a slice; no others are computed."""
        index = indices(part, self.count)
        if {0, self.count - 1}.issuperset(index[:3].tolist()):  # ends alone, which are given
            values = np.empty(len(index))
        else:
            values = self._between(index)
        values[index == 0] = self.low
        values[index == self.count - 1] = self.high
        return values

    @abstractmethod
    def _between(self, index: NDArray[np.int64]) -> Column:
        """The values at these indices; the two ends need not be exact."""


@dataclass(frozen=True, repr=False)
class Logspace(Spaced):
    """`count` values from `low` to `high`, both included, with a constant ratio.

    The first 4096 values are correctly rounded, later ones are within 2 ulp.
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        if not (self.low > 0 and self.high > 0):
            raise SettingError(
                f"logspace needs two ends above 0, got {self.low!r} and {self.high!r}; "
                "linspace allows any"
            )

    @property
    def is_whole(self) -> bool:
        """Whether all values are whole numbers.

        At most 53 whole numbers below 2**53 can have a constant ratio other than 1.
        """
        if self.low == self.high:
            return self.low.is_integer()
        return self.count <= 53 and not np.any(self.values % 1)

    def _between(self, index: NDArray[np.int64]) -> Column:
        scale, first_block = self._factors
        block = index // _BLOCK  # of each value: equal ones stand side by side
        begins = np.flatnonzero(np.diff(block, prepend=-1))
        scales = np.repeat(_powers(scale, block[begins]), np.diff(begins, append=len(index)))
        values: Column = scales * first_block[index % _BLOCK]
        return values

    @cached_property
    def _factors(self) -> tuple[decimal.Decimal, Column]:
        """The ratio of successive blocks, and the values of the first block."""
        with _digits():
            low, high = decimal.Decimal(repr(self.low)), decimal.Decimal(repr(self.high))
            factor = ((high / low).ln() / (self.count - 1)).exp()
            powers = accumulate(repeat(factor), mul, initial=low)
            block = np.fromiter(map(float, powers), float, min(_BLOCK, self.count))
            return factor**_BLOCK, block


@dataclass(frozen=True, repr=False)
class Linspace(Spaced):
    """`count` values from `low` to `high`, both included, with a constant difference."""

    @property
    def is_whole(self) -> bool:
        """Whether all values are whole numbers."""
        return self._step is not None or (self.low == self.high and self.low.is_integer())

    def _between(self, index: NDArray[np.int64]) -> Column:
        if self._step is not None:
            return (int(self.low) + self._step * index).astype(np.float64)
        last = self.count - 1
        # This form gives 0.3, not 0.30000000000000004, for linspace(0, 1, 11)[3]. The scale avoids
        # overflow where an end is near the largest number.
        scale = 1.0 if max(abs(self.low), abs(self.high)) < 1e290 else 2.0**-64
        values: Column = self.low * scale * (last - index) + self.high * scale * index
        return values / last / scale

    @property
    def _step(self) -> int | None:
        """The difference of values that are all whole numbers; None if they are not."""
        ends = self.low, self.high
        if self.low == self.high or not all(x.is_integer() and abs(x) <= 2**53 for x in ends):
            return None
        step, rest = divmod(int(self.high) - int(self.low), self.count - 1)
        return None if rest else step


@dataclass(frozen=True, eq=False, repr=False)
class Values(GivenNumbers, Axis):
    """An axis of values given one by one, shape (count,)."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not len(self.given):
            raise SettingError("a list of values needs at least one, got none")

    @cached_property
    def bounds(self) -> tuple[float, float]:
        """The smallest and the largest value; NaN if a value is NaN."""
        return float(self.given.min()), float(self.given.max())

    @property
    def is_whole(self) -> bool:
        """Whether all values are whole numbers."""
        with np.errstate(invalid="ignore"):  # an infinite value is not a whole number
            return not np.any(self.given % 1)

    def section(self, part: slice) -> Column:
        """The values of a slice."""
        return self.given[part]

    @property
    def values(self) -> Column:
        """The values, shape (count,), read-only."""
        return self.given


def first_value(setting: float | Axis) -> float:
    """A setting's value, or the first of several."""
    return setting.first if isinstance(setting, Axis) else float(setting)


def logspace(low: float, high: float, count: int) -> Logspace:
    """An axis of `count` values from `low` to `high`, evenly spaced on a log scale.

    Both ends are included and are values, not exponents: `logspace(1e-4, 1.0, 5)`.
    """
    return Logspace(plain_number(low), plain_number(high), plain_count(count))


def linspace(low: float, high: float, count: int) -> Linspace:
    """An axis of `count` values from `low` to `high`, evenly spaced; both ends are included."""
    return Linspace(plain_number(low), plain_number(high), plain_count(count))


def several(values: Iterable[Any], name: str = "values") -> Axis:
    """An axis of the given values; SettingTypeError unless all of them are numbers.

    A long `range` becomes an axis that is not expanded.
    """
    if isinstance(values, range):
        return _of_range(values, name)
    if isinstance(values, np.ndarray):
        if values.ndim != 1:
            raise SettingTypeError(
                f"{name} must be a number or a list of numbers, got shape {values.shape}"
            )
        if np.ma.is_masked(values):
            raise SettingError(f"{name} must be numbers, got an array with masked values")
        if values.dtype.kind in "iuf":
            return Values.of(values)
    elif isinstance(values, list | tuple) and set(map(type, values)) <= {int, float}:
        with contextlib.suppress(OverflowError):  # plain_number names the value below
            return Values(np.array(values, dtype=np.float64))
    return Values(np.array([plain_number(value, name) for value in values], dtype=np.float64))


def _of_range(values: range, name: str) -> Axis:
    """The axis of a `range`: its values if it is short, else its ends and its length."""
    count = max(-(-(values.stop - values.start) // values.step), 0)  # len() has a limit
    if count <= LISTED:
        return Values(np.array([plain_number(value, name) for value in values], dtype=np.float64))
    last = values.start + (count - 1) * values.step
    ends = plain_number(values.start, name), plain_number(last, name)
    return Linspace(*ends, plain_count(count, f"the count of values of {name}"))


def plain_count(value: Any, name: str = "the count of values") -> int:
    """`value` as a Python int of at least 1; 64.0 is accepted as 64."""
    number = plain_number(value, name)
    if not 1 <= number <= MOST_VALUES or not number.is_integer():
        raise SettingError(f"{name} must be a whole number from 1 to 2**40, got {shown(value)}")
    return int(number)


def _digits() -> contextlib.AbstractContextManager[decimal.Context]:
    """Arithmetic in 40 digits; results are rounded once, to a float."""
    return decimal.localcontext(prec=40, Emin=decimal.MIN_EMIN, Emax=decimal.MAX_EMAX)


def _powers(base: decimal.Decimal, exponents: NDArray[np.int64]) -> Column:
    """Powers with whole exponents, (n,); other powers are not computed."""
    powers = np.empty(len(exponents))
    with _digits():
        power, last = decimal.Decimal(1), 0
        for place, exponent in enumerate(exponents.tolist()):
            power = power * base if exponent == last + 1 else base**exponent
            powers[place], last = float(power), exponent
    return powers


def indices(part: slice, count: int) -> NDArray[np.int64]:
    """The indices, from 0 to `count` - 1, that a slice selects."""
    return np.arange(*part.indices(count))


# A selection of an experiment's grid: one slice per dimension; dimensions not named are whole.
Part = Mapping[str, slice]


WHOLE: Part = {}
