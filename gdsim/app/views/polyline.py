"""A curve of a plot: many points, gaps where they are NaN, one pen."""

from __future__ import annotations

import math

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

    def __init__(self, is_parted: bool = False) -> None:
        """With `is_parted` what is between two gaps is drawn by itself: the same, if none cross.

        Qt fills the outline of a wide path as a whole, which takes 10 times as long for contours.
        """
        super().__init__()
        self._is_parted = is_parted
        self._points = np.empty((2, 0))
        self._path: QPainterPath | None = None  # made when it is wanted
        self._parts: list[QPainterPath] | None = None
        self._pen = QPen(Qt.PenStyle.NoPen)
        self.count = 0  # of its points up to the last that is no gap
        self.changes = 0  # how often it has become another line: not the same, longer

    def set_points(self, x: np.ndarray, y: np.ndarray) -> None:
        """Draw other points. Where only the last one moves and others follow, the line grows."""
        points, old = np.array((x, y), float), self._points
        if points.tobytes() == old.tobytes():
            return
        kept = max(self.count - 1, 0)
        if points[:, :kept].tobytes() != old[:, :kept].tobytes():
            self.changes += 1
        self.count = _count_to_last(points)
        self._points, self._path, self._parts = points, None, None
        self.prepareGeometryChange()
        self.update()

    @property
    def path(self) -> QPainterPath:
        """The lines between its points."""
        if self._path is None:
            drawn = self._points[:, : self.count]
            # Without gaps at its ends it seldom has any, and is then made many times faster.
            is_whole = bool(np.isfinite(drawn).all())
            if not is_whole:
                drawn = drawn[:, np.argmax(np.isfinite(drawn).all(axis=0)) :]
                is_whole = bool(np.isfinite(drawn).all())
            connect = "all" if is_whole else "finite"
            self._path = pg.arrayToQPath(*drawn, connect=connect, finiteCheck=not is_whole)
        return self._path

    @property
    def parts(self) -> list[QPainterPath]:
        """What is drawn one by one: the lines between two gaps, or all."""
        if not self._is_parted:
            return [self.path]
        if self._parts is None:
            self._parts = [
                pg.arrayToQPath(*part, connect="all", finiteCheck=False)
                for part in _between_gaps(self._points[:, : self.count])
            ]
        return self._parts

    def getData(self) -> tuple[np.ndarray, np.ndarray]:
        """The points that are drawn."""
        return self._points[0], self._points[1]

    def setPen(self, pen: QPen) -> None:
        """Draw with another pen; its width is in pixels."""
        if pen is not self._pen and pen != self._pen:
            self._pen = QPen(pen)
            self._pen.setCosmetic(True)
            self.update()

    def pen(self) -> QPen:
        """The pen that draws it."""
        return self._pen

    def boundingRect(self) -> QRectF:
        return self.path.controlPointRect()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._pen)
        for part in self.parts:
            painter.drawPath(part)


def _count_to_last(points: np.ndarray) -> int:
    """The number of points, (2, n), up to the last that is no gap: mostly one of the last two."""
    size = points.shape[1]
    for count in range(size, max(size - 2, 0), -1):
        if math.isfinite(points[0, count - 1]) and math.isfinite(points[1, count - 1]):
            return count
    known = np.flatnonzero(np.isfinite(points).all(axis=0))
    return int(known[-1]) + 1 if known.size else 0


def _between_gaps(points: np.ndarray) -> list[np.ndarray]:
    """The columns of (2, n) between those that have a NaN: (2, m) each, m from 2."""
    gaps = np.flatnonzero(~np.isfinite(points).all(axis=0))
    pieces = np.split(points, gaps, axis=1)
    pieces = [pieces[0], *(piece[:, 1:] for piece in pieces[1:])]
    return [piece for piece in pieces if piece.shape[1] > 1]
