"""The working band of an axis: the stretch of values around the best one that work."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gdsim.results.analysis.scales import Scale

Array = NDArray[np.float64]

LEFT = 0.1  # share of the way down from the loss at the start that a value that works may lack


@dataclass(frozen=True)
class Rule:
    """The rule for values that work: enough of the runs converged, or the loss is near the best.

    start: the loss at the start; NaN: it is not known. A loss that may be near the best has fallen
    from there by all but `LEFT` of what the best one has: Moré and Wild 2009, SIAM J. Optim. 20(1),
    equation (2.2). Where the best is no small part of it, as with noisy data, a factor of the best
    would let pass what has hardly been trained.
    """

    factor: float | None = 2.0
    share: float | None = 0.5
    start: float = np.nan

    def ceiling(self, losses: Array) -> float:
        """The loss up to which a value works: the best, and (factor - 1) times its size above."""
        known = losses[np.isfinite(losses)]
        if self.factor is None or not known.size:
            return -np.inf
        best = float(known.min())
        near = best + (self.factor - 1) * abs(best)
        return near if not self.start > best else min(near, best + LEFT * (self.start - best))

    def works(self, losses: Array, converged: Array) -> NDArray[np.bool_]:
        """Which values work."""
        near = np.isfinite(losses) & (losses <= self.ceiling(losses))
        enough = converged >= (np.inf if self.share is None else self.share)
        works: NDArray[np.bool_] = near | enough
        return works

    def spoken(self, loss: str) -> str:
        """The rule as a sentence."""
        said = []
        if self.share is not None:
            said.append(f"at least {self.share:.0%} of its runs converged")
        if self.factor is not None:
            near = f"the median {loss} is at most {self.factor:g} times that optimizer's best"
            fallen = f" and has fallen by {1 - LEFT:.0%} of what the best one has"
            said.append(near + (fallen if np.isfinite(self.start) else ""))
        return f"a value works if {' or '.join(said)}"


@dataclass(frozen=True)
class Band:
    """The values that work: the stretch around the best one, and separate stretches.

    best: the index of the value of least loss, None if no run kept finite. Ends are interpolated.
    An end is open where the axis ends before the band does.
    """

    best: int | None = None
    low: float = np.nan
    high: float = np.nan
    width: float = np.nan
    open_low: bool = False
    open_high: bool = False
    apart: list[tuple[float, float]] = field(default_factory=list)


def band(values: Array, losses: Array, converged: Array, rule: Rule) -> Band:
    """The band of values (in rising order) that work, by their median losses and shares converged.

    Between a value that works and one that does not, the end is where the loss, by its logarithm
    where it has one, or the share crosses its limit; half way where the loss is infinite beyond.
    Both are taken on the scale that the values are spaced on. NaN losses are left out.
    """
    scale, known = Scale.of(values), ~np.isnan(losses)
    values, losses, converged = values[known], losses[known], converged[known]
    works = rule.works(losses, converged)
    if not works.any():
        finite = np.flatnonzero(np.isfinite(losses))
        return Band(
            int(np.flatnonzero(known)[finite[losses[finite].argmin()]]) if len(finite) else None
        )
    # If several are best, such as losses at the limit of precision, take the middle one.
    least = np.flatnonzero(works & (losses == losses[works].min()))
    best = int(least[len(least) // 2])
    bands = []
    for first, last in _stretches(works):
        low = _end(scale, values, losses, converged, rule, first, -1)
        high = _end(scale, values, losses, converged, rule, last, 1)
        bands.append((first, last, low, high))
    ((first, last, low, high),) = (each for each in bands if each[0] <= best <= each[1])
    return Band(
        best=int(np.flatnonzero(known)[best]),
        low=low, high=high, width=float(np.diff(scale.places([low, high]))[0]),
        open_low=first == 0, open_high=last == len(values) - 1,
        apart=[each[2:] for each in bands if not each[0] <= best <= each[1]],
    )  # fmt: skip


def _stretches(works: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The first and last index of each unbroken stretch of True."""
    padded = np.concatenate([[False], works, [False]])
    turns = np.flatnonzero(padded[1:] != padded[:-1])
    return [(int(one), int(other) - 1) for one, other in turns.reshape(-1, 2)]


def _end(
    scale: Scale, values: Array, losses: Array, converged: Array, rule: Rule, at: int, way: int
) -> float:
    """The interpolated end of a stretch whose last index is `at`, in direction `way` (1 or -1)."""
    beyond = at + way
    if not 0 <= beyond < len(values):
        return float(values[at])
    crossed = 0.0
    ceiling = rule.ceiling(losses)
    if losses[at] <= ceiling:
        crossed = _crossing(losses[at], losses[beyond], ceiling)
    if rule.share is not None and converged[at] >= rule.share:
        fall = converged[at] - converged[beyond]
        crossed = max(crossed, float((converged[at] - rule.share) / fall))
    here, there = scale.places(values[[at, beyond]])
    return float(scale.values(here + crossed * (there - here)))


def _crossing(inside: float, outside: float, limit: float) -> float:
    """The position of the limit between a loss and a larger one, from 0 to 1."""
    if not np.isfinite(outside):
        return 0.5
    ends = np.array([inside, outside, limit])
    if ends.min() > 0:
        ends = np.log(ends)
    return float((ends[2] - ends[0]) / (ends[1] - ends[0]))
