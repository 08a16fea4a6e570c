"""The marks of a landscape, from above and from the side: minima, saddles, arrows downhill."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPen

from gdsim.app.look.strokes import with_opacity
from gdsim.app.look.theme import LIGHT, Theme
from gdsim.app.look.type_size import thick

STAR, DIAMOND = 19.0, 11.0  # px of the mark of a minimum, and of a saddle
SMALL_STAR = 13.0  # of a minimum that the function does not state, but that was found
_GOLD, _PALE_GOLD = "#FFD75E", "#FFF4C2"


def star(theme: Theme) -> tuple[QPen, QColor]:
    """The pen and the fill of the star at a minimum."""
    is_light = theme.name == LIGHT.name
    pen = QPen(QColor(theme.text if is_light else _GOLD), thick(1.4))
    return _cosmetic(pen), with_opacity(QColor(_PALE_GOLD if is_light else _GOLD), 0.35)


def small_star(theme: Theme) -> tuple[QPen, QColor]:
    """The pen and the fill of the star at a minimum that was found."""
    pen, _ = star(theme)
    return pen, diamond(theme)[1]


def diamond(theme: Theme) -> tuple[QPen, QColor]:
    """The pen and the fill of the diamond at a saddle."""
    pen = QPen(QColor(theme.text), thick(1.3))
    return _cosmetic(pen), with_opacity(QColor(theme.background), 0.6)


def arrow(ink: QColor) -> QColor:
    """The colour of the arrows of a field in the colour of text, from which runs stand out."""
    return with_opacity(ink, 0.45)


def _cosmetic(pen: QPen) -> QPen:
    pen.setCosmetic(True)  # its width is in pixels
    return pen
