"""What a field asks of the window: that its setting becomes an axis of the map."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from gdsim.app.translation import tr


@dataclass(frozen=True)
class Owned:
    """A setting that may be an axis: its key (see `gdsim.app.model.turnable`), and whose it is.

    colour: the number of the optimizer whose setting it is; None for one of all runs.
    """

    key: str
    colour: int | None = None


class AxisWanted(QEvent):
    """Sent to the window of a field whose setting is to become an axis of the map."""

    KIND = QEvent.Type(QEvent.registerEventType())

    def __init__(self, setting: Owned, is_across: bool) -> None:
        super().__init__(self.KIND)
        self.setting, self.is_across = setting, is_across


def ask(field: QLineEdit, setting: Owned, is_across: bool) -> None:
    """Ask the window of a field for an axis."""
    QApplication.sendEvent(field.window(), AxisWanted(setting, is_across))


def pop_up_menu(field: QLineEdit, setting: Owned, event: QContextMenuEvent) -> None:
    """The usual menu of a field, with its setting's axes above."""
    menu = field.createStandardContextMenu()
    first = menu.actions()[0]
    for words, is_across in (
        (tr("Make it the &x axis of the map"), True),
        (tr("Make it the &y axis of the map"), False),
    ):
        action = menu.addAction(words)
        action.triggered.connect(lambda _=False, side=is_across: ask(field, setting, side))
        menu.insertAction(first, action)
    menu.insertSeparator(first)
    menu.popup(event.globalPos())
