"""Which of many runs is looked at: its number, and where it stands among the others."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gdsim.app.controls.fields import NumberField
from gdsim.app.controls.number_text import Typed
from gdsim.app.look.theme import GRID
from gdsim.app.look.words import Elided
from gdsim.app.translation import QT_TR_NOOP, grouped, tr
from gdsim.app.views.numbers import run_words
from gdsim.base.ranges import Hyper, Range
from gdsim.experiment import Experiment

NUMBER = Hyper(
    1.0, Range(1, 2**53), whole=True,
    summary=QT_TR_NOOP(
        "Which of the runs is explained; a click on a run of the map chooses it too."
    ),
)  # fmt: skip


class RunChoice(QWidget):
    """A number from 1 to that of the runs, and the setting and start of that run in words."""

    chosen = Signal(int)  # the run, counted from 0

    def __init__(self) -> None:
        super().__init__()
        self._runs = 1
        self.number = NumberField(self._choose, NUMBER)
        self.number.setAccessibleName(tr("Number of the run"))
        self.count, self.words = QLabel(), Elided.saying("")
        self.count.setProperty("role", "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(QLabel(tr("run")))
        layout.addWidget(self.number)
        layout.addWidget(self.count)
        layout.addWidget(self.words, 1)

    def show_run(self, experiment: Experiment, run: int, runs: int) -> None:
        """Show one of so many runs of an optimizer; hide if there is one alone."""
        self.setVisible(runs > 1)
        if runs == 1:
            return
        self._runs = runs
        self.number.show_within(1, runs)
        self.number.set_value(run + 1)
        self.count.setText(tr("of {runs}", runs=grouped(runs)))
        self.words.say("   ".join(run_words(experiment, run)))

    def _choose(self, value: Typed | None) -> str | None:
        if not isinstance(value, int | float) or value != int(value):
            return tr("The number of a run is a whole number.")
        if not 1 <= value <= self._runs:
            return tr("There are runs 1 to {number}.", number=grouped(self._runs))
        self.chosen.emit(int(value) - 1)
        return None
