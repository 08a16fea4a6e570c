"""Marks at places of a plot, which move many times a second."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF


class Spots(pg.ScatterPlotItem):
    """A scatter of marks whose looks seldom change: to move them is much cheaper than to set them.

    The size of marks is in pixels.
    """

    def __init__(self) -> None:
        super().__init__(pxMode=True)
        self._look: Hashable = None
        self._box = QRectF()  # while `bounds` are known

    def show(self, places: np.ndarray, look: Hashable, **marks: Any) -> None:
        """Draw marks at places (n, 2); `marks` are those of `setData`, equal for equal `look`s."""
        if look != self._look or len(places) != len(self.data):
            self.setData(places[:, 0], places[:, 1], **marks)  # which clears
            self._look = look
        elif not np.array_equal(np.transpose(self.getData()), places, equal_nan=True):
            self.data["x"], self.data["y"] = places.T
            self.prepareGeometryChange()
            self.bounds = [None, None]
            self.update()

    def boundingRect(self) -> QRectF:
        if not len(self.data):
            return QRectF()
        if None in self.bounds:
            self._box = super().boundingRect()
        return self._box

    def paint(self, *painting: Any) -> None:
        if len(self.data):  # else it would look for its place for nothing
            super().paint(*painting)

    def clear(self) -> None:
        """Draw none."""
        self._look = None
        super().clear()
