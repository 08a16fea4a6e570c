"""A plane of two settings: every point of it is a run, and an area of it a picture of runs.

Coordinates of a plane are the settings themselves, or their base-10 logarithms. The pixels of a
picture lie on a lattice whose steps are powers of two, so that areas that overlap share pixels,
and zooming in by two keeps the lattice's origin. A pixel stands for the settings at its middle; of
whole numbers it covers one at least, from itself to the next.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdsim.app.model.turnable import Turnable, axes_of, turnables

if TYPE_CHECKING:
    from gdsim.experiment.experiment import Experiment

Values = NDArray[np.float64]
DECADES = 30.0  # of a logarithmic coordinate, on either side of 1
WIDEST = 1000.0  # times what is seen first, on either side of it
FINEST = 2.0**-50  # of a coordinate: smaller steps are lost to rounding
# The least share of a number that an area may span, so that the runs of its pixels still differ:
# some hundred units in the last place of the precision of runs, more where it is also that of
# coordinates.
CLOSEST = {"float32": 512 * 2.0**-23, "float64": 4096 * 2.0**-52}


@dataclass(frozen=True)
class Span:
    """A part of a coordinate, from low to high."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """Its length."""
        return self.high - self.low


@dataclass(frozen=True)
class Area:
    """What is seen of a plane."""

    x: Span
    y: Span


@dataclass(frozen=True)
class Cells:
    """`count` pixels along one coordinate, the first with index `first`, each `step` wide."""

    first: int
    count: int
    step: float

    @property
    def middles(self) -> Values:
        """The coordinates of the pixels' middles, (count,)."""
        numbers = np.arange(self.first, self.first + self.count, dtype=np.float64)
        return (numbers + 0.5) * self.step

    @property
    def span(self) -> Span:
        """What the pixels cover."""
        return Span(self.first * self.step, (self.first + self.count) * self.step)

    def part(self, taken: slice) -> Cells:
        """Some neighbouring pixels."""
        start, stop, _ = taken.indices(self.count)
        return Cells(self.first + start, stop - start, self.step)


@dataclass(frozen=True)
class Lattice:
    """The pixels of a picture: columns along x, rows along y."""

    x: Cells
    y: Cells

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        return self.y.count, self.x.count


@dataclass(frozen=True)
class Plane:
    """Two settings of an experiment of one run (`gdsim.experiment.one_run`)."""

    experiment: Experiment
    x: Turnable
    y: Turnable

    @classmethod
    def of(cls, experiment: Experiment, x: str, y: str) -> Plane:
        """The plane of two settings, by their keys."""
        known = turnables(experiment)
        return cls(experiment, known[x], known[y])

    @property
    def axes(self) -> tuple[object, ...]:
        """What the coordinates mean: equal for planes whose areas can be compared."""
        return self.x.key, self.x.log, self.y.key, self.y.log

    @property
    def home(self) -> Area:
        """What is seen first."""
        return Area(_home(self.x), _home(self.y))

    @property
    def limits(self) -> Area:
        """The most that can be seen: beyond it no number means anything."""
        return Area(_limits(self.x), _limits(self.y))

    def closest(self, area: Area) -> tuple[float, float]:
        """The least widths and heights of areas near one whose neighbouring pixels still differ."""
        share = CLOSEST[self.experiment.dtype]
        return _closest(self.x, area.x, share), _closest(self.y, area.y, share)

    def lattice(self, area: Area, pixels: int) -> Lattice:
        """The lattice that shows an area in `pixels` along each side, or up to twice as many."""
        return Lattice(_cells(self.x, area.x, pixels), _cells(self.y, area.y, pixels))

    def values(self, lattice: Lattice) -> tuple[Values, Values]:
        """The settings of a lattice's columns and of its rows; some may not be allowed.

        They have no more digits than neighbours need to differ by much: people read them.
        """
        return _plain(self.x, lattice.x), _plain(self.y, lattice.y)

    def allowed(self, lattice: Lattice) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which columns and which rows of a lattice have settings that the method allows."""
        columns, rows = self.values(lattice)
        return self.x.range.allows(columns), self.y.range.allows(rows)

    def runs(self, columns: Values, rows: Values) -> Experiment:
        """The experiment with a run for each pixel; `x_is_last` has the order of its axes."""
        return self.y.put(self.x.put(self.experiment, columns, 0), rows, 0)

    def at(self, experiment: Experiment, x: float, y: float, optimizer: int = 0) -> Experiment:
        """An experiment with the two settings at a point of the plane."""
        return self.y.put(self.x.put(experiment, x, optimizer), y, optimizer)

    @cached_property
    def x_is_last(self) -> bool:
        """Whether x is the faster of the two dimensions of `runs`."""
        one = self.runs(np.array([self.x.value]), np.array([self.y.value]))
        return list(axes_of(one))[-1] == self.x.key


def coordinate(turnable: Turnable, setting: float) -> float:
    """Where a setting lies along its axis; NaN where a logarithmic one has no place for it."""
    if turnable.whole:
        return setting + 0.5
    if not turnable.log:
        return setting
    return math.log10(setting) if setting > 0 else math.nan


def settings(turnable: Turnable, places: Values) -> Values:
    """The settings at places along an axis."""
    if turnable.whole:
        return np.floor(places)
    return np.power(10.0, places) if turnable.log else places


def setting(turnable: Turnable, at: float) -> float:
    """The setting at a place along its axis."""
    return float(settings(turnable, np.array([at]))[0])


def finest(area: Area) -> bool:
    """Whether an area is as small as the numbers that coordinates are held in allow."""
    return any(
        side.width <= 1024 * FINEST * max(abs(side.low), abs(side.high), 1e-300)
        for side in (area.x, area.y)
    )


def _closest(turnable: Turnable, span: Span, share: float) -> float:
    size = max(abs(span.low), abs(span.high))
    if turnable.whole:
        return 4096 * FINEST * size
    return share / math.log(10) + 4096 * FINEST * size if turnable.log else share * size


def _cells(turnable: Turnable, span: Span, pixels: int) -> Cells:
    step = 2.0 ** math.floor(math.log2(span.width / pixels))
    if turnable.whole:
        step = max(step, 1.0)
    first = math.floor(span.low / step)
    return Cells(first, max(math.ceil(span.high / step) - first, 1), step)


def _plain(turnable: Turnable, cells: Cells) -> Values:
    """The settings of pixels, to a hundredth of the difference of two neighbours."""
    values = settings(turnable, cells.middles)
    if turnable.whole:
        return values
    if not turnable.log:
        decimals = math.ceil(-math.log10(cells.step)) + 2
        return values if decimals > 15 else np.round(values, decimals)
    digits = math.ceil(-math.log10(cells.step)) + 2
    return values if digits > 15 else np.array([float(f"{each:.{digits}g}") for each in values])


def _limits(turnable: Turnable) -> Span:
    if turnable.log:
        return Span(-DECADES, DECADES)
    home = _home(turnable)
    return Span(home.low - WIDEST * home.width, home.high + WIDEST * home.width)


def _home(turnable: Turnable) -> Span:
    low, high = turnable.home
    return Span(math.log10(low), math.log10(high)) if turnable.log else Span(low, high)
