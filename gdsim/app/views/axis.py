"""Axes in the window's look: how their numbers are chosen and written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QPaintEngine, QPainter, QPicture, QPixmap

from gdsim.app.look.figures import between, figures, with_minus
from gdsim.app.look.type_size import px
from gdsim.app.translation import grouped
from gdsim.app.views.axis_marks import Line, Number, marks_of
from gdsim.app.views.pixmaps import Look, blank, look_of, painter_on, show

Ticks = list[tuple[float, list[float]]]  # a spacing, and the places that have it


class Axis(pg.AxisItem):
    """An axis whose numbers are written as everywhere; `counts` are of steps: 20,000.

    It is drawn from a picture of itself until its numbers change: letters are slow to draw.
    """

    counts = False
    ROOM = 48  # px across from one number to the next, at least

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self._kept = QPixmap()
        self._painted: tuple[QPicture | None, Look | None] = None, None  # what is kept

    def paint(self, painter: QPainter, *rest: Any) -> None:
        if painter.paintEngine().type() is not QPaintEngine.Type.Raster:
            super().paint(painter, *rest)  # to a page, where pixels would show
            return
        look = look_of(self, painter)
        if self._painted != (self.picture, look):
            self._kept = blank(look)
            own = painter_on(self._kept, look)
            super().paint(own, *rest)  # which makes a new `picture` if it has to
            own.end()
            self._painted = self.picture, look
        show(self._kept, look, painter)

    def generateDrawSpecs(self, painter: QPainter) -> tuple[Line, list[Line], list[Number]] | None:
        """The line, the ticks and the numbers; the axis has room for these from then on.

        One without numbers keeps the room that it has, so that nothing moves when it gets some.
        """
        if self._tickLevels is not None:  # given ones
            specs: tuple[Line, list[Line], list[Number]] | None = super().generateDrawSpecs(painter)
            return specs
        marks = marks_of(self)
        if marks is None:
            return None
        if marks.room > 0:
            self._updateMaxTextSize(marks.room)
        return marks[:3]

    def tickValues(self, low: float, high: float, size: float) -> Ticks:
        """Few of counts, however few there are."""
        if not self.counts or high <= low:
            usual: Ticks = super().tickValues(low, high, size)
            return usual
        step, places = even_places(low, high, max(int(size / px(self.ROOM)), 1))
        return [(max(step, 1.0), [place for place in places if place == round(place)])]

    def updateAutoSIPrefix(self) -> None:
        """Nothing: pyqtgraph multiplies numbers that are all below 1, also if told not to."""

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        if self.counts:
            return [grouped(round(value * scale)) if spacing >= 1 else "" for value in values]
        return between([value * scale for value in values], spacing * scale)


class LogAxis(Axis):
    """An axis of base-10 logarithms: whole decades are named, or 1, 2, 5 where few are in view."""

    NAMED = 7  # numbers at most
    CLOSE = 0.6  # of a decade in view, below which ticks are evenly spaced numbers

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self.shares = False  # True: plain numbers from 0 to 1, as per cent
        self.is_linear = False  # True: plain numbers

    def tickValues(self, low: float, high: float, size: float) -> Ticks:
        if self.shares or self.is_linear:
            plain: Ticks = super().tickValues(low, high, size)
            return plain
        most = self._most(size)
        first, last = int(np.ceil(low)), int(np.floor(high))
        every = max(1, -(-(last - first + 1) // most))
        decades = [float(n) for n in range(-(-first // every) * every, last + 1, every)]
        if high - low > 2.2:
            return [(1.0, decades)]
        if high - low < self.CLOSE:
            step, values = even_places(10.0**low, 10.0**high, most)
            return [(step / 10.0**high, [float(np.log10(value)) for value in values])]
        digits = (1, 2, 5) if most == self.NAMED else (1, 3)
        places = [n + float(np.log10(d)) for n in range(first - 1, last + 1) for d in digits]
        return [(0.1, [place for place in places if low <= place <= high])]

    def _most(self, size: float) -> int:
        """The numbers that there is room for on so many px."""
        if self.orientation in ("left", "right"):
            return self.NAMED
        return min(self.NAMED, max(int(size / px(self.ROOM)), 2))

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        if self.shares:
            return [f"{value:.0%}" if spacing > 0.009 else f"{value:.1%}" for value in values]
        if self.is_linear:
            return super().tickStrings(values, scale, spacing)
        if spacing < 1:
            digits = max(int(np.ceil(-np.log10(spacing))) + 1, 2)
            return [figures(10.0**value, max(digits, 2 if value < 2 else 4)) for value in values]
        powers = [round(value) for value in values]
        return [figures(10.0**n) if abs(n) < 300 else with_minus(f"1e{n}") for n in powers]


def even_places(low: float, high: float, most: int) -> tuple[float, list[float]]:
    """A round step, 1, 2 or 5 times a power of ten, and its multiples between two ends."""
    rough = (high - low) / most
    size = 10.0 ** np.floor(np.log10(rough))
    step = float(next(size * m for m in (1, 2, 5, 10) if size * m >= rough))
    first, last = int(np.ceil(low / step - 1e-9)), int(np.floor(high / step + 1e-9))
    return step, [n * step for n in range(first, last + 1)]
