"""The window that lists the keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QWidget

from gdsim.app.look.theme import GRID
from gdsim.app.menus import plain

OTHERS = {
    "Views": {
        "Esc": "Best run again",
        "Wheel": "Zoom in and out",
        "Drag": "Move the picture, or a start",
        "Drag, Arrows, Home": "Turn the surface, and back",
        "Click": "Start there, or read a pixel",
        "Shift+click": "Start there as well",
        "Double click, Enter": "Open a pixel's run",
        "Backspace, Shift+Backspace": "Back and forward on a map",
        "E": "Zoom into the edge of a map",
    },
    "Fields": {
        "Enter": "Use what was typed",
        "Esc": "Take it back",
        "Up, Down": "Next value of a ladder",
        "Page Up, Page Down": "The same in large steps",
        "Alt+Up, Alt+Down": "Move the optimizer in the list",
        "Tab": "Next field",
        "Alt+X, Alt+Y": "Make it an axis of the map",
    },
}


class Keys(QDialog):
    """Two columns of keys: those of the actions, by menu, and those of views and fields."""

    def __init__(self, parent: QWidget, actions: Sequence[tuple[str, QAction]]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.groups: dict[str, dict[str, str]] = {}
        for menu, action in actions:
            keys = [
                key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()
            ]
            if keys:
                self.groups.setdefault(menu, {})[" or ".join(keys[:2])] = plain(action.text())
        self.groups.update(OTHERS)
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
