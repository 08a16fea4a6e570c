"""Buttons without words, and buttons whose words end with dots where they do not fit."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QToolButton

from gdsim.app.look.type_size import fix


def tool_button(
    tip: str, do: Callable[[], object] | None = None, name: str = "", side: int = 0
) -> QToolButton:
    """A button for an icon. Its name is `name`, or its tip without the keys in brackets.

    side: px of a square one; 0: as large as its icon needs.
    """
    button = QToolButton()
    if side:
        fix(button, side, side)
    button.setToolTip(tip)
    button.setAccessibleName(name or tip.split(" (")[0])
    if do is not None:
        button.clicked.connect(lambda: do())
    return button


class WordButton(QPushButton):
    """A button that is too narrow for its words shows their beginning and an ellipsis."""

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        part = QStyle.SubElement.SE_PushButtonContents
        room = self.style().subElementRect(part, option, self).width()
        shortened = Qt.TextElideMode.ElideRight
        option.text = self.fontMetrics().elidedText(self.text(), shortened, room)
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)


def segment(title: str, tip: str = "", name: str = "") -> WordButton:
    """A button that can be down, beside others. Its name is `name`, or its tip or its words."""
    button = WordButton(title)
    button.setCheckable(True)
    button.setProperty("segment", True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setToolTip(tip)
    button.setAccessibleName(name or tip)  # else its words, which may change
    return button
