"""The column at the right of a view: numbers, sentences and small pictures."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from gdsim.app.look.theme import GRID
from gdsim.app.look.type_size import px

WIDTH = 392  # px


class Side(QScrollArea):
    """A column as wide as the type needs, which scrolls where its height is short."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(px(WIDTH))

    def sizeHint(self) -> QSize:
        return QSize(px(WIDTH), super().sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Larger type needs a wider column."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.setFixedWidth(px(WIDTH))


def side(*parts: QWidget, last: QWidget | None = None) -> Side:
    """A column of parts; `last` takes the height that is left."""
    inside = QWidget()
    layout = QVBoxLayout(inside)
    layout.setContentsMargins(GRID, GRID // 2, 2 * GRID, 0)
    layout.setSpacing(GRID // 2)
    for part in parts:
        layout.addWidget(part)
    if last is None:
        layout.addStretch(1)
    else:
        layout.addWidget(last, 1)
    return Side(inside)
