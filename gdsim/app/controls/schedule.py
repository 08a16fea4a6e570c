"""The learning-rate schedule of the experiment, with which optimizers run that have none."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from gdsim.app.controls.schedule_editor import ScheduleEditor
from gdsim.app.controls.section import Section
from gdsim.app.look.formula import Formulas
from gdsim.app.look.theme import GRID, Theme
from gdsim.app.model.workbench import Workbench
from gdsim.app.translation import tr


class ScheduleControl(Section):
    """Shows the experiment's schedule and replaces it."""

    def __init__(self, workbench: Workbench, formulas: Formulas) -> None:
        super().__init__(tr("Schedule"), folds=True)
        self._workbench = workbench
        self.editor = ScheduleEditor(workbench, formulas, self.error.say)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(0, 0, 0, GRID)
        layout.addWidget(self.editor)
        workbench.experiment_changed.connect(self.show_model)
        self.show_model()

    def show_model(self) -> None:
        """Show the experiment's schedule."""
        experiment = self._workbench.experiment
        choice, more = experiment.schedules[0], len(experiment.schedules) - 1
        words, warmup = choice.method.title, choice.settings.get("warmup", 0)
        if isinstance(warmup, int | float) and warmup > 0:
            words = tr("{schedule}, warmup {steps}", schedule=words, steps=f"{warmup:g}")
        if more:
            words = tr("{first} and {count} more", "{first} and {count} more", more, first=words)
        own = sum(each.schedule is not None for each in experiment.optimizers)
        if own:
            words = tr(
                "{all}; {count} has its own", "{all}; {count} have their own", own, all=words
            )
        self.summary.say(words)
        self.editor.show_model()
        self.error.say("")

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        self.editor.recolour(theme)
