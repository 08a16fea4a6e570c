"""Buttons of which one is down, in a line, or in several where there is no room for all in one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import islice

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from gdsim.app.controls.buttons import WordButton, segment
from gdsim.app.controls.one_of import OneOf
from gdsim.app.look.theme import GRID
from gdsim.app.look.wrapping import wrapped_places

GAP = 2  # px between buttons
LEAST = 32  # px of a button that has too little room for its words


class Tabs(OneOf):
    """Buttons by name, each with its words and a tip.

    left: px before the first one. are_tight: whether many have to stand in a line.
    """

    def __init__(
        self, words: Mapping[str, tuple[str, str]], left: int = 2 * GRID, are_tight: bool = True
    ) -> None:
        super().__init__()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(left, GRID // 2, 0, GRID // 2)
        self._rows.setSpacing(GRID // 2)
        self._lines: list[QHBoxLayout] = []
        self._counts: list[int] = []  # of the buttons in each line
        self.buttons: dict[str, WordButton] = {}
        for name, (title, tip) in words.items():
            button = self.buttons[name] = segment(title, f"{title}: {tip}", title)
            button.setProperty("tab", are_tight)
            button.setMinimumWidth(LEAST)
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._put([len(self.buttons)])
        self.join()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._arrange()

    def _arrange(self) -> None:
        """Begin another line where the words of the next button do not fit."""
        widths = (button.sizeHint().width() for button in self.buttons.values())
        places = wrapped_places(widths, GAP, self.width() - self._rows.contentsMargins().left())
        counts = list(Counter(line for _, line in places).values())
        if counts != self._counts:
            self._put(counts)

    def _put(self, counts: list[int]) -> None:
        """Put so many buttons into each line."""
        self._counts = counts
        while len(self._lines) < len(counts):
            line = QHBoxLayout()
            line.setSpacing(GAP)
            self._lines.append(line)
            self._rows.addLayout(line)
        for line in self._lines:
            while line.count():
                line.takeAt(0)
        buttons = iter(self.buttons.values())
        for line, count in zip(self._lines, counts, strict=False):
            for button in islice(buttons, count):
                line.addWidget(button)
            line.addStretch(1)
