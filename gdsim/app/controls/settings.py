"""The settings of all runs: steps, precision, noise, clipping, and when a run has ended."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gdsim.app.controls.axis_wanted import Owned
from gdsim.app.controls.fields import Check, Choices, NumberField
from gdsim.app.controls.line_field import LineField
from gdsim.app.controls.section import LISTS, Section, add_row, form_of, label
from gdsim.app.look.theme import GRID
from gdsim.app.look.words import wrapped
from gdsim.app.made import made
from gdsim.app.model.turnable import COMMON
from gdsim.app.model.workbench import Workbench
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.base.ranges import Hyper, Range, nonnegative, positive
from gdsim.catalogue.discovery import discover

FIELDS = {
    "steps": (
        QT_TR_NOOP("steps"),
        Hyper(1000, Range(1, 2**24), True, QT_TR_NOOP("Updates of each run."), True),
    ),
    "epochs": (
        QT_TR_NOOP("epochs"),
        Hyper(
            100, Range(1, 2**24), True, QT_TR_NOOP("How often each training sample is seen."), True
        ),
    ),
    "noise": COMMON["noise"],
    "seed": COMMON["seed"],
    "clip_value": COMMON["clip_value"],
    "clip_norm": COMMON["clip_norm"],
    "target": (
        QT_TR_NOOP("target loss"),
        Hyper(
            1e-5,
            summary=QT_TR_NOOP(
                "A run whose loss is at or below it has converged. Empty: none has."
            ),
        ),
    ),
    "tolerance": (
        QT_TR_NOOP("gradient tolerance"),
        Hyper(
            1e-4,
            nonnegative,
            True,
            QT_TR_NOOP(
                "So has a run whose gradient norm is at or below it. "
                "Empty: what suits the precision."
            ),
        ),
    ),
    "limit": (
        QT_TR_NOOP("divergence limit"),
        Hyper(
            1e12,
            positive,
            True,
            QT_TR_NOOP("A run whose loss is larger, up or down, has diverged."),
        ),
    ),
}
EMPTY = {
    "clip_value": QT_TR_NOOP("off"),
    "clip_norm": QT_TR_NOOP("off"),
    "target": QT_TR_NOOP("none"),
    "tolerance": QT_TR_NOOP("automatic"),
}
COUNTS = "steps", "epochs"
PRECISIONS = {"float32": QT_TR_NOOP("single (float32)"), "float64": QT_TR_NOOP("double (float64)")}


class SettingsForm(QWidget):
    """A field for each of the common settings; `complain` is called with why one is refused."""

    def __init__(self, workbench: Workbench, complain: Callable[[str], None]) -> None:
        super().__init__()
        self._workbench, self._complain = workbench, complain
        grid = form_of(self)
        self.fields: dict[str, NumberField] = {}
        self.labels: dict[str, QLabel] = {}
        for name, (words, hyper) in FIELDS.items():
            empty = tr(EMPTY[name]) if name in EMPTY else ""
            field = NumberField(self._setter(name), hyper, empty, complain, is_count=name in COUNTS)
            field.setting = Owned(name) if name in COMMON else None
            self.fields[name] = field
            self.labels[name] = label(tr(words), tr(hyper.summary))
            add_row(grid, self.labels[name], field)
        self.stop = LineField()
        self.stop.setPlaceholderText(tr("none"))
        self.stop.editingFinished.connect(self._end)
        self.refused = ""  # why the text of the stop condition is not in force
        self._of: tuple[int, str] | None = None  # the file and kind of objective that is shown
        self.stop_label = label(tr("stop condition"))
        add_row(grid, self.stop_label, self.stop)
        self.precision = Choices(lambda name: self._workbench.replace(dtype=name))
        precisions = {name: tr(words) for name, words in PRECISIONS.items()}
        self.precision.show_names(precisions, "float32", {})
        add_row(grid, label(tr("precision")), self.precision)
        self.title = LineField()
        self.title.setPlaceholderText(tr("untitled"))
        self.title.setToolTip(tr("The title of the experiment, in its file and its pictures"))
        self.title.setAccessibleName(tr("Title"))
        self.title.editingFinished.connect(self._name)
        title = QHBoxLayout()
        title.setSpacing(GRID)
        title.addWidget(label(tr("title")), LISTS[0])
        title.addWidget(self.title, LISTS[1])
        grid.addLayout(title, grid.rowCount(), 0, 1, 2)
        self.keep_params = Check(tr("results keep the last parameters"))
        self.keep_params.setToolTip(tr("Those of very many networks can fill a disk."))
        self.keep_params.toggled.connect(lambda on: self._workbench.replace(keep_params=on))
        self.measures: dict[str, Check] = {}
        for name, measure in discover("measure").items():
            box = Check(tr("results have {measure}", measure=name.replace("_", " ")))
            box.setToolTip(wrapped(str(measure.summary)))
            box.toggled.connect(self._measure)
            self.measures[name] = box
        for box in (self.keep_params, *self.measures.values()):
            grid.addWidget(box, grid.rowCount(), 0, 1, 2)
        self.show_model()

    def show_model(self) -> None:
        """Show the experiment's settings."""
        experiment = self._workbench.experiment
        steps_per_epoch = experiment.objective.steps_per_epoch or 1
        for name, field in self.fields.items():
            if name != "epochs":
                field.set_value(getattr(experiment, name))
        batches = steps_per_epoch > 1
        self.fields["epochs"].setVisible(batches)
        self.labels["epochs"].setVisible(batches)
        if batches:
            epochs = experiment.steps / steps_per_epoch
            self.fields["epochs"].set_value(round(epochs, 2))
        self.labels["seed"].setText(tr("batch, noise seed") if batches else tr("noise seed"))
        self.precision.setCurrentIndex(self.precision.findData(experiment.dtype))
        self._explain_stop()
        if self._of != (now := (self._workbench.opened, self._workbench.kind)):
            self._of, self.refused = now, ""  # what was typed was about another experiment
            for line in (self.stop, self.title):
                line.setModified(False)
        if not self.stop.isModified():
            self.refused = ""
            self.stop.setText(experiment.stop or "")
            self.stop.setCursorPosition(0)
        if not self.title.isModified():
            self.title.setText(experiment.title)
            self.title.setCursorPosition(0)  # its beginning is seen, if not all
        wanted = {box: name in experiment.measures for name, box in self.measures.items()}
        for box, on in {self.keep_params: experiment.keep_params, **wanted}.items():
            box.blockSignals(True)
            box.setChecked(on)
            box.blockSignals(False)

    def _name(self) -> None:
        self.title.setModified(False)
        self._complain(self._workbench.replace(title=self.title.text().strip()) or "")

    def _end(self) -> None:
        self.refused = self._workbench.replace(stop=self.stop.text().strip() or None) or ""
        self.stop.setModified(bool(self.refused))  # a refused text stays, to be mended
        self._complain(self.refused)

    def _explain_stop(self) -> None:
        """Say what a condition is, in names that the objective has."""
        if self._workbench.experiment.objective.has_domain:
            variable = self._workbench.experiment.objective.variables[0]
            words = tr(
                "A run has converged at the first step at which it holds: {condition}",
                condition=f"{variable} > 0 and loss < 0.1",
            )
        else:
            words = tr(
                "A run has converged at the first step at which it holds: {condition}. "
                "The loss is that of all training samples.",
                condition="loss < 0.1 and step >= 100",
            )
        for part in (self.stop_label, self.stop):
            part.setToolTip(wrapped(words))

    def _measure(self) -> None:
        names = [name for name, box in self.measures.items() if box.isChecked()]
        self._complain(self._workbench.replace(measures=names) or "")

    def _setter(self, name: str) -> Callable[[Any], str | None]:
        return lambda value: self._workbench.replace(**{name: value})


class SettingsControl(Section):
    """Shows the experiment's common settings and replaces them."""

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(tr("Run"), folds=True)
        self._workbench = workbench
        workbench.experiment_changed.connect(self.show_model)
        self.show_model()

    @cached_property
    def form(self) -> SettingsForm:
        """The fields."""
        form = SettingsForm(self._workbench, self.error.say)
        self.put(form)
        return form

    def fill(self) -> None:
        self.form  # noqa: B018 - is made

    def show_model(self) -> None:
        """Show the experiment's settings."""
        experiment = self._workbench.experiment
        noise = experiment.noise
        steps = tr("{count} step", "{count} steps", experiment.steps)
        words = [steps, experiment.dtype]
        if isinstance(noise, (int, float)) and noise > 0:
            words.append(tr("noise {noise}", noise=f"{noise:g}"))
        self.summary.say(", ".join(words))
        self.error.say("")
        for form in made(self, "form"):
            form.show_model()
            self.error.say(form.refused)  # its text stays, too
