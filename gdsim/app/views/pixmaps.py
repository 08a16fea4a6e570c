"""Pictures of items of a plot, which are drawn in their place while they look the same."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QMargins, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsItem

BEYOND = QMargins(2, 2, 2, 2)  # px round an item that are painted too, so that no line ends at it


class Look(NamedTuple):
    """What a picture is made for: how places become pixels, and the area of pixels it covers.

    ratio: the pixels of the picture for each of the area, across and down.
    """

    to_pixels: QTransform
    area: QRect
    ratio: float


def look_of(item: QGraphicsItem, painter: QPainter) -> Look:
    """The look of an item that a painter is to draw."""
    to_pixels = painter.worldTransform()
    area = to_pixels.mapRect(item.boundingRect()).toAlignedRect() + BEYOND
    return Look(to_pixels, area, painter.device().devicePixelRatioF())


def blank(look: Look) -> QPixmap:
    """An empty picture."""
    picture = QPixmap(look.area.size() * look.ratio)
    picture.setDevicePixelRatio(look.ratio)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def painter_on(picture: QPixmap, look: Look) -> QPainter:
    """Draws to a picture as to its place in the plot."""
    painter = QPainter(picture)
    corner: QPoint = look.area.topLeft()
    painter.setTransform(look.to_pixels * QTransform.fromTranslate(-corner.x(), -corner.y()))
    return painter


def show(picture: QPixmap, look: Look, painter: QPainter) -> None:
    """Draw a picture in its place."""
    if not picture.isNull():
        painter.save()
        painter.setWorldTransform(QTransform())
        painter.drawPixmap(look.area.topLeft(), picture)
        painter.restore()
