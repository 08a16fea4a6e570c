"""Files that are dragged into the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from gdsim.app.translation import tr


class Dropping(QObject):
    """Hands a file that is dropped on a window to `open_`; `say` has the refusals."""

    def __init__(
        self, window: QWidget, open_: Callable[[Path], object], say: Callable[[str], None]
    ) -> None:
        super().__init__(window)
        self._open, self._say = open_, say
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take files, dragged from a file manager."""
        if isinstance(event, QDropEvent) and event.mimeData().hasUrls():
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                self._drop([Path(url.toLocalFile()) for url in event.mimeData().urls()])
            return True
        return False

    def _drop(self, paths: list[Path]) -> None:
        if len(paths) > 1:
            self._say(tr("One file at a time can be opened; drop a single one."))
        else:
            self._open(paths[0])
