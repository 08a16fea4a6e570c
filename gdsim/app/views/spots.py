"""Marks at places of a plot, which move many times a second."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPaintEngine, QPainter, QTransform

Result = TypeVar("Result")


class Scatter(pg.ScatterPlotItem):
    """A scatter of marks, drawn from pixels on the screen and as lines on a page.

    The size of marks is in pixels.
    """

    def __init__(self) -> None:
        super().__init__(pxMode=True)

    def paint(self, painter: QPainter, *rest: Any) -> None:
        is_page = painter.paintEngine().type() is not QPaintEngine.Type.Raster
        self._exportOpts = {"antialias": True} if is_page else False
        super().paint(painter, *rest)


class Spots(Scatter):
    """A scatter whose looks seldom change: to move marks is much cheaper than to set them."""

    def __init__(self) -> None:
        super().__init__()
        self._look: Hashable = None
        self._box = QRectF()  # while `bounds` are known
        # What the marks were last painted for; they are found again where nothing has changed.
        self._painted: tuple[QTransform, float] | None = None

    def show(self, places: np.ndarray, look: Hashable, **marks: Any) -> None:
        """Draw marks at places (n, 2); `marks` are those of `setData`, equal for equal `look`s."""
        if look != self._look or len(places) != len(self.data):
            self.setData(places[:, 0], places[:, 1], **marks)  # which clears
            self._look = look
        elif not np.array_equal(np.transpose(self.getData()), places, equal_nan=True):
            self.data["x"], self.data["y"] = places.T
            self.prepareGeometryChange()
            self.bounds = [None, None]
            self.invalidate()

    def boundingRect(self) -> QRectF:
        if not len(self.data):
            return QRectF()
        if None in self.bounds:
            self._box = super().boundingRect()
        return self._box

    def invalidate(self) -> None:
        """The marks have changed."""
        self._painted = None
        super().invalidate()

    def viewTransformChanged(self) -> None:
        self._painted = None
        super().viewTransformChanged()

    def paint(self, painter: QPainter, *rest: Any) -> None:
        if not len(self.data):  # it would look for its place for nothing
            return
        look = painter.transform(), painter.device().devicePixelRatioF()
        if painter.paintEngine().type() is not QPaintEngine.Type.Raster:
            self._painted = None
            super().paint(painter, *rest)
        elif look == self._painted:
            painter.resetTransform()
            marks: Any = self._pixmapFragments.drawargs()
            draw: Any = painter.drawPixmapFragments  # whose stub lacks the number of marks
            draw(*marks, self.fragmentAtlas.pixmap)
        else:
            super().paint(painter, *rest)
            self._painted = look

    def clear(self) -> None:
        """Draw none."""
        self._look = None
        super().clear()


def shared(make: Callable[[QColor], Result], colours: Iterable[QColor]) -> list[Result]:
    """A pen or a brush for each mark, one for all of a colour: a mark is rendered for each."""
    made: dict[int, Result] = {}
    looks = []
    for colour in colours:
        key = colour.rgba()
        if key not in made:
            made[key] = make(colour)
        looks.append(made[key])
    return looks
