"""The controls above a slice of the loss: which directions, which weights, which scale."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gdsim.app.controls.buttons import segment
from gdsim.app.controls.fields import Choices
from gdsim.app.look.theme import GRID
from gdsim.app.look.words import Elided
from gdsim.app.network.slice_work import CURVATURE, LINE, PCA, RANDOM, WEIGHTS, Kind
from gdsim.app.network.weight_pair import WeightPair
from gdsim.app.translation import QT_TR_NOOP, tr

KINDS = {
    PCA: (
        QT_TR_NOOP("PCA of the runs"),
        QT_TR_NOOP("The plane in which all runs move most; it counts from the start of the run."),
    ),
    CURVATURE: (
        QT_TR_NOOP("Largest curvatures"),
        QT_TR_NOOP("The two directions in which the loss bends most at the run's weights."),
    ),
    RANDOM: (
        QT_TR_NOOP("Random directions"),
        QT_TR_NOOP(
            "Two random directions, as long as the weights of each unit (Li and others 2018); "
            "choose it again for others."
        ),
    ),
    WEIGHTS: (
        QT_TR_NOOP("Two weights"),
        QT_TR_NOOP("Two of the weights change, all others are as the run has them now."),
    ),
    LINE: (
        QT_TR_NOOP("Line to a run"),
        QT_TR_NOOP("The loss along the straight line from this run to another one."),
    ),
}


class SliceHead(QWidget):
    """Chooses a slice. Random directions are others each time that they are chosen."""

    chosen = Signal()
    rescaled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._seed = 0
        self.kinds = _list(tr("Directions of the slice"), self._choose)
        names = {name: tr(title) for name, (title, _) in KINDS.items()}
        tips = {name: tr(about) for name, (_, about) in KINDS.items()}
        self.kinds.show_names(names, PCA, tips)
        self.weights = WeightPair()
        self.weights.chosen.connect(self.chosen)
        self.other = _list(tr("The other run"), lambda _: self.chosen.emit())
        self.about = Elided.saying("")
        self.log = segment(tr("Log"), tr("Logarithmic scale of the loss"))
        self.log.setChecked(True)
        self.log.clicked.connect(self.rescaled)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 0, GRID, GRID // 2)
        layout.setSpacing(GRID)
        for part in (self.kinds, self.weights, self.other):
            layout.addWidget(part)
        layout.addWidget(self.about, 1)
        layout.addWidget(self.log)
        self._show_lists()

    @property
    def kind(self) -> Kind:
        """The plane that is chosen."""
        name = self.kinds.currentData()
        pair = self.weights.pair if name == WEIGHTS else (0, 1)
        return Kind(name, pair, self._seed if name == RANDOM else 0)

    @property
    def is_log(self) -> bool:
        """Whether the scale of losses is logarithmic."""
        return self.log.isChecked()

    def offer_runs(self, runs: dict[tuple[int, int], str]) -> None:
        """Offer the runs at the other end of a line."""
        kept = self.other.currentData()
        if runs:
            self.other.show_names(runs, kept if kept in runs else next(iter(runs)), {})
        else:
            self.other.clear()

    def _choose(self, name: str) -> None:
        self.kinds.setToolTip(tr(KINDS[name][1]))
        self._seed += name == RANDOM
        self._show_lists()
        self.chosen.emit()

    def _show_lists(self) -> None:
        name = self.kinds.currentData()
        self.weights.setVisible(name == WEIGHTS)
        self.other.setVisible(name == LINE)


def _list(name: str, choose: object) -> Choices:
    choices = Choices(choose)  # type: ignore[arg-type]
    choices.setAccessibleName(name)
    choices.fit_names()
    return choices
