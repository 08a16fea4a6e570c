"""Scales: from a number that can be turned to a place on its slider, and back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from gdsim.base.ranges import SEEDS, Hyper, nonnegative, unit

Kind = Literal["even", "log", "to one"]
WIDE = 1000.0  # whole numbers whose range is so many times its beginning are on a log scale
DECADES = 3.0  # that are shown first on either side of a number whose range is logarithmic
LEAST_LOG = 1e-6  # where the logarithmic range of a number that is 0 now begins
FIGURES = 3  # of a number that is read off a slider
BEYOND = 9.0  # decades past an end of a log scale: any optimizer diverges there that can diverge


@dataclass(frozen=True)
class Scale:
    """The numbers from low to high along a line from 0 to 1.

    kind: "even"; "log"; or "to one", over logarithms of what is missing to 1, as suits decay rates.
    whole: whether there are only whole numbers. from_zero: whether a log scale begins with 0.
    reach: the numbers at places below 0 and above 1 go on as far as this; None: they do not.
    """

    low: float
    high: float
    kind: Kind = "even"
    whole: bool = False
    from_zero: bool = False
    reach: tuple[float, float] | None = None

    def place(self, value: float) -> float:
        """The place of a number, 0 to 1; of one that is outside, the nearer end."""
        if value <= self.low:
            return 0.0
        if value >= self.high:
            return 1.0
        low, high, at = self._along(self.low), self._along(self.high), self._along(value)
        return (at - low) / (high - low)

    def value(self, place: float) -> float:
        """The number at a place, with few figures."""
        least, most = self.reach or (self.low, self.high)
        if place == 0 or (place < 0 and least == self.low):
            return 0.0 if self.from_zero else self.low
        if place == 1 or (place > 1 and most == self.high):
            return self.high
        low, high = self._along(self.low), self._along(self.high)
        along = min(max(low + place * (high - low), self._along(least)), self._along(most))
        if self.kind == "to one":
            return round(1 - float(f"{10**-along:.{FIGURES - 1}g}"), 12)
        if self.kind == "log":
            value = float(f"{10**along:.{FIGURES}g}")
        else:
            value = round(along, FIGURES - 1 - math.floor(math.log10(high - low)))
        return min(max(round(value) if self.whole else value, least), most)

    def _along(self, value: float) -> float:
        if self.kind == "to one":
            return -math.log10(1 - value)
        return math.log10(value) if self.kind == "log" else value


def shown_first(value: float, hyper: Hyper) -> tuple[tuple[float, float], bool]:
    """The part of a number's range that is shown first, and whether over logarithms."""
    allowed = hyper.range
    if hyper.log:
        middle = value if value > 0 else hyper.default or LEAST_LOG * 10**DECADES
        low, high = middle / 10**DECADES, middle * 10**DECADES
        return (max(low, allowed.low), min(high, allowed.high)), True
    if math.isfinite(allowed.low) and math.isfinite(allowed.high):
        return (allowed.low, allowed.high), False
    if allowed.low == 0 and 0 <= value < 1:  # a share, such as momentum, though more is allowed
        return (0.0, 1.0), False
    reach = 2 * abs(value) or 1.0
    return (max(value - reach, allowed.low), min(value + reach, allowed.high)), False


def scale_of(hyper: Hyper, value: float, within: tuple[float, float] | None = None) -> Scale | None:
    """The scale on which a number's slider shows `value`; None for seeds, which have no order.

    within: the part of the range that it shows; None: what suits the number.
    """
    allowed = hyper.range
    if hyper.whole and allowed == SEEDS:
        return None
    if within is None and allowed == unit and hyper.default >= 0.5:
        missing = min(1 - hyper.default, 1 - value)
        return Scale(0.0, 1 - 10.0 ** (math.floor(math.log10(missing) + 1e-9) - 1), "to one")
    if within is not None:
        low, high = within
        return Scale(min(low, value), max(high, value), "even", hyper.whole)
    wide = hyper.whole and allowed.high >= WIDE * max(allowed.low, 1)
    small = allowed == nonnegative and hyper.default == 0  # such as a penalty
    log = hyper.log or wide or small
    (low, high), log = shown_first(value, Hyper(hyper.default, allowed, log))
    from_zero = log and 0 in allowed
    if hyper.whole:
        low, high = max(math.ceil(low), 1), math.floor(high)
    elif not log:
        low, high = _inside(low, high, hyper)
    reach = _reach(low, high, hyper) if log and not hyper.whole else None
    return Scale(low, high, "log" if log else "even", hyper.whole, from_zero, reach)


def _reach(low: float, high: float, hyper: Hyper) -> tuple[float, float]:
    """How far a log scale goes on past its ends, within the range."""
    allowed, far = hyper.range, 10.0**BEYOND
    least = low if 0 in allowed or low == allowed.low else max(low / far, allowed.low)
    return least, min(high * far, allowed.high)


def _inside(low: float, high: float, hyper: Hyper) -> tuple[float, float]:
    """The ends, moved inwards by a thousandth where the range does not include them."""
    allowed, little = hyper.range, (high - low) / 1000
    return low if low in allowed else low + little, high if high in allowed else high - little
