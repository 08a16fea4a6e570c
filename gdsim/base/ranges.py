"""The allowed numbers of settings, and the declarations of methods' settings (`Hyper`, `Flag`)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Range:
    """An interval of allowed numbers, from low to high, each end included or not."""

    low: float
    high: float
    low_included: bool = True
    high_included: bool = True

    def __contains__(self, value: float) -> bool:
        return bool(self.allows(value))

    def allows(self, values: Any) -> Any:
        """Whether a number, or which numbers of an array, are inside; NaN never is."""
        above = values >= self.low if self.low_included else values > self.low
        below = values <= self.high if self.high_included else values < self.high
        return above & below

    def __str__(self) -> str:
        if math.isinf(self.low) and math.isinf(self.high):
            return "any finite number"
        if math.isinf(self.high):
            return f"a number {'at least' if self.low_included else 'above'} {self.low:g}"
        left, right = "[("[not self.low_included], "])"[not self.high_included]
        return f"a number in {left}{self.low:g}, {self.high:g}{right}"


finite = Range(-math.inf, math.inf, False, False)


positive = Range(0, math.inf, False, False)


nonnegative = Range(0, math.inf, True, False)


unit = Range(0, 1, True, False)  # decay rates: 0 <= beta < 1


share = Range(0, 1)


steps = Range(0, 2**24)  # a count of steps; float32 represents every count up to here


SEEDS = Range(0, 2**32 - 1)  # of random draws: one word of the counters that they are made from


@dataclass(frozen=True)
class Hyper:
    """A numeric setting of a method: its default, its allowed range, whether it is log-scaled."""

    default: float
    range: Range = finite
    log: bool = False
    summary: str = ""
    whole: bool = False


@dataclass(frozen=True)
class Flag:
    """A yes-or-no setting of a method, fixed when the kernel is compiled."""

    default: bool = False
    summary: str = ""
