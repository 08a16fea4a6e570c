"""A line over the picture: a note, or what the user waits for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from gdsim.app.look.theme import GRID

NOTED = 1800  # ms a note stays at least, and READING for each of its letters
READING = 60
WAITED = 150  # ms until it is said what the user waits for


class Chip(QLabel):
    """Says something in the middle of a widget, just above the place that `bottom` gives."""

    def __init__(self, over: QWidget, bottom: Callable[[], int]) -> None:
        super().__init__(over)
        self._over, self._bottom, self._busy = over, bottom, ""
        self.setProperty("role", "chip")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self._noted = QTimer(self, singleShot=True, interval=NOTED)
        self._waiting = QTimer(self, singleShot=True, interval=WAITED)
        for timer in (self._noted, self._waiting):
            timer.timeout.connect(lambda: self._show(self._busy))

    def busy(self, text: str) -> None:
        """Say what the user has to wait for, or nothing."""
        self._busy = text
        if self._noted.isActive():
            return
        if text and self.isHidden():  # most waits are over before they could be read
            if not self._waiting.isActive():
                self._waiting.start()
        else:
            self._waiting.stop()
            self._show(text)

    def note(self, text: str) -> None:
        """Show a message for as long as it takes to read it."""
        self._waiting.stop()  # what is waited for is said after it
        self._show(text)
        self._noted.start(max(NOTED, READING * len(text)))

    def place(self) -> None:
        """Stand where the widget has room for it now."""
        self.setWordWrap(False)
        self.adjustSize()
        room = self._over.width() - 4 * GRID
        if self.width() > room:
            self.setWordWrap(True)
            self.resize(room, self.heightForWidth(room))
        self.move((self._over.width() - self.width()) // 2, self._bottom() - self.height())
        self.raise_()

    def _show(self, text: str) -> None:
        if text == self.text() and self.isHidden() != bool(text):
            return
        self.setVisible(bool(text))
        self.setText(text)
        self.place()
