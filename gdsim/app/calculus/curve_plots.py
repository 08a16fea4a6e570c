"""The plots of one variable: a curve with its tangent and a secant, and its slope below."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from gdsim.app.calculus.draggable import Draggable
from gdsim.app.look.theme import Theme, usual_colour
from gdsim.app.look.type_size import thick
from gdsim.app.translation import tr
from gdsim.app.views.polyline import Polyline
from gdsim.app.views.spots import Spots
from gdsim.learn.derivatives.kinks import Kink
from gdsim.learn.derivatives.slice import Secant, SliceCurve

SNAP = 5  # px to a kink within which the point goes to it
SECANT = 1  # the number of its colour
NOTHING = np.empty(0)


class TangentPlot(Draggable):
    """A curve, the tangent at a point of it, a secant, and the corners of the curve."""

    def __init__(self) -> None:
        super().__init__("x", "f(x)")
        self.setAccessibleName(tr("Curve with its tangent"))
        self.line, self.tangent, self.secant, self.sides = (Polyline() for _ in range(4))
        self.end, self.corners = Spots(), Spots()
        self._curve: SliceCurve | None = None
        self._tangent: tuple[float, float] | None = None
        self._secant: Secant | None = None
        self._kink: Kink | None = None
        for item, depth in (
            (self.line, 5), (self.tangent, 12), (self.secant, 11), (self.sides, 13),
            (self.corners, 20), (self.end, 40),
        ):  # fmt: skip
            self.add_item(item, depth)
        self.box.sigRangeChanged.connect(lambda *_: self._draw_lines())

    def show_curve(self, curve: SliceCurve) -> None:
        """Draw another curve."""
        self._curve = curve
        jumps = tuple(kink for kink in curve.kinks if kink.kind == "jump")
        self.line.set_points(curve.x, with_gaps(curve.x, curve.values, jumps))
        self._draw_corners()

    def show_lines(
        self, tangent: tuple[float, float] | None, secant: Secant | None, kink: Kink | None
    ) -> None:
        """Draw the lines through the point; at a kink those of its two sides."""
        self._tangent, self._secant, self._kink = tangent, secant, kink
        self._draw_lines()

    def snapped(self, x: float) -> float:
        """A place, or the kink that it is next to."""
        near = [kink.x for kink in self.kinks if abs(kink.x - x) < SNAP * self.pixel[0]]
        return min(near, key=lambda each: abs(each - x)) if near else x

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        accent, secant = QColor(theme.accent), usual_colour(SECANT, theme)
        self.line.setPen(pg.mkPen(QColor(theme.text), width=thick(1.8)))
        self.tangent.setPen(pg.mkPen(accent, width=thick(2)))
        self.secant.setPen(pg.mkPen(secant, width=thick(1.6)))
        dashed = pg.mkPen(accent, width=thick(2), style=Qt.PenStyle.DashLine)
        self.sides.setPen(dashed)
        self._draw_corners()
        self._draw_lines()

    @property
    def kinks(self) -> tuple[Kink, ...]:
        """The corners of the curve."""
        return self._curve.kinks if self._curve is not None else ()

    def _draw_corners(self) -> None:
        if self._curve is None:
            return
        curve = self._curve
        heights = np.interp([kink.x for kink in self.kinks], curve.x, curve.values)
        places = np.array([[k.x, y] for k, y in zip(self.kinks, heights, strict=True)])
        colour = QColor(self.theme.error)
        self.corners.show(
            places.reshape(-1, 2), (colour.rgba(), thick(9)), symbol="d", size=thick(9), pen=None,
            brush=colour,
        )  # fmt: skip

    def _draw_lines(self) -> None:
        ends = np.array(self.box.viewRange()[0])
        self._draw_line(self.tangent, self._tangent, ends)
        through, end = None, np.empty((0, 2))
        if self.place is not None and self._secant is not None and np.isfinite(self._secant.slope):
            slope, (x, y) = self._secant.slope, self.place
            through = slope, y - slope * x
            end = np.array([[x + self._secant.h, self._secant.end]])
        self._draw_line(self.secant, through, ends)
        colour = usual_colour(SECANT, self.theme)
        self.end.show(
            end, (colour.rgba(), thick(8)), symbol="o", size=thick(8), pen=None, brush=colour
        )
        self._draw_sides(ends)

    def _draw_sides(self, ends: np.ndarray) -> None:
        """The slopes on both sides of a corner, as lines that end there."""
        kink, place = self._kink, self.place
        if kink is None or place is None or not np.isfinite([kink.left, kink.right]).all():
            self.sides.set_points(NOTHING, NOTHING)
            return
        x, y = place
        self.sides.set_points(
            np.array([ends[0], x, ends[1]]),
            np.array([y + kink.left * (ends[0] - x), y, y + kink.right * (ends[1] - x)]),
        )

    @staticmethod
    def _draw_line(item: Polyline, line: tuple[float, float] | None, ends: np.ndarray) -> None:
        if line is None or not np.isfinite(line).all():
            item.set_points(NOTHING, NOTHING)
        else:
            item.set_points(ends, line[1] + line[0] * ends)


class SlopePlot(Draggable):
    """The slope: what the point has passed over, or all of it."""

    def __init__(self) -> None:
        super().__init__("x", "f'(x)")
        self.setAccessibleName(tr("Slope of the curve"))
        self.whole, self.trace, self._zero = Polyline(), Polyline(), Polyline()
        for item, depth in ((self._zero, 2), (self.whole, 5), (self.trace, 6)):
            self.add_item(item, depth)
        self._curve: SliceCurve | None = None
        self._passed: list[tuple[float, float]] = []  # intervals, apart from each other
        self._is_whole = False
        self.box.sigXRangeChanged.connect(lambda *_: self._draw_zero())

    def show_curve(self, curve: SliceCurve) -> None:
        """Draw the slope of another curve."""
        self._curve = curve
        self._draw()

    def forget(self) -> None:
        """The point has passed over nothing yet."""
        self._passed = []
        self._draw()

    def pass_over(self, start: float, end: float) -> None:
        """The point has moved from one place to another."""
        low, high = min(start, end), max(start, end)
        apart = []
        for left, right in self._passed:
            if right < low or left > high:
                apart.append((left, right))
            else:
                low, high = min(low, left), max(high, right)
        self._passed = [*apart, (low, high)]
        self._draw()

    def show_whole(self, is_whole: bool) -> None:
        """Draw all of the slope, or what the point has passed over alone."""
        self._is_whole = is_whole
        self._draw()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        accent = QColor(theme.accent)
        self.trace.setPen(pg.mkPen(accent, width=thick(2.4)))
        self._zero.setPen(pg.mkPen(QColor(theme.line), width=thick(1)))
        accent.setAlphaF(0.45)
        self.whole.setPen(pg.mkPen(accent, width=thick(1.4)))

    def _draw(self) -> None:
        if self._curve is None:
            return
        x, slopes = self._curve.x, with_gaps(self._curve.x, self._curve.slopes, self._curve.kinks)
        seen = np.zeros(len(x), bool)
        for left, right in self._passed:
            seen |= (x >= left) & (x <= right)
        self.trace.set_points(x, np.where(seen, slopes, np.nan))
        self.whole.set_points(x, slopes if self._is_whole else np.full(len(x), np.nan))

    def _draw_zero(self) -> None:
        self._zero.set_points(np.array(self.box.viewRange()[0]), np.zeros(2))


def with_gaps(x: np.ndarray, values: np.ndarray, kinks: Sequence[Kink]) -> np.ndarray:
    """Values at places, (n,), with a gap at each kink, where their line would jump."""
    apart = values.copy()
    for kink in kinks:
        apart[np.argmin(np.abs(x - kink.x))] = np.nan
    return apart
