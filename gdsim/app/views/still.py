"""What seldom changes in a plot that is drawn many times a second: it is painted once and kept."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QMargins, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPaintEngine, QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem

from gdsim.app.views.plot import Plot

BEYOND = QMargins(2, 2, 2, 2)  # px round the view that are painted too, so that no line ends at it


class Still(QGraphicsItem):
    """Draws items from a picture of them, which is painted anew after `renew()` or a zoom.

    It takes items as a `Plot` does; they are not part of the plot itself.
    """

    def __init__(self, plot: Plot, depth: float) -> None:
        super().__init__()
        self._plot = plot
        self._items: list[QGraphicsItem] = []
        self._picture = QPixmap()
        self._painted: tuple[QTransform, QRect, float] | None = None  # what the picture is for
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        plot.add_item(self, depth)
        plot.box.sigRangeChanged.connect(self.prepareGeometryChange)

    def add_item(self, item: QGraphicsItem, depth: float) -> None:
        """Draw an item too, above those of less depth, from the next `renew()` on."""
        item.setZValue(depth)
        self._items.append(item)

    def removeItem(self, item: QGraphicsItem) -> None:
        """Draw an item no longer, from the next `renew()` on."""
        self._items.remove(item)

    def renew(self) -> None:
        """The items have changed."""
        self._painted = None
        self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(self._plot.box.viewRect())

    def paint(self, painter: QPainter, *_: Any) -> None:
        shown = sorted(filter(QGraphicsItem.isVisible, self._items), key=QGraphicsItem.zValue)
        if not shown:
            return
        if painter.paintEngine().type() is not QPaintEngine.Type.Raster:
            _draw(shown, painter)  # to a page, where pixels would show
            return
        to_pixels = painter.worldTransform()
        area = to_pixels.mapRect(self.boundingRect()).toAlignedRect() + BEYOND
        wanted = to_pixels, area, painter.device().devicePixelRatioF()
        if wanted != self._painted:
            self._paint_picture(shown, *wanted)
            self._painted = wanted
        painter.save()
        painter.setWorldTransform(QTransform())
        painter.drawPixmap(area.topLeft(), self._picture)
        painter.restore()

    def _paint_picture(
        self, shown: list[QGraphicsItem], to_pixels: QTransform, area: QRect, ratio: float
    ) -> None:
        self._picture = QPixmap(area.size() * ratio)
        self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(Qt.GlobalColor.transparent)
        own = QPainter(self._picture)
        corner: QPoint = area.topLeft()
        own.setTransform(to_pixels * QTransform.fromTranslate(-corner.x(), -corner.y()))
        _draw(shown, own)
        own.end()


def _draw(items: list[QGraphicsItem], painter: QPainter) -> None:
    option = QStyleOptionGraphicsItem()
    for item in items:
        painter.save()
        painter.setTransform(item.transform(), True)
        item.paint(painter, option, None)
        painter.restore()
