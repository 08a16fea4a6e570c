"""A curve of a plot: many points, gaps where they are NaN, one pen."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget


class Polyline(QGraphicsItem):
    """Draws lines between points (n,), (n,) of a plot, smoothly; NaN points are gaps.

    It is drawn much faster than pyqtgraph's curves: it takes no part in ranges or clicks, and its
    bounds are found once. A `Plot` draws itself whole, so they need no room for the pen.
    """

    def __init__(self) -> None:
        super().__init__()
        self._x = self._y = np.empty(0)
        self._path, self._bounds = QPainterPath(), QRectF()
        self._pen = QPen(Qt.PenStyle.NoPen)

    def set_points(self, x: np.ndarray, y: np.ndarray) -> None:
        """Draw other points."""
        x, y = np.asarray(x, float), np.asarray(y, float)
        if np.array_equal(x, self._x, equal_nan=True) and np.array_equal(
            y, self._y, equal_nan=True
        ):
            return
        self._x, self._y = x, y
        known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        drawn = slice(known[0], known[-1] + 1) if known.size else slice(0)
        self.prepareGeometryChange()
        # Without gaps at its ends it seldom has any, and is then made many times faster.
        self._path = pg.arrayToQPath(x[drawn], y[drawn], connect="finite")
        self._bounds = self._path.controlPointRect()
        self.update()

    def getData(self) -> tuple[np.ndarray, np.ndarray]:
        """The points that are drawn."""
        return self._x, self._y

    def setPen(self, pen: QPen) -> None:
        """Draw with another pen; its width is in pixels."""
        if pen != self._pen:
            self._pen = pen
            self._pen.setCosmetic(True)
            self.update()

    def pen(self) -> QPen:
        """The pen that draws it."""
        return self._pen

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._pen)
        painter.drawPath(self._path)
