"""What seldom changes in a plot that is drawn many times a second: it is painted once and kept."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPaintEngine, QPainter, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem

from gdsim.app.views.pixmaps import Look, blank, look_of, painter_on, show
from gdsim.app.views.plot import Plot


class Still(QGraphicsItem):
    """Draws items from a picture of them, which is painted anew after `renew()` or a zoom.

    It takes items as a `Plot` does; they are not part of the plot itself.
    """

    def __init__(self, plot: Plot, depth: float) -> None:
        super().__init__()
        self._plot = plot
        self._items: list[QGraphicsItem] = []
        self._picture = QPixmap()
        self._painted: Look | None = None  # what the picture is for
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

    @property
    def shown(self) -> list[QGraphicsItem]:
        """The items that are not hidden, the lowest first."""
        return sorted(filter(QGraphicsItem.isVisible, self._items), key=QGraphicsItem.zValue)

    def paint(self, painter: QPainter, *_: Any) -> None:
        if painter.paintEngine().type() is not QPaintEngine.Type.Raster:
            draw_items(self.shown, painter)  # to a page, where pixels would show
            return
        look = look_of(self, painter)
        if look != self._painted:
            self._picture, shown = QPixmap(), self.shown
            if shown:
                self._picture = blank(look)
                own = painter_on(self._picture, look)
                draw_items(shown, own)
                own.end()
            self._painted = look
        show(self._picture, look, painter)


def draw_items(items: list[QGraphicsItem], painter: QPainter) -> None:
    """Draw items one after the other."""
    option = QStyleOptionGraphicsItem()
    for item in items:
        painter.save()
        painter.setTransform(item.transform(), True)
        item.paint(painter, option, None)
        painter.restore()
