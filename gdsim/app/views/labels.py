"""Names at the ends of lines: each beside its head, in its colour, where there is room."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPaintEngine,
    QPainter,
    QPainterPath,
    QPen,
)
from PySide6.QtWidgets import QApplication

from gdsim.app.look.strokes import with_opacity
from gdsim.app.look.theme import Theme, series_colour
from gdsim.app.look.type_size import px
from gdsim.app.views.overlay import Overlay
from gdsim.app.views.plot import Plot
from gdsim.app.views.runs import FADED

DEPTH = 55
MANY = 8  # names; of more, only that of the optimizer under the mouse is shown
AWAY = 9.0  # px from the middle of a head to its name
HALO = 3.0  # px of the ground's colour round the letters
MARGIN = 4  # px round the box of a name, for the halo and letters that reach out of it
SIDES = ((1.0, 0.5), (1.0, 0.0), (1.0, 1.0), (0.0, 0.5), (0.5, 0.0), (0.5, 1.0))


@dataclass(frozen=True)
class Label:
    """A name, the number of its colour, and the place of its head on the axes."""

    text: str
    colour: int
    x: float
    y: float


class Labels(Overlay):
    """Draws names beside heads; one that would cover another, or a head, is left out.

    many: of more names than that only the lit one is shown.
    """

    def __init__(self, plot: Plot, many: int = MANY) -> None:
        self._many = many
        self.labels: tuple[Label, ...] = ()
        self._boxes: dict[str, QRectF] = {}
        self._wanted = True
        self._lit: int | None = None
        self._theme = plot.theme
        super().__init__(plot, DEPTH)

    def show_labels(self, labels: Iterable[Label], lit: int | None, theme: Theme) -> None:
        """Show names: all if there are few, else that of the optimizer which is lit.

        The lit one has the first choice of a place.
        """
        given = sorted(labels, key=lambda label: label.colour != lit)
        wanted = tuple(each for each in given if len(given) <= self._many or each.colour == lit)
        if (wanted, lit, theme) == (self.labels, self._lit, self._theme):
            return
        self.labels, self._lit, self._theme = wanted, lit, theme
        self.change()

    @property
    def wanted(self) -> tuple[Label, ...]:
        """The names that are to be drawn where there is room."""
        return self.labels if self._wanted else ()

    def want(self, wanted: bool) -> None:
        """Show the names or not."""
        self._wanted = wanted
        self.change()

    def place(self) -> None:
        heads = {label.text: self.pixel(label.x, label.y) for label in self.wanted}
        self._boxes = boxes_beside(heads, self.pixels)

    @property
    def boxes(self) -> dict[str, QRectF]:
        """The boxes of the names that are drawn, in pixels."""
        self.settle()
        return self._boxes

    def draw(self, painter: QPainter) -> None:
        draw_names(painter, self.labels, self.boxes, self._theme, self._lit)


def boxes_beside(heads: dict[str, QPointF], view: QRectF) -> dict[str, QRectF]:
    """Where names have room beside their heads, in pixels of a view."""
    metrics, boxes = QFontMetricsF(_font()), {}
    height = metrics.height()
    left, top, right, bottom = view.left(), view.top(), view.right(), view.bottom()
    taken = [(p.x() - 6, p.y() - 6, p.x() + 6, p.y() + 6) for p in heads.values()]
    for text, head in heads.items():
        x, y = head.x(), head.y()
        if not (left <= x <= right and top <= y <= bottom):
            continue
        width = metrics.horizontalAdvance(text)
        for across, down in SIDES:
            x0, y0, x1, y1 = box = _beside(x, y, width, height, across, down)
            is_inside = left <= x0 and x1 <= right and top <= y0 and y1 <= bottom
            meets = (x0 < c and a < x1 and y0 < d and b < y1 for a, b, c, d in taken)
            if is_inside and not any(meets):
                boxes[text] = QRectF(x0, y0, width, height)
                taken.append(box)
                break
    return boxes


def draw_names(
    painter: QPainter,
    labels: Iterable[Label],
    boxes: dict[str, QRectF],
    theme: Theme,
    lit: int | None = None,
) -> None:
    """Paint the names that have boxes, in their colours, with a halo; pale if another is lit."""
    font, ground = _font().toString(), with_opacity(QColor(theme.background), 0.85)
    is_raster = painter.paintEngine().type() is QPaintEngine.Type.Raster
    ratio = painter.worldTransform().m11() * painter.device().devicePixelRatioF()
    for label in labels:
        if label.text not in boxes:
            continue
        corner, opacity = boxes[label.text].topLeft(), 1.0 if lit in (None, label.colour) else FADED
        fill = with_opacity(series_colour(label.colour, theme), opacity)
        if is_raster:
            image = _image(label.text, font, fill.rgba(), ground.rgba(), ratio)
            painter.drawImage(corner - QPointF(MARGIN, MARGIN), image)
        else:  # to a page, where pixels would show
            painter.translate(corner)
            _fill(painter, label.text, font, fill, ground)
            painter.translate(-corner)


@lru_cache(256)
def _image(text: str, in_font: str, fill: int, ground: int, ratio: float) -> QImage:
    """A name with its halo and a margin round its box: letters are slow to draw."""
    font = QFont()
    font.fromString(in_font)
    metrics = QFontMetricsF(font)
    width, height = metrics.horizontalAdvance(text), metrics.height()
    size = QSizeF(width + 2 * MARGIN, height + 2 * MARGIN) * ratio
    kind = QImage.Format.Format_ARGB32_Premultiplied
    image = QImage(math.ceil(size.width()), math.ceil(size.height()), kind)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(MARGIN, MARGIN)
    _fill(painter, text, in_font, QColor.fromRgba(fill), QColor.fromRgba(ground))
    painter.end()
    return image


def _fill(painter: QPainter, text: str, in_font: str, fill: QColor, ground: QColor) -> None:
    """Paint a name, below and to the right of 0, with its halo."""
    font, letters = QFont(), QPainterPath()
    font.fromString(in_font)
    letters.addText(QPointF(0, QFontMetricsF(font).ascent()), font, text)
    halo = QPen(ground, HALO)
    halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(letters, halo)
    painter.fillPath(letters, fill)


def _font() -> QFont:
    font = QFont(QApplication.font())
    font.setPixelSize(px(12))
    font.setWeight(QFont.Weight.DemiBold)
    return font


def _beside(
    x: float, y: float, width: float, height: float, across: float, down: float
) -> tuple[float, float, float, float]:
    """The box of a name on one side of its head: (1, 0.5) is to the right, (0.5, 0) above."""
    left = x + (across - 0.5) * 2 * AWAY - (1 - across) * width
    top = y + (down - 0.5) * 2 * AWAY - (1 - down) * height
    return left, top, left + width, top + height
