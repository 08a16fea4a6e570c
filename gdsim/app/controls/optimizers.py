"""The list of optimizers: colour, name, learning rate, visibility, and settings that unfold."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gdsim.app import catalogue_items, icons
from gdsim.app.controls.fields import NumberField
from gdsim.app.controls.picker import Picker
from gdsim.app.controls.section import Elided, Section, form, setting_label
from gdsim.app.formula import FormulaLabel, Formulas
from gdsim.app.kinds import why_not
from gdsim.app.strokes import Swatch
from gdsim.app.theme import GRID, LIGHT, Theme
from gdsim.app.workbench import Workbench
from gdsim.catalogue import Flag


class Row(QWidget):
    """One optimizer of the list."""

    entered = Signal(int)
    left = Signal(int)

    def __init__(self, control: OptimizersControl, index: int, colour: int) -> None:
        super().__init__()
        self.setObjectName("row")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.control, self.index, self.colour = control, index, colour
        choice = control.workbench.experiment.optimizers[index]
        self.method = choice.method
        self.swatch = Swatch(colour)
        self.name = Elided("plain")
        self.name.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.rate = self._field("lr")
        self.rate.setFixedWidth(76)
        self.rate.setAccessibleName(f"Learning rate of {self.method.title}")
        self.eye = self._button("Show or hide its runs", self._toggle_eye)
        self.more = self._button("Settings", self._toggle_settings)
        head = QHBoxLayout()
        head.setContentsMargins(GRID // 2, 1, 2, 1)
        head.setSpacing(GRID // 2)
        for widget in (self.swatch, self.name, self.rate, self.eye, self.more):
            head.addWidget(widget, 1 if widget is self.name else 0)
        self.fields: dict[str, NumberField | QCheckBox] = {"lr": self.rate}
        self.settings: QWidget | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addLayout(head)

    def show_model(self) -> None:
        """Show the optimizer's settings and whether it is hidden."""
        workbench = self.control.workbench
        choice = workbench.experiment.optimizers[self.index]
        self.name.say(self.method.title)
        self.name.setToolTip(f"{self.method.title}: {self.method.definition.summary}")
        for name, field in self.fields.items():
            value = _value(workbench.experiment, choice, name)
            if isinstance(field, QCheckBox):
                field.blockSignals(True)
                field.setChecked(bool(value))
                field.blockSignals(False)
            else:
                field.set_value(value)
        self.recolour(self.control.theme)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        hidden = self.colour in self.control.workbench.document.hidden
        self.eye.setIcon(icons.icon("eye-off" if hidden else "eye", theme.muted, 16))
        unfolded = self.settings is not None and not self.settings.isHidden()
        self.more.setIcon(icons.icon("down" if unfolded else "right", theme.muted, 14))
        self.swatch.recolour(theme)
        self.name.setStyleSheet(f"color: {theme.muted if hidden else theme.text};")

    def unfold(self, open_: bool) -> None:
        """Show or hide the settings."""
        if open_ and self.settings is None:
            self._build_settings()
            self.show_model()
        if self.settings is not None:
            self.settings.setVisible(open_)
        self.recolour(self.control.theme)

    def enterEvent(self, event: Any) -> None:
        self.entered.emit(self.colour)

    def leaveEvent(self, event: Any) -> None:
        self.left.emit(self.colour)

    def contextMenuEvent(self, event: Any) -> None:
        self.control.pop_up_menu(self, event.globalPos())

    def _button(self, tip: str, do: Any) -> QToolButton:
        button = QToolButton()
        button.setToolTip(tip)
        button.setIconSize(QSize(16, 16))
        button.setFixedSize(24, 24)
        button.clicked.connect(do)
        return button

    def _field(self, name: str) -> NumberField:
        def apply(value: Any) -> str | None:
            return self.control.workbench.set_setting(self.index, name, value)

        hyper = self.method.hyper[name]
        return NumberField(apply, hyper, complain=self.control.error.say)

    def _build_settings(self) -> None:
        holder, grid = form()
        grid.setContentsMargins(28, 2, 28, GRID)
        formula = FormulaLabel(self.control.formulas, size=14, height=34, letters=34)
        definition = self.method.definition
        formula.show_formula(
            ("optimizer", self.method.name), lambda: str(definition.formula), definition.summary
        )
        grid.addWidget(formula, 0, 0, 1, 2)
        grid.setColumnMinimumWidth(1, 104)
        for name, hyper in self.method.hyper.items():
            row = grid.rowCount()
            if name == "lr":
                continue
            if isinstance(hyper, Flag):
                box = QCheckBox(name.replace("_", " "))
                box.setToolTip(hyper.summary)
                box.toggled.connect(
                    lambda on, name=name: self.control.workbench.set_setting(self.index, name, on)
                )
                self.fields[name] = box
                grid.addWidget(box, row, 0, 1, 2)
            else:
                self.fields[name] = self._field(name)
                grid.addWidget(setting_label(name, hyper.summary), row, 0)
                grid.addWidget(self.fields[name], row, 1)
        self.settings = holder
        self._layout.addWidget(holder)

    def _toggle_eye(self) -> None:
        workbench = self.control.workbench
        workbench.set_hidden(workbench.document.hidden ^ {self.colour})

    def _toggle_settings(self) -> None:
        self.unfold(self.settings is None or self.settings.isHidden())


