"""Gives widgets their style anew: first those in sight, then the others."""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from gdsim.app.look import type_size

AT_ONCE = 0.005  # s of processor time before events are handled again


class Restyling(QObject):
    """Restyles widgets, a few at a time: those in sight first, until when nothing is painted.

    What nobody sees, as most rows of a long list, comes after that.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rest: list[QWidget] = []  # the next one is last
        self._in_sight = 0  # of them
        self._unpainted: list[QWidget] = []  # windows that are not painted now
        self._is_resized = False
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_done(self) -> bool:
        """Whether all widgets have the last style."""
        return not self._rest

    @property
    def is_seen(self) -> bool:
        """Whether all widgets in sight have the last style, and are painted again."""
        return not self._unpainted

    def restyle(self, is_resized: bool) -> None:
        """Take the style sheet and the palette as they are now; is_resized: and another font."""
        self._is_resized |= is_resized  # some of those before may still wait
        widgets = _parents_first()
        in_sight = _in_sight(widgets)
        self._rest = [widget for widget in reversed(widgets) if widget not in in_sight]
        self._rest += [widget for widget in reversed(widgets) if widget in in_sight]
        self._in_sight = len(in_sight)
        for window in QApplication.topLevelWidgets():
            if window in in_sight and window.updatesEnabled():
                window.setUpdatesEnabled(False)
                self._unpainted.append(window)
        self._timer.start()

    def stop(self) -> None:
        """Leave the others as they are: all are about to be styled anew."""
        self._rest, self._is_resized = [], False
        self._timer.stop()
        self._paint()

    def _go_on(self) -> None:
        end = time.thread_time() + AT_ONCE
        while self._rest:
            self._take(self._rest.pop())
            self._in_sight -= 1
            if self._in_sight == 0:
                self._paint()
            if time.thread_time() >= end:
                break
        if not self._rest:
            self.stop()

    def _paint(self) -> None:
        """Paint the windows again."""
        windows, self._unpainted = self._unpainted, []
        for window in filter(isValid, windows):
            window.setUpdatesEnabled(True)

    def _take(self, widget: QWidget) -> None:
        if not isValid(widget):  # it was closed while it waited
            return
        if self._is_resized:
            type_size.refix(widget)
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
