"""A line per optimizer, or per pair: bands of rates that work, and differences with intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QApplication

from gdsim.app.look.strokes import with_opacity
from gdsim.app.look.theme import Theme
from gdsim.app.look.type_size import px, thick
from gdsim.app.views.axis import Axis, LogAxis, Ticks
from gdsim.app.views.overlay import Overlay
from gdsim.app.views.plot import Plot

LONGEST = 170  # px of the names at the left
ASIDE = 0.24  # of the axis, for the words at the right
FADED = 0.25


@dataclass(frozen=True)
class Mark:
    """A stroke from `low` to `high`, with a mark at `middle`, `shift` of a row above its line.

    is_filled: whether the mark is solid. open_low, open_high: whether it may go on beyond its end.
    """

    low: float
    high: float
    middle: float
    colour: QColor
    width: float = 2.0
    shift: float = 0.0
    is_filled: bool = True
    open_low: bool = False
    open_high: bool = False
    crosses: tuple[float, ...] = ()


@dataclass(frozen=True)
class Row:
    """A line: its name, what is drawn on it, and words beside it."""

    label: str
    marks: tuple[Mark, ...]
    words: str = ""


class _Numbers(LogAxis):
    """An axis without numbers below the words beside the rows."""

    last = np.inf

    def tickValues(self, low: float, high: float, size: float) -> Ticks:
        known = super().tickValues(low, high, size)
        return [(step, [place for place in places if place <= self.last]) for step, places in known]


class Rows(Plot):
    """Draws rows from the top; `words` says what is read on one of them."""

    picked = Signal(int, float)  # the row that is clicked, and where

    def __init__(self, words: Callable[[int], str]) -> None:
        super().__init__(axes={"bottom": _Numbers("bottom"), "left": Axis("left")})
        self._words = words
        self.rows: tuple[Row, ...] = ()
        self.is_log = True
        self.lit: int | None = None
        self.line_at: float | None = None
        self._strokes = _Strokes(self)
        self.box.disableAutoRange()
        self.box.setMouseEnabled(x=False, y=False)
        self.item.getAxis("bottom").setGrid(30)
        self.scene().sigMouseClicked.connect(self._clicked)

    def show_rows(
        self, rows: Sequence[Row], name: str, ends: tuple[float, float], is_log: bool = True,
        line_at: float | None = None,
    ) -> None:  # fmt: skip
        """Draw other rows on an axis with a name. line_at: where a line stands across all rows."""
        self.rows, self.is_log, self.line_at = tuple(rows), is_log, line_at
        self.item.getAxis("bottom").is_linear = not is_log
        self.name_axes(name, "")
        low, high = (self.place(end) for end in ends)
        room = 0.03 * (high - low) or 0.5
        aside = ASIDE * (high - low) if any(row.words for row in self.rows) else 0.0
        self.item.getAxis("bottom").last = high + room
        count = max(len(self.rows), 1)
        self.box.setRange(
            xRange=(low - room, high + room + aside), yRange=(-count + 0.4, 0.6), padding=0
        )
        left = self.item.getAxis("left")
        left.setTicks([[(-float(number), row.label) for number, row in enumerate(self.rows)]])
        self._widen()
        self._strokes.update()

    def place(self, value: float) -> float:
        """A number as a place of the axis."""
        return float(np.log10(value)) if self.is_log else float(value)

    def light(self, row: int | None) -> None:
        """Have one row stand out, or none."""
        if row != self.lit:
            self.lit = row
            self._strokes.update()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        self._widen()
        self._strokes.update()

    def row_at(self, y: float) -> int | None:
        """The row at a height of the axes."""
        row = round(-y)
        return row if 0 <= row < len(self.rows) else None

    def read(self, x: float, y: float) -> str:
        """The numbers of the row under the mouse."""
        row = self.row_at(y)
        self.light(row)
        return "" if row is None else self._words(row)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.light(None)

    def _widen(self) -> None:
        font = QFont(QApplication.font())
        font.setPixelSize(px(11))
        widths = [QFontMetricsF(font).horizontalAdvance(row.label) for row in self.rows]
        self.item.getAxis("left").setWidth(min(max([*widths, 40.0]) + 20, px(LONGEST)))

    def _clicked(self, event: Any) -> None:
        place = self.click_place(event)
        row = None if place is None else self.row_at(place.y())
        if place is not None and row is not None:
            self.picked.emit(row, 10.0 ** place.x() if self.is_log else place.x())


class _Strokes(Overlay):
    """The marks of the rows, and the words beside them."""

    def __init__(self, plot: Rows) -> None:
        self._of = plot
        super().__init__(plot, 30)

    def place(self) -> None:
        """Nothing: it is placed when it is drawn."""

    def draw(self, painter: QPainter) -> None:
        plot = self._of
        if plot.line_at is not None:
            x = self.pixel(plot.place(plot.line_at), 0).x()
            painter.setPen(QPen(QColor(plot.theme.muted), 1.0))
            painter.drawLine(QPointF(x, 0), QPointF(x, self.pixels.height()))
        for number, row in enumerate(plot.rows):
            opacity = 1.0 if plot.lit in (None, number) else FADED
            for mark in row.marks:
                self._mark(painter, number, mark, opacity)
            if row.words:
                self._say(painter, number, row.words)

    def _say(self, painter: QPainter, number: int, words: str) -> None:
        font = QFont(QApplication.font())
        font.setPixelSize(px(11))
        painter.setFont(font)
        painter.setPen(QColor(self._of.theme.muted))
        y = self.pixel(0, -number).y() + px(4)
        width = painter.fontMetrics().horizontalAdvance(words)
        painter.drawText(QPointF(self.pixels.right() - width - 4, y), words)

    def _mark(self, painter: QPainter, number: int, mark: Mark, opacity: float) -> None:
        plot, colour = self._of, with_opacity(mark.colour, opacity)
        height = -number + mark.shift
        for cross in mark.crosses:
            self._cross(painter, self.pixel(plot.place(cross), height), opacity)
        if np.isfinite((mark.low, mark.high)).all():
            low, high = (self.pixel(plot.place(end), height) for end in (mark.low, mark.high))
            pen = QPen(colour, thick(mark.width))
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawLine(low, high)
            for end, is_open, way in ((low, mark.open_low, -1), (high, mark.open_high, 1)):
                if is_open:
                    self._arrow(painter, end, way, colour)
        if np.isfinite(mark.middle):
            ground = QColor(plot.theme.background)
            painter.setPen(QPen(colour, thick(1.6)))
            painter.setBrush(colour if mark.is_filled else ground)
            size = thick(4.0)
            painter.drawEllipse(self.pixel(plot.place(mark.middle), height), size, size)

    def _arrow(self, painter: QPainter, end: QPointF, way: int, colour: QColor) -> None:
        size = thick(6.0)
        tip = QPointF(end.x() + way * size, end.y())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon([tip, end + QPointF(0, -size), end + QPointF(0, size)])

    def _cross(self, painter: QPainter, middle: QPointF, opacity: float) -> None:
        size = thick(2.0)
        painter.setPen(QPen(with_opacity(QColor(self._of.theme.diverged), 0.7 * opacity), 1.2))
        for way in (-1, 1):
            painter.drawLine(
                middle + QPointF(-size, -way * size), middle + QPointF(size, way * size)
            )
