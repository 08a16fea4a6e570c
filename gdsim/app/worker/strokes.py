"""What was drawn, kept as strokes: pixels are made of it at any resolution, in any thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter, QPicture

Pixels = NDArray[np.uint8]  # (rows, columns, 4), the uppermost row first


@dataclass(frozen=True, eq=False)
class Strokes:
    """A drawing on a ground of one colour. It stays as it was, whatever becomes of its widgets."""

    picture: QPicture
    ground: str

    @classmethod
    def of(cls, draw: Callable[[QPainter], object], ground: str) -> Strokes:
        """What `draw` draws; where widgets are drawn, in the interface thread."""
        picture = QPicture()
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(painter)
        painter.end()
        return cls(picture, ground)

    def part(self, area: QRect, scale: tuple[float, float]) -> Pixels:
        """The pixels of an area. scale: how many there are to one of the drawing, across and down.

        Python waits for a part: large ones are made of several.
        """
        if area.isEmpty():
            return np.empty((max(area.height(), 0), max(area.width(), 0), 4), np.uint8)
        across, down = scale
        image = QImage(area.size(), QImage.Format.Format_RGBA8888)
        image.setDevicePixelRatio(across)  # lines grow with the picture, too
        image.fill(self.ground)
        painter = QPainter(image)
        painter.scale(1, down / across)
        painter.translate(-area.x() / across, -area.y() / down)
        painter.drawPicture(0, 0, self.picture)
        painter.end()
        rows: Pixels = np.frombuffer(image.constBits(), np.uint8).reshape(area.height(), -1, 4)
        return rows.copy()
