"""The objective: a function, picked from the catalogue or typed, or a network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from gdsim.app.controls import catalogue_items
from gdsim.app.controls.axis_wanted import Owned
from gdsim.app.controls.buttons import segment
from gdsim.app.controls.calculus_wanted import LOOK, look_at
from gdsim.app.controls.fields import NumberField
from gdsim.app.controls.network import NetworkControl
from gdsim.app.controls.picker import Picker
from gdsim.app.controls.section import Section, add_row, form, label
from gdsim.app.controls.text_field import TextField
from gdsim.app.look import icons
from gdsim.app.look.formula import FormulaLabel, Formulas
from gdsim.app.look.recolouring import recolour
from gdsim.app.look.theme import GRID, Theme
from gdsim.app.made import made
from gdsim.app.model.offered import (
    function_at_start,
    function_of,
    is_edited_by,
    network_of,
)
from gdsim.app.model.workbench import Workbench
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.objectives import Function

VALIDATE = 120  # ms after the last key: say whether the text can be read
FADED = QT_TR_NOOP("The function that runs descend now: the text below cannot be read")
APPLY = 900  # ms after the last key: use it


class ObjectiveControl(Section):
    """Shows the experiment's objective and replaces it."""

    def __init__(self, workbench: Workbench, formulas: Formulas) -> None:
        super().__init__(tr("Objective"))
        self._workbench, self._formulas = workbench, formulas
        self.function, self.network_kind = segment(tr("Function")), segment(tr("Network"))
        kinds = QButtonGroup(self)
        kinds.setExclusive(False)  # an objective of another kind presses neither
        self.summary.hide()
        self.top.addStretch(1)
        for button in (self.function, self.network_kind):
            kinds.addButton(button)
            self.top.addWidget(button)
        self.function.clicked.connect(lambda: self._switch("function"))
        self.network_kind.clicked.connect(lambda: self._switch("network"))
        self.pick = QPushButton()
        self.pick.setProperty("picker", True)
        self.pick.setToolTip(tr("Choose a function from the catalogue"))
        self.pick.setAccessibleName(tr("Function"))
        self.pick.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.picker: Picker | None = None
        self.text = TextField()
        self.text.setAccessibleName(tr("Formula"))
        self.text.setToolTip(tr("Type a function of x, y, …; Enter uses it at once"))
        self.formula = FormulaLabel(formulas)
        self.formula.lead(tr(LOOK))
        self.formula.clicked.connect(self._look_at_it)
        self.parameters: dict[str, NumberField] = {}
        self._shown: tuple[int, Function] | None = None  # the workbench's file, and its function
        self._refused_at: object = None  # the start at which the typed text was refused
        self._form: QWidget | None = None
        self._layout = QVBoxLayout(self.body)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GRID)
        for widget in (self.pick, self.formula, self.text, self.error):
            self._layout.addWidget(widget)
        self._validate = QTimer(self, singleShot=True, interval=VALIDATE)
        self._apply = QTimer(self, singleShot=True, interval=APPLY)
        self._validate.timeout.connect(self.validate)
        self._apply.timeout.connect(self.commit)
        self.pick.clicked.connect(self._pop_up)
        self.text.textChanged.connect(self._typed)
        self.text.committed.connect(self.commit)
        workbench.experiment_changed.connect(self.show_model)
        self.show_model()

    @cached_property
    def network(self) -> NetworkControl:
        """The layers and more of a network."""
        control = NetworkControl(self._workbench, self._formulas, self.error.say)
        control.recolour(self._theme)
        self._layout.insertWidget(self._layout.indexOf(self.error), control)
        return control

    def show_model(self) -> None:
        """Show the experiment's objective."""
        objective = self._workbench.experiment.objective
        is_network = is_edited_by(objective, "network")
        is_function = is_edited_by(objective, "function")
        self.network_kind.setChecked(is_network)
        self.function.setChecked(is_function)
        for widget in (self.pick, self.formula, self.text):
            widget.setVisible(is_function)
        for control in [self.network] if is_network else made(self, "network"):
            control.setVisible(is_network)
        if self._form is not None:
            self._form.setVisible(is_function)
        if not is_function:
            self._shown = None
            self._validate.stop()
            self._apply.stop()
            if is_network:
                self.network.show_model(network_of(objective))
            self.error.say(
                ""
                if is_network
                else tr("{objective} is edited in its file.", objective=objective.title)
            )
            return
        function = function_of(objective)
        if self._keeps_edit(function):
            return
        self._shown = (self._workbench.opened, function)
        title = function.title if function.definition else tr("Typed function")
        self.pick.setText(title.replace("&", "&&"))
        self._show_text(function.text)
        self.formula.show_formula(
            ("objective", repr(function)), lambda: function.latex, function.text
        )
        self._show_parameters(function)
        self._say(None, "")

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        icons.put(self.pick, "down", theme.muted, 12)
        recolour(theme, *made(self, "network"))

    def validate(self) -> Exception | None:
        """Say whether the text can be read; the experiment is not changed."""
        text = self._typed_text()
        if text == self._workbench.experiment.objective.text:
            self._say(None, "")
            return None
        try:
            function = Function(text)
            function.expression  # noqa: B018  # reads the text; the error has the column
        except (ValueError, TypeError) as error:
            self._apply.stop()
            self._say(getattr(error, "columns", (0,)), str(error))
            self.formula.fade(tr(FADED))
            return error
        self._say(None, "")
        self.formula.show_formula(("objective", text), lambda: function.latex, text)
        return None

    def commit(self) -> None:
        """Minimise the typed function, if it can be read."""
        self._validate.stop()
        self._apply.stop()
        text = self._typed_text()
        objective = self._workbench.experiment.objective
        if not is_edited_by(objective, "function"):
            return
        old = function_of(objective)
        if text == old.text or self.validate() is not None:
            return
        start = self._workbench.experiment.start
        sentence = self._workbench.set_objective(lambda: typed(text, old))
        if sentence:
            self._refused_at = start
            self._say((0,), sentence)

    def choose(self, name: str) -> None:
        """Minimise a function of the catalogue."""
        sentence = self._workbench.set_objective(lambda: Function(name))
        if sentence:
            self._say(None, sentence)

    def _look_at_it(self) -> None:
        """Open the function in the Calculus workspace, at the first start."""
        experiment = self._workbench.experiment
        look_at(self, lambda: function_at_start(experiment))

    def _pop_up(self) -> None:
        if self.picker is None:
            items = catalogue_items.functions()
            self.picker = Picker(
                items,
                self._formulas,
                self,
                tr("Search {count} function", "Search {count} functions", len(items)),
            )
            self.picker.picked.connect(self.choose)
        self.picker.pop_up(self.pick, self._workbench.experiment.objective.name)

    def _switch(self, kind: str) -> None:
        sentence = self._workbench.switch_to(kind)
        self.show_model()
        self.error.say(sentence or "")

    def _keeps_edit(self, function: Function) -> bool:
        """Whether the typed text stays, because the function has not changed.

        A text that was refused is tried again at another start.
        """
        same = self._shown == (self._workbench.opened, function)
        if not same or self._typed_text() == function.text:
            return False
        if self._workbench.experiment.start != self._refused_at:
            self._apply.start(0)
        return True

    def _typed(self) -> None:
        self._validate.start()
        self._apply.start()

    def _typed_text(self) -> str:
        return " ".join(self.text.toPlainText().split())

    def _say(self, columns: Sequence[int] | None, sentence: str) -> None:
        """Say what is wrong, and mark where; None: nothing is."""
        self.text.mark(columns, self._theme.error)
        self.error.say(sentence)
        self.formula.fade("")

    def _show_text(self, text: str) -> None:
        if self._typed_text() != text:
            self.text.blockSignals(True)
            self.text.setPlainText(text)
            self.text.blockSignals(False)
            self.text.fit()
        self.text.document().setModified(False)

    def _show_parameters(self, function: Function) -> None:
        if list(self.parameters) != list(function.parameters):
            self._build_parameters(function)
        for name, value in function.parameters.items():
            self.parameters[name].set_value(value)

    def _build_parameters(self, function: Function) -> None:
        if self._form is not None:
            self._form.hide()
            self._form.deleteLater()
            self._form = None
        self.parameters = {}
        if not function.parameters:
            return
        self._form, grid = form()
        for name in function.parameters:
            hyper = function.declared(name)
            field = NumberField(self._setter(name), hyper, complain=self.error.say)
            field.setting = Owned(f"objective.{name}")
            self.parameters[name] = field
            add_row(grid, label(name, hyper.summary), field)
        self._layout.addWidget(self._form)

    def _setter(self, name: str) -> Callable[[Any], str | None]:
        def apply(value: Any) -> str | None:
            old = self._workbench.experiment.objective
            return self._workbench.set_objective(lambda: old.replace(**{name: value}))

        return apply


def typed(text: str, old: Function) -> Function:
    """The typed function on the old one's domain, if it has the same variables."""
    new = Function(text)
    if new.definition is None and new.variables == old.variables:
        return Function(text, domain=old.domain)
    return new
