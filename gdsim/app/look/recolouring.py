"""Another theme for parts of the window: those that cannot be seen take it once they are shown."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

from gdsim.app.look.theme import Theme


class Themed(Protocol):
    """A part of the window that is drawn in the colours of a theme."""

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""


class _Waiting(QObject):
    """Recolours a part as soon as it is shown, before it is painted."""

    def __init__(self, part: QWidget, theme: Theme) -> None:
        super().__init__(part)
        self.theme = theme
        part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            recolour(self.theme, watched)  # type: ignore[arg-type]  # it was given there
        return False


def recolour(theme: Theme, *parts: Themed) -> None:
    """Give a theme's colours to parts of the window, also when hidden ones are shown next."""
    for part in parts:
        if not isinstance(part, QWidget):
            part.recolour(theme)
            continue
        waiting = part.findChild(_Waiting, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if _is_seen(part):
            if waiting is not None:
                part.removeEventFilter(waiting)
                waiting.setParent(None)  # its deletion may come after the next change
                waiting.deleteLater()
            part.recolour(theme)
        elif waiting is not None:
            waiting.theme = theme
        else:
            _Waiting(part, theme)


def _is_seen(part: QWidget) -> bool:
    """Whether it is seen when its window is; a window of its own may be drawn without that."""
    return part.parentWidget() is None or part.isVisibleTo(part.window())
