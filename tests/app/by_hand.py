"""What tests of the window do by hand, and see."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from gdsim.app.views.plot import Plot


def fill(qtbot: QtBot, field: QWidget, text: str) -> None:
    """Type another text into a field."""
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, text)


def enter(qtbot: QtBot, field: QWidget, text: str) -> None:
    """Type another text into a field, and the Enter key."""
    fill(qtbot, field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def tick(qtbot: QtBot, box: QAbstractButton) -> None:
    """Click the box of a choice, which is to the left of its words."""
    before = box.isChecked()
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert box.isChecked() != before


def pixels_of(picture: QImage | Path) -> np.ndarray:
    """(rows, columns, 4) bytes of a picture, or of its file."""
    image = picture if isinstance(picture, QImage) else QImage(str(picture))
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4).copy()


def colours_of(part: QWidget) -> np.ndarray:
    """(rows, columns, 3): the colours of a widget as it is seen, from 0 to 255."""
    return pixels_of(part.grab().toImage())[..., :3].astype(int)


def place(plot: Plot, x: float, y: float) -> QPoint:
    """Where a point of a plot is in its viewport."""
    return plot.mapFromScene(plot.box.mapViewToScene(QPointF(x, y)))


def drag(plot: Plot, points: list[tuple[float, float]]) -> None:
    """Drag the mouse over places of a plot, with the left button down."""
    first, *others = (place(plot, *point) for point in points)
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton

    def send(
        kind: QEvent.Type, at: QPoint, button: Qt.MouseButton, buttons: Qt.MouseButton
    ) -> None:
        port = plot.viewport()
        spot = QPointF(at)
        keys = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, spot, port.mapToGlobal(spot), button, buttons, keys)
        QApplication.sendEvent(port, event)
        QTest.qWait(20)  # pyqtgraph 0.14 leaves out moves that come sooner than 10 ms

    send(QEvent.Type.MouseMove, first, none, none)
    send(QEvent.Type.MouseButtonPress, first, left, left)
    for at in others:
        send(QEvent.Type.MouseMove, at, none, left)
    send(QEvent.Type.MouseButtonRelease, others[-1], left, none)
