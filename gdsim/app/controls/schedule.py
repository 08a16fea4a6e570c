"""The learning-rate schedule: picked, set, and previewed as the factor over the steps."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from gdsim.app.controls import catalogue_items
from gdsim.app.controls.axis_wanted import Owned
from gdsim.app.controls.fields import Check, NumberField
from gdsim.app.controls.picker import Picker
from gdsim.app.controls.section import Section, add_row, form, setting_label
from gdsim.app.look import icons
from gdsim.app.look.figures import figures
from gdsim.app.look.formula import Formulas
from gdsim.app.look.theme import GRID, LIGHT, Theme
from gdsim.app.look.type_size import fix, px, thick
from gdsim.app.look.words import wrapped
from gdsim.app.model.workbench import Workbench
from gdsim.base.axes import first_value
from gdsim.base.ranges import Flag, Hyper
from gdsim.base.ranges import steps as step_range
from gdsim.base.settings import Setting
from gdsim.catalogue.choices import Choice, Method
from gdsim.catalogue.schedules import factor_at

POINTS = 160


class Preview(QWidget):
    """The factor of the learning rate over the steps, as a small curve."""

    def __init__(self) -> None:
        super().__init__()
        fix(self, height=64)
        self.factors = np.ones(2)
        self.steps = 1
        self._theme = LIGHT

    def show_factors(self, factors: np.ndarray, steps: int) -> None:
        """Draw the factors, evenly spread over all steps."""
        self.factors, self.steps = factors, steps
        self.setToolTip(f"The factor of the learning rate over {steps:,} steps")
        self.update()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(px(28), 6, -2, -px(16))
        top = max(float(np.nanmax(self.factors)), 1e-12)
        painter.setPen(QPen(QColor(self._theme.line), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.drawLine(box.topLeft(), box.topRight())
        painter.setPen(QColor(self._theme.muted))
        font = self.font()
        font.setPixelSize(px(11))
        painter.setFont(font)
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRectF(0, box.top() - px(8), px(24), px(16)), right, figures(top, 3))
        painter.drawText(QRectF(0, box.bottom() - px(8), px(24), px(16)), right, "0")
        bottom = QRectF(box.left(), box.bottom() + 2, box.width(), px(14))
        painter.drawText(bottom, int(Qt.AlignmentFlag.AlignLeft), "0")
        painter.drawText(bottom, int(Qt.AlignmentFlag.AlignRight), f"{self.steps:,} steps")
        xs = np.linspace(box.left(), box.right(), len(self.factors))
        ys = box.bottom() - np.clip(self.factors / top, 0, 1) * box.height()
        painter.setPen(QPen(QColor(self._theme.accent), thick(1.6)))
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in zip(xs, ys, strict=True)]))


class ScheduleControl(Section):
    """Shows the experiment's schedule and replaces it."""

    def __init__(self, workbench: Workbench, formulas: Formulas) -> None:
        super().__init__("Schedule", folds=True)
        self._workbench, self._formulas = workbench, formulas
        self.pick = QPushButton()
        self.pick.setProperty("picker", True)
        self.pick.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.pick.clicked.connect(self._pop_up)
        self.picker: Picker | None = None
        self.preview = Preview()
        self.fields: dict[str, NumberField | Check] = {}
        self._in_steps: set[str] = set()  # the settings that count steps
        self._form: QWidget | None = None
        self._name = ""
        self._shown: object = None  # the schedules and steps that it shows
        self._layout = QVBoxLayout(self.body)
        self._layout.setContentsMargins(0, 0, 0, GRID)
        self._layout.setSpacing(GRID)
        self._layout.addWidget(self.pick)
        self._layout.addWidget(self.preview)
        workbench.experiment_changed.connect(self.show_model)
        self.show_model()

    def show_model(self) -> None:
        """Show the experiment's schedule."""
        experiment = self._workbench.experiment
        shown = experiment.schedules, experiment.steps
        if shown == self._shown:
            return
        self._shown = shown
        choice = experiment.schedules[0]
        self.pick.setText(choice.method.title)
        self.pick.setToolTip(wrapped(choice.method.definition.summary))
        if choice.name != self._name:
            self._name = choice.name
            self._build(choice.method)
        for name, field in self.fields.items():
            value = choice.settings.get(name, choice.method.hyper[name].default)
            if isinstance(field, Check):
                field.blockSignals(True)
                field.setChecked(bool(value))
                field.blockSignals(False)
            else:
                if name in self._in_steps:
                    field.show_within(0, experiment.steps)
                field.set_value(value)
        more = len(experiment.schedules) - 1
        words = choice.method.title + _warmup_in_words(choice.settings.get("warmup", 0))
        self.summary.say(words + (f" and {more} more" if more else ""))
        self.preview.show_factors(factors(choice, experiment.steps), experiment.steps)
        self.error.say("")

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        self.preview.recolour(theme)
        icons.put(self.pick, "down", theme.muted, 12)

    def choose(self, name: str) -> None:
        """Use a schedule of the catalogue."""
        self.error.say(self._workbench.set_schedule(name) or "")

    def _build(self, method: Method) -> None:
        if self._form is not None:
            self._form.hide()
            self._form.deleteLater()
        self._form, grid = form()
        self.fields, self._in_steps = {}, set()
        for name, hyper in method.hyper.items():
            if isinstance(hyper, Flag):
                box = Check(name.replace("_", " "))
                box.setToolTip(wrapped(hyper.summary))
                box.toggled.connect(lambda on, name=name: self._set(name, on))
                self.fields[name] = box
                grid.addWidget(box, grid.rowCount(), 0, 1, 2)
                continue
            if name == "warmup":
                hyper = Hyper(0, step_range, log=True, summary=hyper.summary, whole=True)
            apply = partial(self._set, name)
            steps = self._workbench.experiment.steps
            within = None
            if hyper.range == step_range:
                within = 0, steps
                self._in_steps.add(name)
            field = NumberField(apply, hyper, complain=self.error.say, within=within)
            field.setting = Owned(f"schedule.{name}")
            self.fields[name] = field
            add_row(grid, setting_label(name, hyper.summary), field)
        self._layout.addWidget(self._form)

    def _set(self, name: str, value: Any) -> str | None:
        return self._workbench.set_schedule_setting(name, value)

    def _pop_up(self) -> None:
        if self.picker is None:
            self.picker = Picker(catalogue_items.schedules(), self._formulas, self)
            self.picker.picked.connect(self.choose)
        self.picker.pop_up(self.pick, self._name)


def factors(choice: Choice, steps: int) -> np.ndarray:
    """(POINTS,): the schedule's factor at steps spread evenly from the first to the last."""
    settings: dict[str, float] = {
        name: hyper.default for name, hyper in choice.method.hyper.items()
    }
    settings |= {name: first_value(value) for name, value in choice.settings.items()}
    warmup = settings.pop("warmup")
    definition = choice.method.definition
    with np.errstate(all="ignore"):
        return np.array(
            [
                factor_at(definition, float(int(step)), float(steps), warmup, settings)
                for step in np.linspace(0, max(steps - 1, 0), POINTS)
            ],
            float,
        )


def _warmup_in_words(warmup: Setting) -> str:
    is_number = isinstance(warmup, int | float) and warmup > 0
    return f", warmup {warmup:g}" if is_number else ""
