"""Names at the ends of lines: each beside its head, in its colour, where there is room."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, QTimer
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
from shiboken6 import isValid

from gdsim.app.look.strokes import with_opacity
from gdsim.app.look.theme import Theme, series_colour
from gdsim.app.views.beside import boxes_beside, font_of_names
from gdsim.app.views.overlay import Overlay
from gdsim.app.views.plot import Plot
from gdsim.app.views.runs import FADED

DEPTH = 55
MANY = 8  # names; of more, only that of the optimizer under the mouse is shown
HALO = 3.0  # px of the ground's colour round the letters
MARGIN = 4  # px round the box of a name, for the halo and letters that reach out of it
SETTLED = 250  # ms after which names whose heads have not moved keep off lines, too


@dataclass(frozen=True)
class Label:
    """A name, the number of its colour, and the place of its head on the axes."""

    text: str
    colour: int
    x: float
    y: float


class Labels(Overlay):
    """Draws names beside heads; one that would cover another, or a head, is left out.

    many: of more names than that only the lit one is shown. They keep off marks and, at rest unless
    they are filmed, off the lines of others, as far as one of their sides is free. `marks` gives
    the places of these on the axes, (n, 2), and `lines` the points of the lines with gaps, (n, 2),
    by their colours.
    """

    def __init__(self, plot: Plot, many: int = MANY) -> None:
        self._many = many
        self.labels: tuple[Label, ...] = ()
        self._boxes: dict[str, QRectF] = {}
        self._wanted = True
        self._lit: int | None = None
        self._theme = plot.theme
        self.marks: Callable[[], np.ndarray] = lambda: np.empty((0, 2))
        self.lines: Callable[[], Mapping[int, np.ndarray]] = dict
        self._is_at_rest = False  # lines that move would have names jump from side to side
        self._is_filmed = False
        self._rest = QTimer(plot, singleShot=True, interval=SETTLED)
        self._rest.timeout.connect(self._settle_down)
        super().__init__(plot, DEPTH)
        plot.filmed.connect(self._film)

    def show_labels(self, labels: Iterable[Label], lit: int | None, theme: Theme) -> None:
        """Show names: all if there are few, else that of the optimizer which is lit.

        The lit one has the first choice of a place.
        """
        given = sorted(labels, key=lambda label: label.colour != lit)
        wanted = tuple(each for each in given if len(given) <= self._many or each.colour == lit)
        if (wanted, lit) == (self.labels, self._lit):
            if theme != self._theme:  # they stay where they are
                self._theme = theme
                self.update()
            return
        self.labels, self._lit, self._theme = wanted, lit, theme
        self._is_at_rest = False
        if wanted:
            self._rest.start()
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
        lines = self.lines() if self._is_at_rest and not self._is_filmed and heads else {}
        texts = {label.colour: label.text for label in self.wanted}
        named = [(texts.get(colour, ""), self._in_pixels(line)) for colour, line in lines.items()]
        marks = self._in_pixels(self.marks())
        self._boxes = boxes_beside(heads, self.pixels, marks, named)

    def _in_pixels(self, points: np.ndarray) -> np.ndarray:
        """Places (n, 2) of the axes in pixels of the view."""
        to = self.plot.box.childGroup.transform()
        return np.asarray(points * (to.m11(), to.m22()) + (to.dx(), to.dy()))

    def _film(self, is_filmed: bool) -> None:
        self._is_filmed = is_filmed
        self.change()

    def _settle_down(self) -> None:
        if isValid(self):  # a plot that closes may have deleted it before its timer
            self._is_at_rest = True
            self.change()

    @property
    def boxes(self) -> dict[str, QRectF]:
        """The boxes of the names that are drawn, in pixels."""
        self.settle()
        return self._boxes

    def draw(self, painter: QPainter) -> None:
        draw_names(painter, self.labels, self.boxes, self._theme, self._lit)


def draw_names(
    painter: QPainter,
    labels: Iterable[Label],
    boxes: dict[str, QRectF],
    theme: Theme,
    lit: int | None = None,
) -> None:
    """Paint the names that have boxes, in their colours, with a halo; pale if another is lit."""
    font, ground = font_of_names().toString(), with_opacity(QColor(theme.background), 0.85)
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
