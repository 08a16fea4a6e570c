"""The chosen pixel of the maps in words, and the button that opens its run."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from gdsim.app.look.figures import figures
from gdsim.app.look.theme import GRID
from gdsim.app.look.words import Elided
from gdsim.app.model.plane import coordinate
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.app.views.plane_map import PlaneMap

HINT = QT_TR_NOOP("Click a pixel to read its run, double-click to open it.")


class PlaneCard(QWidget):
    """One line: the settings of a pixel, what became of its run, and a button."""

    def __init__(self) -> None:
        super().__init__()
        self.words = Elided("plain")
        self.words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.open = QPushButton(tr("Open this run"))
        self.open.setToolTip(
            tr("Take the pixel's settings over and play its run (double click, Enter)")
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 0, 2 * GRID, GRID)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.open)

    def read(self, view: PlaneMap) -> None:
        """Say what is known of the pixel that is chosen in a map, and of the map beside it."""
        plane, chosen = view.layer.plane, view.selection
        self.open.setEnabled(chosen is not None)
        if chosen is None or plane is None:
            self.words.say(tr(HINT))
            return
        sides = tuple(zip((plane.x, plane.y), chosen, strict=True))
        words = [f"{each.title} {figures(value)}" for each, value in sides]
        at = [coordinate(each, value) for each, value in sides]
        self.words.say("   ".join([*words, *view.fates(*at)]))
