"""Pictures of widgets, at any resolution."""

from __future__ import annotations

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget


def grab(widget: QWidget, ratio: float = 1.0) -> QPixmap:
    """A picture of a widget, with `ratio` times as many pixels along each side."""
    picture = QPixmap(widget.size() * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(widget.palette().window().color())
    widget.render(picture)
    return picture
