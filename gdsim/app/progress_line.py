"""A line below the views that says how far something is, with a button at its end."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from gdsim.app.look.theme import GRID, tabular
from gdsim.app.look.type_size import fix

BAR = 160  # px


class ProgressLine(QWidget):
    """Words, a bar and a button; hidden at first."""

    shown = Signal(bool)  # whether it is

    def __init__(self, button: str, of_button: str, tip: str, of_bar: str) -> None:
        """of_button, of_bar: their accessible names. tip: what the button does."""
        super().__init__()
        self.words, self.bar, self.button = QLabel(), QProgressBar(), QPushButton(button)
        self.words.setFont(tabular(self.words.font()))
        self.bar.setTextVisible(False)
        fix(self.bar, width=BAR)
        self.bar.setAccessibleName(of_bar)
        self.button.setToolTip(tip)
        self.button.setAccessibleName(of_button)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID // 2, 2 * GRID, GRID // 2)
        layout.setSpacing(2 * GRID)
        layout.addWidget(self.words)
        layout.addWidget(self.bar)
        layout.addStretch(1)
        layout.addWidget(self.button)
        self.hide()

    def appear(self, is_wanted: bool) -> None:
        """Show it or not, and tell so."""
        self.setVisible(is_wanted)
        self.shown.emit(is_wanted)
