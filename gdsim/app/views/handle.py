"""A point of a plot that can be taken by the mouse and dragged."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal

from gdsim.app.views.spots import Spots


class Handle(Spots):
    """Points of a plot; a single one can be dragged."""

    dragged = Signal(object)  # the place, in the plot's coordinates

    def __init__(self) -> None:
        super().__init__()
        self._held = False

    def mouseDragEvent(self, event: Any) -> None:
        """Follow the mouse if the drag began on the only point; else the plot is panned."""
        if event.isStart():
            near = self.pointsAt(event.buttonDownPos())
            only = len(self.data) == 1 and event.button() == Qt.MouseButton.LeftButton
            self._held = only and len(near) > 0
        if not self._held:
            event.ignore()
            return
        event.accept()
        self.dragged.emit(event.pos())
        if event.isFinish():
            self._held = False

    def hoverEvent(self, event: Any) -> None:
        """Claim drags that begin here."""
        if not event.isExit() and len(self.data) == 1 and len(self.pointsAt(event.pos())):
            event.acceptDrags(Qt.MouseButton.LeftButton)
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()
