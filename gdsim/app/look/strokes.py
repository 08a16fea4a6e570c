"""The strokes of optimizers: their pens, paler ones, and samples of them."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolButton, QWidget

from gdsim.app.look.theme import LIGHT, Theme, series_colour, series_dash
from gdsim.app.look.type_size import fix, px, thick


class Swatch(QWidget):
    """A short stroke in the colour and dash of an optimizer."""

    def __init__(self, colour: int) -> None:
        super().__init__()
        fix(self, 20, 20)
        self.number, self._theme = colour, LIGHT

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(stroke(self.number, self._theme, 3.0))
        painter.drawLine(px(2), px(10), px(18), px(10))


class SwatchButton(QToolButton):
    """A button that shows the stroke of an optimizer."""

    def __init__(self, colour: int) -> None:
        super().__init__()
        fix(self, 24, 24)
        self._swatch = Swatch(colour)
        self._swatch.setParent(self)
        self._swatch.move(2, 2)
        self._swatch.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def turn_to(self, colour: int) -> None:
        """Show the stroke of another optimizer."""
        self._swatch.number = colour
        self._swatch.update()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._swatch.recolour(theme)


def stroke(colour: int, theme: Theme, width: float, dashed: bool = True) -> QPen:
    """The pen of an optimizer; without its dashes it is drawn several times faster."""
    return QPen(_stroke(colour, theme, width, dashed))


@lru_cache(256)
def _stroke(colour: int, theme: Theme, width: float, dashed: bool) -> QPen:
    width = thick(width)
    pen = QPen(series_colour(colour, theme), width)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if series_dash(colour) else Qt.PenCapStyle.RoundCap)
    dash = series_dash(colour) if dashed else None
    if dash:
        pen.setDashPattern([length / width for length in dash])
    return pen


def with_opacity(colour: QColor, opacity: float) -> QColor:
    """The colour, see-through."""
    copy = QColor(colour)
    copy.setAlphaF(opacity)
    return copy


def paler(pen: QPen, share: float) -> QPen:
    """The pen with a share of its opacity left."""
    copy = QPen(pen)
    copy.setColor(with_opacity(pen.color(), share * pen.color().alphaF()))
    return copy
