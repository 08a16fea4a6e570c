"""Gives widgets their style anew: those in sight at once, the others a few at a time after that."""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

AT_ONCE = 0.005  # s of processor time for widgets out of sight, before events are handled again


class Restyling(QObject):
    """Restyles widgets. What nobody sees, as most rows of a long list, may wait."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rest: list[QWidget] = []
        self._is_resized = False
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_done(self) -> bool:
        """Whether all widgets have the last style."""
        return not self._rest

    def restyle(self, is_resized: bool) -> None:
        """Take the style sheet and the palette as they are now; is_resized: and another font."""
        self._is_resized |= is_resized  # some of those before may still wait
        widgets = _parents_first()
        in_sight = _in_sight(widgets)
        self._rest = [widget for widget in reversed(widgets) if widget not in in_sight]
        for widget in widgets:
            if widget in in_sight:
                self._take(widget)
        self._timer.start()

    def stop(self) -> None:
        """Leave the others as they are: all are about to be styled anew."""
        self._rest, self._is_resized = [], False
        self._timer.stop()

    def _go_on(self) -> None:
        end = time.thread_time() + AT_ONCE
        while self._rest and time.thread_time() < end:
            self._take(self._rest.pop())
        if not self._rest:
            self.stop()

    def _take(self, widget: QWidget) -> None:
        if not isValid(widget):  # it was closed while it waited
            return
        widget.style().polish(widget)
        if self._is_resized:  # it is laid out anew, too
            QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))


def _parents_first() -> list[QWidget]:
    """All widgets, each after the one that it is in, whose font it takes."""
    alone = [each for each in QApplication.topLevelWidgets() if each.parentWidget() is None]
    return [widget for each in alone for widget in (each, *each.findChildren(QWidget))]


def _in_sight(widgets: list[QWidget]) -> set[QWidget]:
    """Those of which something can be seen, and those that they are in."""
    seen: set[QWidget | None] = set()
    for widget in reversed(widgets):
        if widget in seen or (widget.isVisible() and not widget.visibleRegion().isEmpty()):
            seen |= {widget, widget.parentWidget()}
    return {widget for widget in widgets if widget in seen}
