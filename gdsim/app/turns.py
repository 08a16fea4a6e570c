"""Work that is done in several turns of the event loop, and what is painted once all of it is."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget


class Turns(QObject):
    """Does one thing in each turn, so that none is long; a widget is not painted in between.

    So a mouse, keys and frames do not wait for all, and nobody sees a half of two experiments.
    """

    def __init__(self, painted: QWidget) -> None:
        super().__init__(painted)
        self._painted = painted
        self._left: deque[Callable[[], object]] = deque()
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._go_on)

    @property
    def are_done(self) -> bool:
        """Whether nothing is left to do, and the widget is painted again."""
        return not self._timer.isActive()

    def hold(self) -> None:
        """Paint what changes in this turn in a later one."""
        if self._painted.isVisible():  # else its first painting shows all
            self._painted.setUpdatesEnabled(False)
        self._timer.start()

    def then(self, step: Callable[[], object]) -> None:
        """Do something in a turn of its own, after what is left."""
        self._left.append(step)
        self.hold()

    def finish(self) -> None:
        """Do what is left at once."""
        while not self.are_done:
            self._timer.stop()
            self._go_on()

    def drop(self) -> None:
        """Give up what is left."""
        self._left.clear()
        self.finish()

    def _go_on(self) -> None:
        if not self._left:
            self._painted.setUpdatesEnabled(True)
            return
        step = self._left.popleft()
        self.hold()
        step()
