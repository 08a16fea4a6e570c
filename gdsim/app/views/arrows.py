"""Arrows on a plot: from places of its axes, with lengths in pixels."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from gdsim.app.look.type_size import thick
from gdsim.app.views.overlay import Overlay
from gdsim.app.views.plot import Plot

TIP = 4.0  # px of an arrow's tip
SPACING = 32  # px between arrows of a field


class Arrows(Overlay):
    """Draws arrows in one colour: (n, 2) places on the axes, (n, 2) pixels to the right and up."""

    def __init__(self, plot: Plot, depth: float, width: float = 1.2) -> None:
        self._width = width  # px at the usual size of type
        self.places = self.lengths = np.empty((0, 2))
        self._pen = QPen(QColor(plot.theme.muted))
        self._path = QPainterPath()
        super().__init__(plot, depth)

    def show_arrows(self, places: np.ndarray, lengths: np.ndarray, colour: QColor) -> None:
        """Show other arrows."""
        self.places, self.lengths = places, lengths
        self._pen.setColor(colour)
        self._pen.setWidthF(thick(self._width))
        self.change()

    def clear(self) -> None:
        """Show none."""
        self.show_arrows(np.empty((0, 2)), np.empty((0, 2)), self._pen.color())

    def place(self) -> None:
        self._path = QPainterPath()
        if not len(self.places):
            return
        for (x, y), (right, up) in zip(self.places.tolist(), self.lengths.tolist(), strict=True):
            if np.hypot(right, up) >= 1.0:
                add_arrow(self._path, self.pixel(x, y), right, up)

    def draw(self, painter: QPainter) -> None:
        painter.setPen(self._pen)
        painter.drawPath(self._path)


def add_arrow(path: QPainterPath, tail: QPointF, right: float, up: float) -> None:
    """Add an arrow from a pixel to that so many pixels to the right of it, and up."""
    length = float(np.hypot(right, up))
    ahead = QPointF(right / length, -up / length)
    side = QPointF(-ahead.y(), ahead.x())
    head, tip = tail + ahead * length, min(TIP, length / 2)
    path.moveTo(tail)
    path.lineTo(head)
    path.moveTo(head - ahead * tip + side * (0.6 * tip))
    path.lineTo(head)
    path.lineTo(head - ahead * tip - side * (0.6 * tip))


def compressed(slopes: np.ndarray, longest: float) -> np.ndarray:
    """Vectors (n, 2) with their directions, and lengths up to `longest` px by their logarithms.

    The steepest in view has the longest arrow, one a thousand times flatter a fifth of it.
    """
    sizes = np.hypot(*slopes.T)
    usable = np.isfinite(sizes) & (sizes > 0)
    if not usable.any():
        return np.zeros_like(slopes)
    with np.errstate(all="ignore"):
        shares = 1 + 0.8 / 3 * np.log10(sizes / sizes[usable].max())
        scaled: np.ndarray = slopes / sizes[:, None] * (np.clip(shares, 0.2, 1) * longest)[:, None]
    scaled[~usable] = 0
    return scaled
