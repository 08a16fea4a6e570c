"""What tests of the window do by hand, and see."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot


def fill(qtbot: QtBot, field: QWidget, text: str) -> None:
    """Type another text into a field."""
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, text)


def pixels_of(picture: QImage | Path) -> np.ndarray:
    """(rows, columns, 4) bytes of a picture, or of its file."""
    image = picture if isinstance(picture, QImage) else QImage(str(picture))
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4).copy()


def colours_of(part: QWidget) -> np.ndarray:
    """(rows, columns, 3): the colours of a widget as it is seen, from 0 to 255."""
    return pixels_of(part.grab().toImage())[..., :3].astype(int)
