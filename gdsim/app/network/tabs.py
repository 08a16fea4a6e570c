"""A row of buttons, of which one is down: which view is shown."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from gdsim.app.controls.buttons import WordButton
from gdsim.app.look.theme import GRID

LEAST = 32  # px of a button that has too little room for its words


class Tabs(QWidget):
    """Buttons by name, each with its words and a tip."""

    chosen = Signal(str)  # a name

    def __init__(self, words: Mapping[str, tuple[str, str]]) -> None:
        super().__init__()
        group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID // 2, GRID, GRID // 2)
        layout.setSpacing(GRID // 2)
        self.buttons: dict[str, WordButton] = {}
        for name, (title, tip) in words.items():
            button = self.buttons[name] = WordButton(title)
            button.setToolTip(f"{title}: {tip}")
            button.setAccessibleName(title)
            button.setCheckable(True)
            button.setProperty("segment", True)
            button.setProperty("tab", True)  # many stand in a line
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setMinimumWidth(LEAST)
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            group.addButton(button)
            layout.addWidget(button)
        layout.addStretch(1)
        next(iter(self.buttons.values())).setChecked(True)
        for name, button in self.buttons.items():
            button.toggled.connect(partial(self._toggled, name))

    @property
    def choice(self) -> str:
        """The name of the one that is down."""
        return next(name for name, button in self.buttons.items() if button.isChecked())

    def choose(self, name: str) -> None:
        """Choose one of them."""
        self.buttons[name].setChecked(True)

    def choose_next(self) -> None:
        """Choose the one to the right, or the first after the last."""
        names = list(self.buttons)
        self.choose(names[(names.index(self.choice) + 1) % len(names)])

    def _toggled(self, name: str, is_down: bool) -> None:
        if is_down:
            self.chosen.emit(name)
