"""A schedule, picked from the catalogue and set: the experiment's, or an optimizer's own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gdsim.app.controls import catalogue_items
from gdsim.app.controls.axis_wanted import Owned
from gdsim.app.controls.fields import Check, NumberField
from gdsim.app.controls.picker import Item, Picker
from gdsim.app.controls.schedule_curve import ScheduleCurve
from gdsim.app.controls.section import LISTS, add_row, form, setting_label
from gdsim.app.look import icons
from gdsim.app.look.formula import Formulas
from gdsim.app.look.theme import GRID, Theme
from gdsim.app.look.words import wrapped
from gdsim.app.model.schedule_points import Point, dragged
from gdsim.app.model.schedules import schedule_of, shared_rate
from gdsim.app.model.workbench import Workbench
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.base.ranges import Flag, Hyper
from gdsim.base.ranges import steps as step_range
from gdsim.catalogue.choices import Choice, Method

SHARED = QT_TR_NOOP("The experiment's")
SHARED_TIP = QT_TR_NOOP("Runs with the schedule of the experiment.")


class ScheduleEditor(QWidget):
    """A button that picks a schedule, its curve, and the fields of its numbers.

    optimizer: whose own schedule it is, by its index at the time; None: the experiment's. words:
    the label of the button, if it needs one. colour: the optimizer's number. indent: px before
    labels and the curve.
    """

    def __init__(
        self,
        workbench: Workbench,
        formulas: Formulas,
        complain: Callable[[str], None],
        optimizer: Callable[[], int | None] = lambda: None,
        words: QLabel | None = None,
        colour: int | None = None,
        indent: int = 0,
    ) -> None:
        super().__init__()
        self._indent = indent
        self._workbench, self._formulas, self._complain = workbench, formulas, complain
        self._optimizer, self._colour = optimizer, colour
        self.pick = QPushButton()
        self.pick.setProperty("picker", True)
        self.pick.setAccessibleName(tr("Schedule"))
        self.pick.setMinimumWidth(1)  # a long name may be cut
        self.pick.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.pick.clicked.connect(self.pop_up)
        self.picker: Picker | None = None
        self.curve = ScheduleCurve(formulas.background)
        self.curve.dragged.connect(self._drag)
        self.curve.reset.connect(self._reset)
        self.fields: dict[str, NumberField | Check] = {}
        self._in_steps: set[str] = set()  # the settings that count steps
        self._form: QWidget | None = None
        self._name = ""
        self._shown: object = None
        head = QHBoxLayout()
        head.setSpacing(GRID)
        if words is not None:
            words.setContentsMargins(indent, 0, 0, 0)
            head.addWidget(words, LISTS[0])
        head.addWidget(self.pick, LISTS[1])
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GRID)
        self._layout.addLayout(head)
        inside = QHBoxLayout()
        inside.setContentsMargins(indent, 0, 0, 0)
        inside.addWidget(self.curve)
        self._layout.addLayout(inside)
        self.show_model()

    @property
    def choice(self) -> Choice | None:
        """The schedule that it shows; None: the optimizer has none of its own."""
        return schedule_of(self._workbench.experiment, self._optimizer())

    def show_model(self) -> None:
        """Show the schedule of the experiment, or of the optimizer, as it is now."""
        experiment, choice = self._workbench.experiment, self.choice
        rate = shared_rate(experiment, self._optimizer())
        shown = choice, experiment.steps, rate, [each.schedule for each in experiment.optimizers]
        if shown == self._shown:
            return
        self._shown = shown
        title = tr(SHARED) if choice is None else choice.method.title
        self.pick.setText(title)
        summary = tr(SHARED_TIP) if choice is None else choice.method.definition.summary
        self.pick.setToolTip(wrapped(summary))
        self.curve.setVisible(choice is not None)
        if (choice.name if choice else "") != self._name:
            self._name = choice.name if choice else ""
            self._build(choice.method if choice else None)
        if choice is not None:
            self._show_settings(choice, experiment.steps)
            self.curve.show_schedule(choice, experiment.steps, rate)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.curve.recolour(theme)
        icons.put(self.pick, "down", theme.muted, 12)

    def choose(self, name: str) -> None:
        """Use a schedule of the catalogue; "": the experiment's."""
        self._complain(self._workbench.set_schedule(name, self._optimizer()) or "")
        self._reveal()

    def pop_up(self) -> None:
        """Offer the schedules."""
        if self.picker is None:
            items = catalogue_items.schedules()
            if self._optimizer() is not None:
                items = (Item("", tr(SHARED), tr(SHARED_TIP), None), *items)
            self.picker = Picker(items, self._formulas, self, tr("Search the schedules"))
            self.picker.picked.connect(self.choose)
        self.picker.pop_up(self.pick, self._name)

    def _reveal(self) -> None:
        """Scroll to the curve, once all have their places."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        parent = self.parentWidget()
        while parent is not None:
            if isinstance(parent, QScrollArea) and self.curve.isVisible():
                parent.ensureWidgetVisible(self.curve, 0, 0)
            parent = parent.parentWidget()

    def _show_settings(self, choice: Choice, steps: int) -> None:
        for name, field in self.fields.items():
            value = choice.settings.get(name, choice.method.hyper[name].default)
            if isinstance(field, Check):
                field.blockSignals(True)
                field.setChecked(bool(value))
                field.blockSignals(False)
            else:
                field.setting = self._owned(name)
                if name in self._in_steps:
                    field.show_within(0, steps)
                field.set_value(value)

    def _owned(self, name: str) -> Owned | None:
        """The setting as an axis of the map, which is of an optimizer that runs with it."""
        document = self._workbench.document
        choices = zip(document.colours, document.experiment.optimizers, strict=True)
        sharing = [number for number, choice in choices if choice.schedule is None]
        if self._colour is not None:
            return Owned(f"schedule.{name}", self._colour)
        if len(sharing) == len(document.colours):
            return Owned(f"schedule.{name}")
        return Owned(f"schedule.{name}", sharing[0]) if sharing else None

    def _build(self, method: Method | None) -> None:
        if self._form is not None:
            self._form.hide()
            self._form.deleteLater()
        self._form, grid = form()
        self.fields, self._in_steps = {}, set()
        for name, hyper in method.hyper.items() if method else ():
            if isinstance(hyper, Flag):
                box = Check(name.replace("_", " "))
                box.setToolTip(wrapped(hyper.summary))
                box.toggled.connect(lambda on, name=name: self._set({name: on}))
                self.fields[name] = box
                grid.addWidget(box, grid.rowCount(), 0, 1, 2)
                continue
            if name == "warmup":
                hyper = Hyper(0, step_range, log=True, summary=hyper.summary, whole=True)
            within = None
            if hyper.range == step_range:
                within = 0, self._workbench.experiment.steps
                self._in_steps.add(name)
            apply = partial(self._set_one, name)
            field = NumberField(apply, hyper, complain=self._complain, within=within)
            self.fields[name] = field
            words = setting_label(name, hyper.summary)
            words.setContentsMargins(self._indent, 0, 0, 0)
            add_row(grid, words, field)
        self._layout.addWidget(self._form)

    def _set_one(self, name: str, value: Any) -> str | None:
        return self._set({name: value})

    def _set(self, changes: dict[str, Any]) -> str | None:
        return self._workbench.set_schedule_settings(changes, self._optimizer())

    def _drag(self, point: Point, step: int, factor: float, near: float) -> None:
        """Have a point follow the mouse."""
        choice, steps = self.choice, self._workbench.experiment.steps
        if choice is not None and self._has(point):
            changes = dragged(choice, steps, point, step, factor, near)
            self._put(changes, "+".join(point.names))  # one step of undo until it is let go

    def _reset(self, point: Point) -> None:
        """Bring the defaults of a point back."""
        if self._has(point):
            self._put(dict.fromkeys(point.names), f"default {'+'.join(point.names)}")

    def _has(self, point: Point) -> bool:
        """Whether a point is of this schedule; that of one before stays until this one is drawn."""
        choice = self.choice
        return choice is not None and set(point.names) <= set(choice.method.hyper)

    def _put(self, changes: dict[str, Any], key: str) -> None:
        edit = self._workbench.set_schedule_settings
        self._complain(edit(changes, self._optimizer(), key) or "")
