"""Keys to pictures: a line of marks with names, and a bar of colours with numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent, QTransform
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gdsim.app.look.figures import figures, told_apart
from gdsim.app.look.picture import image_of
from gdsim.app.look.theme import GRID, LIGHT, Theme, tabular
from gdsim.app.look.type_size import fix, px
from gdsim.app.look.wrapping import wrapped_places
from gdsim.app.translation import tr
from gdsim.app.views.axis import even_places

TICKS = 5
MARK = 9  # px
LEAST = 24  # px of the words of a mark
LINE, LINES = 24, 2  # px of a line of marks, and how many there are at most


@dataclass(frozen=True)
class Mark:
    """One entry of a legend, solid or hollow; without a colour it has the muted text's.

    symbol: the form, by pyqtgraph's names.
    """

    text: str
    colour: str | None = None
    hollow: bool = False
    symbol: str = "o"


class Legend(QWidget):
    """Marks with their names, in one line, or in two where they do not fit into one."""

    def __init__(self) -> None:
        super().__init__()
        self.marks: tuple[Mark, ...] = ()
        self._theme = LIGHT
        self._lines = 1
        fix(self, height=LINE)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_marks(self, marks: tuple[Mark, ...]) -> None:
        """Show other entries."""
        if marks != self.marks:
            self.marks = marks
            self.setToolTip("\n".join(mark.text for mark in marks))
            self._make_room()
            self.update()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    @property
    def places(self) -> list[tuple[float, int]]:
        """Where each mark is: its left edge and its line. Those of the last line may be cut."""
        advance = self.fontMetrics().horizontalAdvance
        widths = (MARK + 7 + advance(mark.text) for mark in self.marks)  # rounded, also down
        return wrapped_places(widths, 2 * GRID, self.width(), LINES)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._make_room()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = self.height() / self._lines
        for mark, (left, line) in zip(self.marks, self.places, strict=True):
            middle = (line + 0.5) * height
            room = self.width() - left - MARK - 6
            if room < LEAST:
                painter.setPen(QColor(self._theme.muted))
                painter.drawText(QPointF(min(left, self.width() - LEAST / 2), middle + 4), "…")
                return
            text = painter.fontMetrics().elidedText(mark.text, _CUT, round(room))
            width = painter.fontMetrics().horizontalAdvance(text)
            colour = QColor(mark.colour or self._theme.muted)
            painter.setPen(QPen(colour, 1.6) if mark.hollow else Qt.PenStyle.NoPen)
            painter.setBrush(Qt.BrushStyle.NoBrush if mark.hollow else colour)
            size = MARK - 2 * mark.hollow
            place = QTransform.fromTranslate(left + MARK / 2, middle).scale(size, size)
            painter.drawPath(place.map(Symbols[mark.symbol]))
            painter.setPen(QColor(self._theme.muted))
            box = QRectF(left + MARK + 6, line * height, width + 2, height)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), text)

    def _make_room(self) -> None:
        lines = max((line for _, line in self.places), default=0) + 1
        if lines != self._lines:
            self._lines = lines
            fix(self, height=lines * LINE)


class Bar(QWidget):
    """A colour map from its low end to its high one, with numbers beside it.

    A second table is drawn to the right of the first.
    """

    WIDTH = 64

    def __init__(self) -> None:
        super().__init__()
        fix(self, self.WIDTH)
        self.setFont(tabular(self.font()))
        self._theme = LIGHT
        self._tables: tuple[np.ndarray, ...] = ()
        self._ends, self._log, self._title = (0.0, 1.0), False, ""
        self._ranks: tuple[float, ...] = ()

    def show_scale(
        self,
        title: str,
        ends: tuple[float, float],
        *tables: np.ndarray,
        log: bool = False,
        ranks: tuple[float, ...] = (),
    ) -> None:
        """Show a scale; with `log` the ends are base-10 logarithms.

        ranks: the values at even places of a scale of ranks, from 0 to 1.
        """
        self._title, self._ends, self._tables, self._log = title, ends, tables, log
        self._ranks = ranks
        self.setToolTip(", ".join(self.words))
        self.update()

    @property
    def words(self) -> tuple[str, ...]:
        """What the colours stand for, and how they are spaced if not evenly."""
        spacing = tr("by rank") if self._ranks else tr("log scale") if self._log else ""
        return tuple(word for word in (self._title, spacing) if word)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.width(), 160)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = self.font()
        font.setPixelSize(px(11))
        painter.setFont(font)
        top, bottom = px(16), self.height() - px(44)
        width = 10 / max(len(self._tables), 1)
        for index, table in enumerate(self._tables):
            bar = image_of(table[::-1, None, :4])
            painter.drawImage(QRectF(index * width, top, width, bottom - top), bar)
        painter.setPen(QColor(self._theme.muted))
        low, high = self._ends
        places = np.linspace(low, high, len(self._ranks)).tolist()
        named = list(zip(places, told_apart(self._ranks), strict=True))
        for place, text in named or ticks(low, high, self._log):
            y = bottom - (place - low) / (high - low) * (bottom - top)
            painter.drawText(QRectF(15, y - px(8), self.width() - 15, px(16)), _LEFT, text)
        for number, word in enumerate(self.words):
            room = QRectF(0, bottom + px(8) + number * px(14), self.width(), px(14))
            cut = painter.fontMetrics().elidedText(word, _CUT, self.width())
            painter.drawText(room, _LEFT, cut)


def with_keys(
    picture: QWidget, bar: Bar, *legends: Legend, beside: QWidget | None = None
) -> QVBoxLayout:
    """A picture with its scale beside it and its marks below, in a line or several.

    beside: at the right of the marks.
    """
    layout = QVBoxLayout()
    layout.setSpacing(0)
    middle = QHBoxLayout()
    middle.setSpacing(0)
    middle.addWidget(picture, 1)
    middle.addWidget(bar)
    bottom = QVBoxLayout()
    bottom.setContentsMargins(7 * GRID, 0, 2 * GRID, GRID // 2)
    bottom.setSpacing(0)
    for legend in legends:
        bottom.addWidget(legend)
    layout.addLayout(middle, 1)
    if beside is None:
        layout.addLayout(bottom)
    else:
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, GRID, 0)
        line.addLayout(bottom, 1)
        line.addWidget(beside)
        layout.addLayout(line)
    return layout


_CUT = Qt.TextElideMode.ElideRight
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def ticks(low: float, high: float, log: bool) -> list[tuple[float, str]]:
    """Round numbers between two ends and their names; on a log scale the ends are logarithms."""
    if log:
        every = max(1, -(-int(high - low) // TICKS))
        decades = [n for n in range(int(np.ceil(low)), int(np.floor(high)) + 1) if n % every == 0]
        if len(decades) >= 2:
            return [(float(n), figures(10.0**n, 3)) for n in decades]
        places = np.linspace(low, high, 4).tolist()
        return list(zip(places, told_apart([10.0**place for place in places], 2), strict=True))
    _, places = even_places(low, high, TICKS)
    return list(zip(places, told_apart(places), strict=True))
