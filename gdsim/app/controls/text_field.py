"""A field for a formula, in which an error can be underlined."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from gdsim.app.controls.fields import repolish
from gdsim.app.controls.line_field import is_undo


class TextField(QPlainTextEdit):
    """Two or three lines for a formula; Enter commits, columns can be marked as wrong.

    Undo and Redo are the window's unless something has been typed that is not in use yet.
    """

    committed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setObjectName("formula")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setPlaceholderText("x**2 + 10*y**2")
        self.document().setDocumentMargin(3)
        self.textChanged.connect(self.fit)
        self.fit()

    def mark(self, columns: Sequence[int] | None, colour: str) -> None:
        """Underline the characters at columns, as wrong; None: nothing is wrong."""
        self.setProperty("wrong", columns is not None)
        repolish(self)
        style = QTextCharFormat()
        style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        style.setUnderlineColor(QColor(colour))
        ground = QColor(colour)
        ground.setAlpha(60)
        style.setBackground(ground)
        self.setExtraSelections([self._character(column, style) for column in columns or ()])

    def _character(self, column: int, style: QTextCharFormat) -> QTextEdit.ExtraSelection:
        """One character in a style; the last one for a column after the end."""
        text = self.toPlainText()
        start = min(column, max(len(text) - 1, 0))
        selection = QTextEdit.ExtraSelection()
        selection.cursor = QTextCursor(self.document())
        selection.cursor.setPosition(start)
        selection.cursor.setPosition(min(start + 1, len(text)), QTextCursor.MoveMode.KeepAnchor)
        selection.format = style
        return selection

    def event(self, event: QEvent) -> bool:
        """Leave the keys of the window to it."""
        if is_undo(event) and not self.document().isModified():
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.committed.emit()
            if not self.property("wrong"):
                self.clearFocus()  # Space is for playing again
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.committed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Larger type needs more height."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit()

    def fit(self) -> None:
        """Make the field as tall as its text, up to six lines."""
        lines = int(self.document().documentLayout().documentSize().height())
        self.setFixedHeight(min(max(lines, 1), 6) * self.fontMetrics().lineSpacing() + 14)
