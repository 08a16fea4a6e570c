"""Gestures of the hand: a drag, a turn of the wheel, a number that is typed; each is one edit."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

# Keys that walk along the values of a setting, as the wheel does.
STEPS = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
# Keys that do nothing alone.
MODIFIERS = {
    Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta,
}  # fmt: skip


class Gestures(QObject):
    """Calls `begins` where a gesture begins in a window: at each press of a button or a key.

    The second press of a double click belongs to the first one, and keys that walk along values to
    what was before them. A key that is held, or pressed during a drag, begins none. It watches the
    window of the system, which has all that the user does before any control has it, and nothing
    else.
    """

    def __init__(self, window: QWidget, begins: Callable[[], None]) -> None:
        super().__init__(window)
        self._window, self._begins = window, begins
        window.installEventFilter(self)
        self._watch()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell of a press, and keep to the window of the system, which may be made anew."""
        if watched is self._window:
            if event.type() in (QEvent.Type.WinIdChange, QEvent.Type.Show):
                self._watch()
        elif _begins_one(event):
            self._begins()
        return False

    def _watch(self) -> None:
        handle = self._window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)  # a second time it replaces the first


def _begins_one(event: QEvent) -> bool:
    if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
        return not event.flags() & Qt.MouseEventFlag.MouseEventCreatedDoubleClick
    if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
        is_held = event.isAutoRepeat() or QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        return not is_held and event.key() not in STEPS | MODIFIERS
    return False
