"""The learning-rate schedule of the experiment, with which optimizers run that have none."""

from __future__ import annotations

from functools import cached_property

from gdsim.app.controls.schedule_editor import ScheduleEditor
from gdsim.app.controls.section import Section
from gdsim.app.look.formula import Formulas
from gdsim.app.look.theme import Theme
from gdsim.app.made import made
from gdsim.app.model.workbench import Workbench
from gdsim.app.translation import tr


class ScheduleControl(Section):
    """Shows the experiment's schedule and replaces it."""

    def __init__(self, workbench: Workbench, formulas: Formulas) -> None:
        super().__init__(tr("Schedule"), folds=True)
        self._workbench, self._formulas = workbench, formulas
        self._step: int | None = None  # of the runs
        workbench.experiment_changed.connect(self.show_model)
        self.show_model()

    @cached_property
    def editor(self) -> ScheduleEditor:
        """What picks and sets it."""
        editor = ScheduleEditor(self._workbench, self._formulas, self.error.say)
        editor.recolour(self._theme)
        editor.curve.show_step(self._step)
        editor.show_model()
        self.put(editor)
        return editor

    def fill(self) -> None:
        self.editor  # noqa: B018 - is made

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
        for editor in made(self, "editor"):
            editor.show_model()
        self.error.say("")

    def show_step(self, step: int | None) -> None:
        """Mark the present step of the runs on the curve; None: there are none."""
        self._step = step
        for editor in made(self, "editor"):
            editor.curve.show_step(step)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        for editor in made(self, "editor"):
            editor.recolour(theme)
