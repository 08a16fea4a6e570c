"""The scale of an axis: linear, or logarithmic if its values are spaced by factors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def is_by_factors(values: NDArray[Any]) -> bool:
    """Whether values are spaced by factors, not by distances."""
    if len(values) <= 2 or values.min() <= 0:
        return False
    ordered = np.sort(values)
    ratios, gaps = ordered[1:] / ordered[:-1], np.diff(ordered)
    return bool(np.ptp(ratios) / ratios.max() < np.ptp(gaps) / gaps.max())


def need_logarithms(heights: NDArray[Any]) -> bool:
    """Whether losses are drawn over logarithms: none is 0 or below, and not all within 3 times."""
    finite = heights[np.isfinite(heights)]
    return bool(finite.size and finite.max() > 3 * finite.min() > 0)


def ends_apart(heights: NDArray[Any]) -> tuple[float, float]:
    """The least and the greatest finite number; if they are one, some room; of none, 0 and 1."""
    known = heights[np.isfinite(heights)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    return (low, high) if high > low else (low - 0.5, high + 0.5)


@dataclass(frozen=True)
class Scale:
    """The positions of values along an axis: their logarithms (to base 10), or the values."""

    by_factors: bool

    @classmethod
    def of(cls, values: NDArray[Any]) -> Scale:
        """The scale on which values are evenly spaced."""
        return cls(is_by_factors(np.asarray(values, dtype=np.float64)))

    def places(self, values: ArrayLike) -> Array:
        """Values to positions; infinite for values that have no logarithm."""
        given = np.asarray(values, dtype=np.float64)
        if not self.by_factors:
            return given
        return np.log10(given, where=given > 0, out=np.full(given.shape, -np.inf))

    def values(self, places: ArrayLike) -> Array:
        """Positions to values."""
        given = np.asarray(places, dtype=np.float64)
        values: Array = 10.0**given if self.by_factors else given
        return values

    def nearest(self, values: NDArray[Any], wanted: float) -> int:
        """The index of the value nearest to the given one."""
        return int(np.abs(self.places(values) - self.places(wanted)).argmin())

    @property
    def unit(self) -> str:
        """The unit of widths on this scale."""
        return "decade" if self.by_factors else "1"
