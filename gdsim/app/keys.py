"""The window that lists the keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QWidget

from gdsim.app.look.theme import GRID
from gdsim.app.menus import plain
from gdsim.app.translation import QT_TR_NOOP, tr

OTHERS = {
    QT_TR_NOOP("Views"): {
        QT_TR_NOOP("Esc"): QT_TR_NOOP("Best run again"),
        QT_TR_NOOP("Wheel"): QT_TR_NOOP("Zoom in and out"),
        QT_TR_NOOP("Drag"): QT_TR_NOOP("Move the picture, or a start"),
        QT_TR_NOOP("Drag, Arrows, Home"): QT_TR_NOOP("Turn the surface, and back"),
        QT_TR_NOOP("Click"): QT_TR_NOOP("Start there, or read a pixel"),
        QT_TR_NOOP("Shift+click"): QT_TR_NOOP("Start there as well"),
        QT_TR_NOOP("Double click, Enter"): QT_TR_NOOP("Open a pixel's run"),
        QT_TR_NOOP("Backspace, Shift+Backspace"): QT_TR_NOOP("Back and forward on a map"),
        QT_TR_NOOP("E"): QT_TR_NOOP("Zoom into the edge of a map"),
    },
    QT_TR_NOOP("Fields"): {
        QT_TR_NOOP("Enter"): QT_TR_NOOP("Use what was typed"),
        QT_TR_NOOP("Esc"): QT_TR_NOOP("Take it back"),
        QT_TR_NOOP("Up, Down"): QT_TR_NOOP("Next value of a ladder"),
        QT_TR_NOOP("Page Up, Page Down"): QT_TR_NOOP("The same in large steps"),
        QT_TR_NOOP("Alt+Up, Alt+Down"): QT_TR_NOOP("Move the optimizer in the list"),
        QT_TR_NOOP("Tab"): QT_TR_NOOP("Next field"),
        QT_TR_NOOP("Alt+X, Alt+Y"): QT_TR_NOOP("Make it an axis of the map"),
    },
}


class Keys(QDialog):
    """Two columns of keys: those of the actions, by menu, and those of views and fields."""

    def __init__(self, parent: QWidget, actions: Sequence[tuple[str, QAction]]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys"))
        self.groups: dict[str, dict[str, str]] = {}
        for menu, action in actions:
            keys = [
                key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()
            ]
            if keys:
                either = tr("{key} or {other}", key=keys[0], other=keys[1]) if keys[1:] else keys[0]
                self.groups.setdefault(menu, {})[either] = plain(action.text())
        for title, others in OTHERS.items():
            self.groups[tr(title)] = {tr(keys): tr(words) for keys, words in others.items()}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 3 * GRID)
        layout.setSpacing(5 * GRID)
        rows = sum(len(group) + 1 for group in self.groups.values())
        column, filled = _column(), 0
        layout.addLayout(column)
        for title, group in self.groups.items():
            if 2 * filled >= rows and layout.count() == 1:
                column = _column()
                layout.addLayout(column)
            _fill(column, title, group)
            filled += len(group) + 1
        layout.setSizeConstraint(QHBoxLayout.SizeConstraint.SetFixedSize)


def _column() -> QGridLayout:
    grid = QGridLayout()
    grid.setAlignment(Qt.AlignmentFlag.AlignTop)
    grid.setHorizontalSpacing(2 * GRID)
    grid.setVerticalSpacing(GRID // 2)
    return grid


def _fill(grid: QGridLayout, title: str, group: dict[str, str]) -> None:
    """A heading, and a row for each key."""
    heading = QLabel(title)
    heading.setProperty("role", "heading")
    heading.setContentsMargins(0, GRID, 0, 0)
    grid.addWidget(heading, grid.rowCount(), 0, 1, 2)
    for keys, words in group.items():
        row = grid.rowCount()
        key = QLabel(keys)
        key.setProperty("role", "muted")
        grid.addWidget(key, row, 0)
        grid.addWidget(QLabel(words), row, 1)
