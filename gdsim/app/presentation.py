"""Presentation: one view on the whole screen in large type, with keys for a lecturer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenuBar, QWidget

from gdsim.app.appearance import Appearance
from gdsim.app.layout import Body
from gdsim.app.menus import Menus
from gdsim.app.translation import QT_TR_NOOP, tr

HINT = QT_TR_NOOP("PgDn and PgUp go through a lesson, Space plays, T is the theme, F5 ends this")


class Presented(Protocol):
    """The window, as far as it is presented."""

    appearance: Appearance
    body: Body
    menus: Menus

    def menuBar(self) -> QMenuBar: ...
    def go_through_lesson(self, by: int) -> None: ...
    def note(self, text: str) -> None: ...


class Presentation(QObject):
    """Hides all but one view, the lesson and what plays; the keys stay."""

    changed = Signal(bool)  # whether it is on

    def __init__(self, window: Presented, widget: QWidget) -> None:
        super().__init__(widget)
        self._window, self._widget = window, widget
        self.is_on = False
        self._size, self._was = 1.0, widget.windowState()
        self._keys = [
            self._key(Qt.Key.Key_PageDown, lambda: window.go_through_lesson(1)),
            self._key(Qt.Key.Key_PageUp, lambda: window.go_through_lesson(-1)),
            self._key(Qt.Key.Key_T, window.appearance.switch),
        ]
        actions = [action for _, action in window.menus.actions]
        widget.addActions(actions)  # those of a menu bar that is hidden have no keys

    def toggle(self) -> None:
        """Begin, or end: the window is as it was before."""
        window = self._window
        self.is_on = not self.is_on
        if self.is_on:
            self._size, self._was = window.appearance.size, self._widget.windowState()
        window.menuBar().setHidden(self.is_on)
        window.body.present(self.is_on)
        if self.is_on:
            window.appearance.present(True)
            self._widget.showFullScreen()
            window.note(tr(HINT))
        else:
            window.appearance.draw_at(self._size)
            self._widget.setWindowState(self._was)
        for key in self._keys:
            key.setEnabled(self.is_on)
        self.changed.emit(self.is_on)

    def _key(self, pressed: Qt.Key, do: Callable[[], object]) -> QShortcut:
        key = QShortcut(QKeySequence(pressed), self._widget)
        key.setContext(Qt.ShortcutContext.WindowShortcut)
        key.activated.connect(lambda: do())
        key.setEnabled(False)
        return key
