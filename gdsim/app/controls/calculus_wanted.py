"""What a formula asks of the window: that it is looked at in the Calculus workspace."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from gdsim.app.translation import QT_TR_NOOP
from gdsim.objectives import Function

# Makes a function, and a point of it by the names of its variables; None: where runs start.
# Errors: ValueError.
Made = Callable[[], tuple[Function, Mapping[str, float] | None]]

LOOK = QT_TR_NOOP("Click to look at it in Calculus")


class CalculusWanted(QEvent):
    """Sent to the window of a formula that is clicked.

    make: is called off the interface thread. view: that it is shown in; "": the one that suits it.
    """

    KIND = QEvent.Type(QEvent.registerEventType())

    def __init__(self, make: Made, view: str) -> None:
        super().__init__(self.KIND)
        self.make, self.view = make, view


def look_at(part: QWidget, make: Made, view: str = "") -> None:
    """Ask the window of a part for a look at a function."""
    QApplication.sendEvent(part.window(), CalculusWanted(make, view))