class _List(QScrollArea):
    """As tall as there is room for: its rows scroll before the panel does."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())


class OptimizersControl(Section):
    """Shows the experiment's optimizers; adds, duplicates, removes and sets them."""

    hovered = Signal(object)  # the colour number of the row under the mouse, or None

    def __init__(self, workbench: Workbench, formulas: Formulas) -> None:
        super().__init__("Optimizers")
        self.workbench, self.formulas, self.theme = workbench, formulas, LIGHT
        self.rows: list[Row] = []
        self.picker: Picker | None = None
        self._replaced: int | None = None  # whose place the one that is picked takes
        self.add = self._head_button("Add", "Add an optimizer", self._pop_up)
        self.add_all = self._head_button("All", "Add all that are missing", self._add_all)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.list = QWidget()
        self._rows = QVBoxLayout(self.list)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._rows.addStretch(1)
        self.scroll = _List()
        self.scroll.setWidget(self.list)
        self.scroll.setWidgetResizable(True)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setMinimumHeight(120)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.scroll)
        workbench.changed.connect(self.show_model)
        self.show_model()

    def show_model(self) -> None:
        """Show the document's optimizers; rows are rebuilt only where the list has changed."""
        document = self.workbench.document
        choices = document.experiment.optimizers
        wanted = [(c, x.name) for c, x in zip(document.colours, choices, strict=True)]
        if wanted != [(row.colour, row.method.name) for row in self.rows]:
            self._rebuild(wanted)
        for row in self.rows:
            row.show_model()
        self.summary.say(f"{len(choices)}" if len(choices) > 1 else "")
        self.error.say("")

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        self.theme = theme
        self.add.setIcon(icons.icon("plus", theme.accent, 14))
        self.add_all.setIcon(icons.icon("plus", theme.accent, 14))
        for row in self.rows:
            row.recolour(theme)

    def duplicate(self, index: int) -> None:
        """Add the same optimizer again, to set it otherwise."""
        self._tell(self.workbench.add_optimizers([self.workbench.experiment.optimizers[index]]))

    def remove(self, index: int) -> None:
        """Take an optimizer out."""
        self._tell(self.workbench.remove_optimizers([index]))

    def choose(self, name: str) -> None:
        """Add an optimizer of the catalogue."""
        from gdsim.methods import find

        self._tell(self.workbench.add_optimizers([find("optimizer", name)()]))
        if self.error.text():
            return
        bar = self.scroll.verticalScrollBar()
        bar.rangeChanged.connect(
            lambda _, high: bar.setValue(high), Qt.ConnectionType.SingleShotConnection
        )

    def pop_up_menu(self, row: Row, at: QPoint) -> None:
        """What can be done with a row."""
        menu = QMenu(self)
        menu.addAction("Replace…", lambda: self.pop_up_replacement(row))
        menu.addAction("Duplicate", lambda: self.duplicate(row.index))
        menu.addAction("Remove", lambda: self.remove(row.index))
        menu.addSeparator()
        menu.addAction("Show only this", lambda: self.show_only(row.colour))
        menu.addAction("Show all", lambda: self.workbench.set_hidden(frozenset()))
        others = [i for i in range(len(self.rows)) if i != row.index]
        menu.addAction("Remove all others", lambda: self.workbench.remove_optimizers(others))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def pop_up_replacement(self, row: Row) -> None:
        """Offer another optimizer in the place of one."""
        self._pop_up_for(row.index, row)

    def show_only(self, colour: int) -> None:
        """Hide all optimizers but one."""
        self.workbench.set_hidden(frozenset(self.workbench.document.colours) - {colour})

    def _rebuild(self, wanted: list[tuple[int, str]]) -> None:
        unfolded = {r.colour for r in self.rows if r.settings and not r.settings.isHidden()}
        for row in self.rows:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [Row(self, index, colour) for index, (colour, _) in enumerate(wanted)]
        for index, row in enumerate(self.rows):
            row.entered.connect(self.hovered.emit)
            row.left.connect(lambda _: self.hovered.emit(None))
            self._rows.insertWidget(index, row)
            if row.colour in unfolded:
                row.unfold(True)

    def _head_button(self, text: str, tip: str, do: Any) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.clicked.connect(do)
        self.top.addWidget(button)
        return button

    def _pop_up(self) -> None:
        self._pop_up_for(None, self.add)

    def _pop_up_for(self, index: int | None, beside: QWidget) -> None:
        """Offer optimizers: to add one, or in the place of one."""
        from gdsim.methods import methods

        if self.picker is None:
            items = catalogue_items.optimizers()
            self.picker = Picker(items, self.formulas, self, f"Search {len(items)} optimizers")
            self.picker.picked.connect(self._picked)
        self._replaced = index
        objective = self.workbench.experiment.objective
        reasons = {n: why_not(m.definition, objective) for n, m in methods("optimizer").items()}
        self.picker.refuse({name: reason for name, reason in reasons.items() if reason})
        self.picker.pop_up(beside)

    def _picked(self, name: str) -> None:
        from gdsim.methods import find

        if self._replaced is None:
            self.choose(name)
        else:
            choice = find("optimizer", name)()
            self._tell(self.workbench.exchange_optimizer(self._replaced, choice))

    def _add_all(self) -> None:
        from gdsim.methods import methods

        experiment = self.workbench.experiment
        present = {choice.name for choice in experiment.optimizers}
        missing = [
            method()
            for name, method in methods("optimizer").items()
            if name not in present and not why_not(method.definition, experiment.objective)
        ]
        if missing:
            self._tell(self.workbench.add_optimizers(missing))

    def _tell(self, sentence: str | None) -> None:
        self.error.say(sentence or "")


def _value(experiment: Any, choice: Any, name: str) -> Any:
    """A setting as it is in force: given, the experiment's common one, or the default."""
    if name in choice.settings:
        return choice.settings[name]
    if name == "lr" and experiment.lr is not None:
        return experiment.lr
    return choice.method.hyper[name].default
