"""One optimizer of the list: colour, name, learning rate, visibility, settings that unfold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QEnterEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from gdsim.app.controls.fields import Check, NumberField
from gdsim.app.controls.section import SHARES, add_row, form, setting_label
from gdsim.app.look import icons
from gdsim.app.look.formula import FormulaLabel, Formulas
from gdsim.app.look.strokes import Swatch
from gdsim.app.look.theme import GRID, Theme
from gdsim.app.look.words import Elided
from gdsim.app.model.workbench import Workbench
from gdsim.base.ranges import Flag, Hyper
from gdsim.base.settings import Setting
from gdsim.catalogue.choices import Choice
from gdsim.experiment import Experiment

INDENT = 20  # px of the settings, below the name


class Row(QWidget):
    """One optimizer of the list."""

    entered = Signal(int)
    left = Signal(int)
    menu_wanted = Signal(QPoint)  # where on the screen

    def __init__(
        self,
        workbench: Workbench,
        formulas: Formulas,
        theme: Theme,
        complain: Callable[[str], None],
        index: int,
        colour: int,
    ) -> None:
        super().__init__()
        self.setObjectName("row")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.workbench, self.formulas, self.theme = workbench, formulas, theme
        self.complain, self.index, self.colour = complain, index, colour
        choice = workbench.experiment.optimizers[index]
        self.method = choice.method
        self.swatch = Swatch(colour)
        self.name = Elided("plain")
        self.name.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.rate = self._field("lr")
        self.rate.setAccessibleName(f"Learning rate of {self.method.title}")
        self.eye = self._button("Show or hide its runs", self._toggle_eye)
        self.more = self._button("Settings", self._toggle_settings)
        head = QHBoxLayout()
        head.setContentsMargins(0, 1, 0, 1)
        head.setSpacing(GRID)
        about = QHBoxLayout()
        about.setSpacing(2)
        for widget in (self.more, self.swatch, self.name, self.eye):
            about.addWidget(widget, 1 if widget is self.name else 0)
        head.addLayout(about, SHARES[0])
        head.addWidget(self.rate, SHARES[1])
        self.fields: dict[str, NumberField | Check] = {"lr": self.rate}
        self.settings: QWidget | None = None
        self._shown: tuple[object, ...] | None = None  # what the row shows
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addLayout(head)

    def show_model(self) -> None:
        """Show the optimizer's settings and whether it is hidden."""
        workbench = self.workbench
        choice = workbench.experiment.optimizers[self.index]
        is_hidden = self.colour in workbench.document.hidden
        shown = self.index, choice, workbench.experiment.lr, is_hidden
        if shown == self._shown:
            return  # most edits are of something else, and rows are many
        self._shown = shown
        self.name.say(self.method.title)
        self.name.setToolTip(f"{self.method.title}: {self.method.definition.summary}")
        for name, field in self.fields.items():
            value = _value(workbench.experiment, choice, name)
            if isinstance(field, Check):
                field.blockSignals(True)
                field.setChecked(bool(value))
                field.blockSignals(False)
            else:
                field.set_value(value)
        self.recolour(self.theme)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.theme = theme
        hidden = self.colour in self.workbench.document.hidden
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
        self.recolour(self.theme)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.entered.emit(self.colour)

    def leaveEvent(self, event: QEvent) -> None:
        self.left.emit(self.colour)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def _button(self, tip: str, do: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setToolTip(tip)
        button.setIconSize(QSize(16, 16))
        button.setFixedSize(24, 24)
        button.clicked.connect(do)
        return button

    def _field(self, name: str) -> NumberField:
        def apply(value: Any) -> str | None:
            return self.workbench.set_setting(self.index, name, value)

        hyper = self.method.hyper[name]
        assert isinstance(hyper, Hyper)  # a flag has a box to tick
        return NumberField(apply, hyper, complain=self.complain)

    def _build_settings(self) -> None:
        holder, grid = form()
        grid.setContentsMargins(0, 2, 0, GRID)
        formula = FormulaLabel(self.formulas, size=14, height=34, letters=34)
        definition = self.method.definition
        formula.show_formula(
            ("optimizer", self.method.name), lambda: str(definition.formula), definition.summary
        )
        grid.addWidget(formula, 0, 0, 1, 2)
        for name, hyper in self.method.hyper.items():
            if name == "lr":
                continue
            if isinstance(hyper, Flag):
                box = Check(name.replace("_", " "))
                box.setToolTip(hyper.summary)
                box.toggled.connect(
                    lambda on, name=name: self.workbench.set_setting(self.index, name, on)
                )
                self.fields[name] = box
                grid.addWidget(box, grid.rowCount(), 0, 1, 2)
            else:
                self.fields[name] = self._field(name)
                words = setting_label(name, hyper.summary)
                words.setContentsMargins(INDENT, 0, 0, 0)
                add_row(grid, words, self.fields[name])
        self.settings, self._shown = holder, None
        self._layout.addWidget(holder)

    def _toggle_eye(self) -> None:
        workbench = self.workbench
        workbench.set_hidden(workbench.document.hidden ^ {self.colour})

    def _toggle_settings(self) -> None:
        self.unfold(self.settings is None or self.settings.isHidden())


def _value(experiment: Experiment, choice: Choice, name: str) -> Setting:
    """The setting that applies: the given one, the experiment's common one, or the default."""
    if name in choice.settings:
        return choice.settings[name]
    if name == "lr" and experiment.lr is not None:
        return experiment.lr
    return choice.method.hyper[name].default
