"""The chosen pixel of the maps in words, and the button that opens its run."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gdsim.app.look.figures import figures
from gdsim.app.look.theme import GRID
from gdsim.app.look.words import Elided
from gdsim.app.model.plane import coordinate
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.app.views.plane_map import PlaneMap

HINT = QT_TR_NOOP("Click a pixel to read its run, double-click to open it.")


class PlaneCard(QWidget):
    """The settings of a pixel, below it what became of its run, and a button."""

    def __init__(self) -> None:
        super().__init__()
        self.place, self.words = Elided("plain"), Elided("plain")
        lines = QVBoxLayout()
        lines.setSpacing(0)
        for line in (self.place, self.words):
            line.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            lines.addWidget(line)
        self._tell(tr(HINT), "")
        height = 2 * self.place.fontMetrics().height() + GRID
        self.setMinimumHeight(height)  # so that nothing jumps when the second line comes
        self.open = QPushButton(tr("Open this run"))
        self.open.setToolTip(
            tr("Take the pixel's settings over and play its run (double click, Enter)")
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 0, 2 * GRID, GRID)
        layout.addLayout(lines, 1)
        layout.addWidget(self.open)

    def read(self, view: PlaneMap) -> None:
        """Say what is known of the pixel that is chosen in a map, and of the map beside it."""
        plane, chosen = view.layer.plane, view.selection
        self.open.setEnabled(chosen is not None)
        if chosen is None or plane is None:
            self._tell(tr(HINT), "")
            return
        sides = tuple(zip((plane.x, plane.y), chosen, strict=True))
        words = [f"{each.title} {figures(value)}" for each, value in sides]
        at = [coordinate(each, value) for each, value in sides]
        self._tell("   ".join(words), "   ".join(view.fates(*at)))

    def _tell(self, place: str, words: str) -> None:
        self.place.say(place)
        self.words.say(words)
        self.words.setVisible(bool(words))  # a line alone stands beside the button
