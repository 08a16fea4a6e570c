"""Two buttons of which one is down: the objective, or the map of all runs."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from gdsim.app.controls.buttons import segment
from gdsim.app.look.theme import GRID
from gdsim.app.translation import tr


class Switch(QWidget):
    """A switch between the objective and the map of all runs."""

    turned = Signal()

    def __init__(self) -> None:
        super().__init__()
        tip = tr("Every run as a pixel, over any two axes; click one to look at it")
        self.first = segment(tr("Outputs"))
        self.second = segment(tr("Map"), tip, tr("Map"))
        group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        for button in (self.first, self.second):
            button.clicked.connect(self.turned)
            group.addButton(button)
            layout.addWidget(button)
        self.first.setChecked(True)
        self.hide()
