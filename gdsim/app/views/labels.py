"""Names at the ends of lines: each beside its head, in its colour, where there is room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
)
from PySide6.QtWidgets import QApplication

from gdsim.app.look.strokes import with_opacity
from gdsim.app.look.theme import Theme, series_colour
from gdsim.app.look.type_size import px
from gdsim.app.views.overlay import Overlay
from gdsim.app.views.plot import Plot
from gdsim.app.views.trails import FADED

DEPTH = 55
MANY = 8  # names; of more, only that of the optimizer under the mouse is shown
AWAY = 9.0  # px from the middle of a head to its name
HALO = 3.0  # px of the ground's colour round the letters
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
        self.boxes: dict[str, QRectF] = {}  # of the names that are drawn, in pixels
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
        self.place()
        self.update()

    @property
    def wanted(self) -> tuple[Label, ...]:
        """The names that are to be drawn where there is room."""
        return self.labels if self._wanted else ()

    def want(self, wanted: bool) -> None:
        """Show the names or not."""
        self._wanted = wanted
        self.place()
        self.update()

    def place(self) -> None:
        heads = {label.text: self.pixel(label.x, label.y) for label in self.wanted}
        self.boxes = boxes_beside(heads, self.pixels)

    def draw(self, painter: QPainter) -> None:
        draw_names(painter, self.labels, self.boxes, self._theme, self._lit)


def boxes_beside(heads: dict[str, QPointF], view: QRectF) -> dict[str, QRectF]:
    """Where names have room beside their heads, in pixels of a view."""
    metrics, boxes = QFontMetricsF(_font()), {}
    taken = [QRectF(p.x() - 6, p.y() - 6, 12, 12) for p in heads.values()]
    for text, head in heads.items():
        if not view.contains(head):
            continue
        width, height = metrics.horizontalAdvance(text), metrics.height()
        for across, down in SIDES:
            box = _beside(head, width, height, across, down)
            if view.contains(box) and not any(box.intersects(other) for other in taken):
                boxes[text] = box
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
    font, ground = _font(), with_opacity(QColor(theme.background), 0.85)
    for label in labels:
        if label.text in boxes:
            corner, (letters, halo) = (
                boxes[label.text].topLeft(),
                _outlines(label.text, font.toString()),
            )
            painter.translate(corner)
            painter.fillPath(halo, ground)
            opacity = 1.0 if lit in (None, label.colour) else FADED
            painter.fillPath(letters, with_opacity(series_colour(label.colour, theme), opacity))
            painter.translate(-corner)


@lru_cache(256)
def _outlines(text: str, in_font: str) -> tuple[QPainterPath, QPainterPath]:
    """The letters of a name, below and to the right of 0, and their halo: slow to be made."""
    font, letters, pen = QFont(), QPainterPath(), QPainterPathStroker()
    font.fromString(in_font)
    letters.addText(QPointF(0, QFontMetricsF(font).ascent()), font, text)
    pen.setWidth(HALO)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    halo = pen.createStroke(letters)
    halo.setFillRule(Qt.FillRule.WindingFill)
    return letters, halo


def _font() -> QFont:
    font = QFont(QApplication.font())
    font.setPixelSize(px(12))
    font.setWeight(QFont.Weight.DemiBold)
    return font


def _beside(head: QPointF, width: float, height: float, across: float, down: float) -> QRectF:
    """The box of a name on one side of its head: (1, 0.5) is to the right, (0.5, 0) above."""
    left = head.x() + (across - 0.5) * 2 * AWAY - (1 - across) * width
    top = head.y() + (down - 0.5) * 2 * AWAY - (1 - down) * height
    return QRectF(left, top, width, height)
