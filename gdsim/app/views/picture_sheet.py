"""A picture of views as they are seen, with a title and a legend of optimizers, at any size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from gdsim.app.look.strokes import stroke
from gdsim.app.look.theme import GRID, Theme
from gdsim.app.look.type_size import px
from gdsim.app.worker.strokes import Strokes

EDGE = 2 * GRID  # px around everything, and between views
SAMPLE = 20  # px of the stroke before a name
ROW = 20  # px of a row of the legend


class PictureSheet:
    """Draws a title, the views of one or more widgets beside each other, and a legend.

    labels: the names of the optimizers that are drawn, by the numbers of their colours; none
    without a legend. It stands below the last view, where others are taller, or below all.
    """

    def __init__(
        self, title: str, views: Sequence[QWidget], labels: Mapping[int, str], theme: Theme
    ) -> None:
        self._title, self.views, self._labels, self._theme = title, views, labels, theme
        self._top = EDGE + (px(16) + GRID if title else 0)
        self._lefts = [EDGE]
        for view in views:
            self._lefts.append(self._lefts[-1] + view.width() + EDGE)
        last = views[-1]
        tallest = max(view.height() for view in views)
        beside = self._placed(last.width(), last.height()) if len(views) > 1 else []
        fits = bool(beside) and beside[-1][1] + px(ROW) <= tallest
        self._left = self._lefts[-2] if fits else EDGE
        whole = self._lefts[-1] - 2 * EDGE
        self._entries = beside if fits else self._placed(whole, tallest)
        bottom = max([tallest, *(y + px(ROW) for _, y, _, _ in self._entries)])
        self.size = QSize(self._lefts[-1], round(self._top + bottom + EDGE))

    def pixels(self, ratio: float) -> tuple[int, int]:
        """The width and the height of the picture, with `ratio` pixels for one of the screen."""
        return round(self.size.width() * ratio), round(self.size.height() * ratio)

    def strokes(self) -> Strokes:
        """All of it as it is seen now, to be made a picture of any size in any thread."""
        return Strokes.of(self._draw, self._theme.background)

    def image(self, ratio: int) -> QImage:
        """All of it as it is seen now; a whole ratio keeps letters sharp."""
        image = QImage(*self.pixels(ratio), QImage.Format.Format_RGBA8888)
        image.setDevicePixelRatio(ratio)
        image.fill(self._theme.background)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw(painter)
        painter.end()
        return image

    def _draw(self, painter: QPainter) -> None:
        painter.setPen(QColor(self._theme.text))
        painter.setFont(_font(14, bold=True))
        heading = QRectF(EDGE, EDGE, self.size.width() - 2 * EDGE, px(16))
        painter.drawText(heading, int(Qt.AlignmentFlag.AlignVCenter), self._title)
        for view, left in zip(self.views, self._lefts, strict=False):
            place = QPoint(left, round(self._top))
            QWidget.render(view, painter, place, QRegion(view.rect()))  # a plot has another one
        self._draw_legend(painter)

    def _placed(self, width: float, top: float) -> list[tuple[float, float, int, str]]:
        """Where the entries of the legend are, in rows of some width below a view."""
        metrics, x, y = QFontMetricsF(_font(12)), 0.0, top + GRID
        entries = []
        for colour, label in self._labels.items():
            wide = px(SAMPLE) + GRID + metrics.horizontalAdvance(label)
            if x and x + wide > width:
                x, y = 0.0, y + px(ROW)
            entries.append((x, y, colour, label))
            x += wide + 2 * GRID
        return entries

    def _draw_legend(self, painter: QPainter) -> None:
        painter.setFont(_font(12))
        for x, y, colour, label in self._entries:
            left, top = self._left + x, self._top + y
            middle = round(top + px(ROW) / 2)
            painter.setPen(stroke(colour, self._theme, 3.0))
            painter.drawLine(round(left), middle, round(left + px(SAMPLE)), middle)
            painter.setPen(QColor(self._theme.text))
            box = QRectF(left + px(SAMPLE) + GRID, top, self.size.width(), px(ROW))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), label)


def _font(size: int, bold: bool = False) -> QFont:
    font = QFont(QApplication.font())
    font.setPixelSize(px(size))
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    return font
