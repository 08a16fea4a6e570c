"""Words in the window: sentences that wrap, and lines that are cut to the room for them."""

from __future__ import annotations

from functools import lru_cache
from textwrap import fill

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel

LEAST = 3  # a line of which a third does not fit is not shown
LINE = 72  # characters of a line of a tip, which Qt does not wrap


@lru_cache(maxsize=1024)  # fields show their tips again after each edit
def wrapped(text: str) -> str:
    """A text in lines that can be read, as a tip."""
    return "\n".join(fill(line, LINE) for line in text.split("\n"))


class Sentence(QLabel):
    """A sentence that is hidden while it is empty."""

    said = Signal()  # another one, which is not empty

    def __init__(self, role: str = "error") -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.hide()

    def say(self, sentence: str) -> None:
        """Show the sentence; hide if it is empty."""
        if sentence != self.text() or self.isHidden() == bool(sentence):
            self.setText(sentence)
            self.setVisible(bool(sentence))
            if sentence:
                self.said.emit()


class Elided(QLabel):
    """One line, cut with an ellipsis if it does not fit; empty where hardly any of it would.

    Where there is a shorter way to say it that fits, that is shown; the tip has the whole.
    """

    def __init__(self, role: str = "muted") -> None:
        super().__init__()
        self.setProperty("role", role)
        self._whole = ""
        self._shorter: tuple[str, ...] = ()
        self.setMinimumWidth(0)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    @classmethod
    def saying(cls, text: str, role: str = "muted", shorter: tuple[str, ...] = ()) -> Elided:
        """A line that begins at the left with a text, as beside a heading."""
        line = cls(role)
        line.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        line.say(text, *shorter)
        return line

    @property
    def whole(self) -> str:
        """The text, uncut."""
        return self._whole

    def say(self, text: str, *shorter: str) -> None:
        """Show the text, or else the first of some shorter ones that fits."""
        if (text, shorter) != (self._whole, self._shorter):
            self._whole, self._shorter = text, shorter
            self.setToolTip(wrapped(text))
            self._elide()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        margins = self.contentsMargins()
        width = self.fontMetrics().horizontalAdvance(self._whole) + 2
        width += margins.left() + margins.right()
        return QSize(width, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._elide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
            self._elide()

    def _elide(self) -> None:
        mode, metrics = Qt.TextElideMode.ElideRight, self.fontMetrics()
        room = self.contentsRect().width()
        ways = (self._whole, *self._shorter)
        text = next((way for way in ways if metrics.horizontalAdvance(way) <= room), ways[-1])
        # A word or two of a sentence say nothing.
        is_shown = room > metrics.horizontalAdvance(text) / LEAST
        self.setText(metrics.elidedText(text, mode, room) if is_shown else "")
