"""What is drawn over a plot at places of its axes, with lengths and letters in pixels."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem

from gdsim.app.views.plot import Plot


class Overlay(QGraphicsItem):
    """An item in the pixels of a plot's view; a subclass places and paints what it shows.

    It is placed when it is painted, anew after the visible part or the size of the view has changed
    or after `change()`: both come many times between two paintings.
    """

    def __init__(self, plot: Plot, depth: float) -> None:
        super().__init__()
        self.plot = plot
        self._is_placed = False
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        plot.add_item(self, depth)
        plot.box.sigRangeChanged.connect(self._moved)
        plot.box.sigResized.connect(self._moved)

    def place(self) -> None:
        """Find the pixels of what is shown."""
        raise NotImplementedError

    def draw(self, painter: QPainter) -> None:
        """Paint what is shown, in pixels of the view."""
        raise NotImplementedError

    def change(self) -> None:
        """What is shown has changed."""
        self._is_placed = False
        self.update()

    def settle(self) -> None:
        """Place what is shown, if it has changed since."""
        if not self._is_placed:
            self.place()
            self._is_placed = True

    def pixel(self, x: float, y: float) -> QPointF:
        """The pixel of a place of the axes."""
        found: QPointF = self.plot.box.mapFromView(QPointF(x, y))
        return found

    @property
    def pixels(self) -> QRectF:
        """All pixels of the view."""
        return QRectF(self.plot.box.boundingRect())

    def boundingRect(self) -> QRectF:
        return QRectF(self.plot.box.viewRect())

    def paint(self, painter: QPainter, *_: object) -> None:
        to_pixels = self.plot.box.childGroup.transform()
        painter.setTransform(to_pixels.inverted()[0], True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.settle()
        self.draw(painter)

    def _moved(self) -> None:
        self.prepareGeometryChange()
        self.change()
