"""Pictures of widgets at any resolution, and of arrays."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QWidget


def grab(widget: QWidget, ratio: float = 1.0) -> QPixmap:
    """A picture of a widget, with `ratio` times as many pixels along each side."""
    picture = QPixmap(widget.size() * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(widget.palette().window().color())
    widget.render(picture)
    return picture


def image_of(pixels: np.ndarray) -> QImage:
    """The image of pixels, (rows, columns, 4) bytes of RGBA, the first row at the top."""
    held = np.ascontiguousarray(pixels)
    rows, columns = held.shape[:2]
    kind = QImage.Format.Format_RGBA8888
    return QImage(held.data, columns, rows, 4 * columns, kind).copy()  # of its own memory
