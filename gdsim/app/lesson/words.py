"""Words of a lesson: paragraphs and choices that wrap."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QRadioButton, QSizePolicy, QWidget

from gdsim.app.look.theme import GRID
from gdsim.learn.lessons.words import as_html


class Words(QLabel):
    """A paragraph that wraps, and can be selected."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.plain = ""
        if role:
            self.setProperty("role", role)
        self.say(text)

    def say(self, text: str) -> None:
        """Show a text; nothing takes no room."""
        self.plain = text
        html = as_html(text)
        is_plain = "<" not in html and "&" not in html  # which is laid out ten times as fast
        self.setTextFormat(Qt.TextFormat.PlainText if is_plain else Qt.TextFormat.RichText)
        self.setText(html)
        if not text:
            self.hide()
        elif self.parent() is not None:  # alone it would be a window
            self.show()


class Choice(QWidget):
    """A radio button whose words wrap beside it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.button = QRadioButton()
        self.button.setAccessibleName(text)
        self._words = Words(text)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._words, 1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The words belong to the button."""
        if self.rect().contains(event.position().toPoint()) and self.button.isEnabled():
            self.button.click()
