"""Two lists that choose two different weights of a network."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gdsim.app.controls.fields import Choices
from gdsim.app.look.theme import GRID
from gdsim.app.translation import tr
from gdsim.objectives import Network

MOST = 5_000  # weights that a list of them has


class WeightPair(QWidget):
    """Chooses a weight to the right and another one upwards."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = Choices(self._choose), Choices(self._choose)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        names = tr("Weight to the right"), tr("Weight upwards")
        for choices, name in zip((self.first, self.second), names, strict=True):
            choices.setAccessibleName(name)
            choices.fit_names()
            layout.addWidget(choices)

    @property
    def pair(self) -> tuple[int, int]:
        """Their places among the parameters; the first two before any are offered."""
        if not self.first.count():
            return 0, 1
        return self.first.currentData(), self.second.currentData()

    def offer(self, network: Network) -> None:
        """Offer the weights of a network; those chosen before stay if it has them."""
        names = dict(enumerate(network.variables[:MOST]))
        first, second = (each.currentData() for each in (self.first, self.second))
        if first not in names or second not in names or first == second:
            first, second = 0, min(1, len(names) - 1)
        for each, choice in ((self.first, first), (self.second, second)):
            each.show_names(names, choice, {})

    def _choose(self, _: int) -> None:
        first, second = self.first.currentData(), self.second.currentData()
        if first == second:  # the other of the two gives way
            other = self.second if self.sender() is self.first else self.first
            other.setCurrentIndex((first + 1) % other.count())
        self.chosen.emit()
