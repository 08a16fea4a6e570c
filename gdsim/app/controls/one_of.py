"""Buttons of which one is down."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QWidget


class OneOf(QWidget):
    """Buttons by name; a subclass makes them, gives them a place and calls `join`."""

    chosen = Signal(str)  # a name
    buttons: Mapping[str, QAbstractButton]

    def join(self) -> None:
        """Let one of the buttons be down at a time: the first."""
        group = QButtonGroup(self)
        for button in self.buttons.values():
            button.setCheckable(True)
            group.addButton(button)
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
