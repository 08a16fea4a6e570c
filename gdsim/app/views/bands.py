"""Where a path swings to and fro, its lines would fill the plane: the band that it stays in."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem

WINDOW = 8  # successive points that a piece of a band goes round, and that a middle is taken of
CORNERS = 16  # of a piece
SWINGING = 3.0  # how many times longer than its middle a path is that is drawn as a band
FULL = 4.0  # px of a path for each px round the view, below which lines are told apart

_TURNS = np.arange(CORNERS) * (2 * np.pi / CORNERS)
_WAYS = np.stack([np.cos(_TURNS), np.sin(_TURNS)])


class Band(QGraphicsItem):
    """Fills polygons (n, corners, 2) of a plot, all at once, so that none shows through another."""

    def __init__(self) -> None:
        super().__init__()
        self.polygons = np.empty((0, CORNERS, 2))
        self._path, self._bounds = QPainterPath(), QRectF()
        self._colour = QColor(Qt.GlobalColor.transparent)

    def show_polygons(self, polygons: np.ndarray, colour: QColor) -> None:
        """Fill other polygons."""
        self.polygons, self._colour = polygons, colour
        self.prepareGeometryChange()
        self._path = path_round(polygons)
        self._bounds = self._path.controlPointRect()
        self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(self, painter: QPainter, *_: object) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(self._path, self._colour)


def path_round(polygons: np.ndarray) -> QPainterPath:
    """The path round polygons, (n, corners, 2), that fills them and where they overlap."""
    closed = np.concatenate([polygons, polygons[:, :1], np.full_like(polygons[:, :1], np.nan)], 1)
    points = closed.reshape(-1, 2)
    path: QPainterPath = pg.arrayToQPath(points[:, 0], points[:, 1], connect="finite")
    path.setFillRule(Qt.FillRule.WindingFill)
    return path


def is_swinging(line: np.ndarray, pixel: np.ndarray, around: float) -> bool:
    """Whether a path (n, 2) without gaps goes to and fro so much that its lines fill the plane.

    pixel: (2,) the size of a pixel. around: the px round the view.
    """
    if len(line) < 2 * WINDOW:
        return False
    length = _length(line, pixel, around)
    return length > FULL * around and length > SWINGING * _length(middles(line), pixel, around)


def middles(line: np.ndarray) -> np.ndarray:
    """(m, 2): the middles of successive points of a path, a window long."""
    sums = np.cumsum(np.concatenate([np.zeros((1, 2)), line]), axis=0)
    middle: np.ndarray = (sums[WINDOW:] - sums[:-WINDOW]) / WINDOW
    return middle


def pieces(line: np.ndarray, pixel: np.ndarray) -> np.ndarray:
    """(m, corners, 2): convex polygons round successive points of a path; equal ones once."""
    windows = np.lib.stride_tricks.sliding_window_view(line, WINDOW, axis=0)[:: WINDOW // 2]
    points = windows.transpose(0, 2, 1)
    corners = np.argmax((points / pixel) @ _WAYS, axis=1)
    polygons = np.take_along_axis(points, corners[:, :, None], axis=1)
    same = np.round(polygons / pixel).reshape(len(polygons), -1)
    kept: np.ndarray = polygons[np.sort(np.unique(same, axis=0, return_index=True)[1])]
    return kept


def _length(line: np.ndarray, pixel: np.ndarray, longest: float) -> float:
    """The length of a path in px, of which no line counts for more than `longest`."""
    with np.errstate(over="ignore"):
        lengths = np.hypot(*(np.diff(line, axis=0) / pixel).T)
    return float(np.minimum(lengths, longest).sum())
