"""The column at the right of a view: numbers, sentences and small pictures."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from gdsim.app.look.theme import GRID
from gdsim.app.look.type_size import fix

WIDTH = 392  # px


def side(*parts: QWidget, last: QWidget | None = None) -> QScrollArea:
    """A column as wide as the type needs, which scrolls where its height is short.

    `last` takes the height that is left.
    """
    inside, column = QWidget(), QScrollArea()
    layout = QVBoxLayout(inside)
    layout.setContentsMargins(GRID, GRID // 2, 2 * GRID, 0)
    layout.setSpacing(GRID // 2)
    for part in parts:
        layout.addWidget(part)
    if last is None:
        layout.addStretch(1)
    else:
        layout.addWidget(last, 1)
    column.setWidget(inside)
    column.setWidgetResizable(True)
    column.setFrameShape(QFrame.Shape.NoFrame)
    column.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    fix(column, WIDTH)
    return column
