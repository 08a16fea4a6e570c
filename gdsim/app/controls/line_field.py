"""A field of one line that never cuts its text: it grows over its row, and its tip has the text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame, QToolTip

from gdsim.app.look.words import wrapped

INSET = 2  # px from the box of a field's text to its letters, on either side
CURSOR = 2  # px after the last letter
_KEYS, _TIP = QEvent.Type.ShortcutOverride, QEvent.Type.ToolTip


class LineField(QLineEdit):
    """A line of text; where it does not fit it ends with an ellipsis until the field has the focus.

    Then the field covers as much of the row at its left as the text needs. Undo and Redo are the
    window's unless something has been typed.
    """

    def __init__(self) -> None:
        super().__init__()
        self.textChanged.connect(self._grow)

    @property
    def may_grow(self) -> bool:
        """Whether it has the focus to be typed in."""
        return self.hasFocus()

    def event(self, event: QEvent) -> bool:
        """Leave the window its keys; the tip has the whole text first, if it is not seen."""
        kind = event.type()
        if kind not in (_KEYS, _TIP):  # most are neither, and a change of theme sends thousands
            return super().event(event)
        if isinstance(event, QKeyEvent) and self.leaves(event) and not self.isModified():
            event.ignore()
            return False
        if kind == _TIP and isinstance(event, QHelpEvent):
            whole = [wrapped(self.text())] if self._lacking > 0 else []
            QToolTip.showText(event.globalPos(), "\n".join([*whole, self.toolTip()]), self)
            return True
        return super().event(event)

    def leaves(self, key: QKeyEvent) -> bool:
        """Whether a key is the window's unless something has been typed."""
        return is_undo(key)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._grow()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Back to the place in the row."""
        super().focusOutEvent(event)
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Its layout may have made it as narrow as before."""
        super().resizeEvent(event)
        self._grow()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._lacking <= 0 or self.hasFocus():
            super().paintEvent(event)
            return
        painter, box, option = QPainter(self), self._box, QStyleOptionFrame()
        self.initStyleOption(option)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)
        shortened = Qt.TextElideMode.ElideRight
        text = self.fontMetrics().elidedText(self.text(), shortened, box.width())
        painter.setPen(self.palette().text().color())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), text)

    @property
    def _box(self) -> QRect:
        """Where its text is."""
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        part = QStyle.SubElement.SE_LineEditContents
        return self.style().subElementRect(part, option, self).adjusted(INSET, 0, -INSET, 0)

    @property
    def _lacking(self) -> int:
        """How much wider than the room for it the text is, in px; 0 or less if it fits."""
        return self.fontMetrics().horizontalAdvance(self.text()) + CURSOR - self._box.width()

    def _grow(self) -> None:
        if self.may_grow and self._lacking > 0:
            place = self.geometry()
            left = max(min(place.left(), 0), place.left() - self._lacking)
            if left < place.left():
                place.setLeft(left)
                self.setGeometry(place)
                self.raise_()


def is_undo(event: QEvent) -> bool:
    """Whether a field is asked to take a key from the window that means Undo or Redo."""
    if not isinstance(event, QKeyEvent) or event.type() != _KEYS:
        return False
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(
        QKeySequence.StandardKey.Redo
    )
