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
        self._points = np.empty((2, 0))
        self._path, self._bounds = QPainterPath(), QRectF()
        self._pen = QPen(Qt.PenStyle.NoPen)

    def set_points(self, x: np.ndarray, y: np.ndarray) -> None:
        """Draw other points."""
        points = np.array((x, y), float)
        if points.tobytes() == self._points.tobytes():
            return
        self._points = points
        is_known = np.isfinite(points[0]) & np.isfinite(points[1])
        known = np.flatnonzero(is_known)
        ends = slice(known[0], known[-1] + 1) if known.size else slice(0)
        drawn = points[:, ends]
        self.prepareGeometryChange()
        # Without gaps at its ends it seldom has any, and is then made many times faster.
        connect = "all" if known.size == drawn.shape[1] else "finite"
        self._path = pg.arrayToQPath(*drawn, connect=connect, finiteCheck=connect == "finite")
        self._bounds = self._path.controlPointRect()
        self.update()

    def getData(self) -> tuple[np.ndarray, np.ndarray]:
        """The points that are drawn."""
        return self._points[0], self._points[1]

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
