"""One optimizer of the list: colour, name, learning rate, visibility, settings that unfold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from gdsim.app.controls.axis_wanted import Owned
from gdsim.app.controls.buttons import tool_button
from gdsim.app.controls.calculus_wanted import look_at
from gdsim.app.controls.fields import Check, NumberField, repolish
from gdsim.app.controls.line_field import LineField
from gdsim.app.controls.schedule_editor import ScheduleEditor
from gdsim.app.controls.section import SHARES, add_row, form, label, setting_label
from gdsim.app.controls.swatches import Swatches
from gdsim.app.look import icons
from gdsim.app.look.formula import FormulaLabel, Formulas
from gdsim.app.look.strokes import SwatchButton
from gdsim.app.look.theme import GRID, Theme
from gdsim.app.look.type_size import fix
from gdsim.app.look.words import Elided, wrapped
from gdsim.app.model.turnable import setting_of
from gdsim.app.model.workbench import Workbench
from gdsim.app.translation import tr
from gdsim.base.ranges import Flag, Hyper

INDENT = 20  # px of the settings, below the name


class Row(QWidget):
    """One optimizer of the list."""

    entered = Signal(int)
    left = Signal(int)
    menu_wanted = Signal(QPoint)  # where on the screen
    picked = Signal()  # its name was clicked
    dragged = Signal(int, bool)  # the mouse's y on the screen, and whether it let go there
    moved = Signal(int)  # one place up (-1) or down (1)

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
        self.swatch = SwatchButton(colour)
        self.swatch.setToolTip(tr("Choose its colour"))
        self.swatch.clicked.connect(self.pop_up_colours)
        self.swatches: Swatches | None = None
        self.naming: LineField | None = None
        self._pressed: QPoint | None = None  # where the mouse went down, and its drag may begin
        self._is_dragged = False
        self.name = Elided("plain")
        self.name.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.rate = self._field("lr")
        self._named = ""
        self.eye = tool_button(tr("Show or hide its runs"), self._toggle_eye, side=24)
        self.more = tool_button(tr("Settings"), self._toggle_settings, side=24)
        self.menu = tool_button(
            tr("More: rename, duplicate, move, remove …"), self._pop_up_menu, side=24
        )
        for button in (self.more, self.menu, self.eye):
            fix(button, 18, 24)
            button.setProperty("tight", True)
        head = QHBoxLayout()
        head.setContentsMargins(0, 1, 0, 1)
        head.setSpacing(GRID)
        about = QHBoxLayout()
        about.setSpacing(1)
        self._about = about
        for widget in (self.more, self.swatch, self.name, self.eye, self.menu):
            about.addWidget(widget, 1 if widget is self.name else 0)
        head.addLayout(about, SHARES[0])
        head.addWidget(self.rate, SHARES[1])
        self.fields: dict[str, NumberField | Check] = {"lr": self.rate}
        self.settings: QWidget | None = None
        self.schedule: ScheduleEditor | None = None
        self._shown: tuple[object, ...] | None = None  # what the row shows
        self._step: int | None = None  # of the runs
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addLayout(head)

    @property
    def may_turn(self) -> bool:
        """Whether it can show another optimizer: not where more than its head was used.

        Nor while it has the keys or the mouse, or a menu is open, which may be its own.
        """
        focus = QApplication.focusWidget()
        is_used = focus is not None and self.isAncestorOf(focus)
        is_used |= self._pressed is not None or QApplication.activePopupWidget() is not None
        return self.settings is None and self.naming is None and not is_used

    def turn_to(self, index: int, colour: int, theme: Theme) -> None:
        """Show another optimizer from now on: that takes much less than another row."""
        self.index, self.colour, self.theme = index, colour, theme
        self.method = self.workbench.experiment.optimizers[index].method
        self.swatch.turn_to(colour)
        hyper = self.method.hyper["lr"]
        assert isinstance(hyper, Hyper)
        self.rate.turn_to(hyper, Owned("optimizer.lr", colour))
        self.show_chosen(False)
        self._named, self._shown = "", None

    def show_model(self) -> None:
        """Show the optimizer's settings and whether it is hidden."""
        workbench = self.workbench
        choice = workbench.experiment.optimizers[self.index]
        self._show_name()
        if self.schedule is not None:
            self.schedule.show_model()
        is_hidden = self.colour in workbench.document.hidden
        shown = self.index, choice, workbench.experiment.lr, is_hidden
        if shown == self._shown:
            return  # most edits are of something else, and rows are many
        self._shown = shown
        for name, field in self.fields.items():
            value = setting_of(workbench.experiment, choice, name)
            if isinstance(field, Check):
                field.blockSignals(True)
                field.setChecked(bool(value))
                field.blockSignals(False)
            else:
                field.set_value(value)
        self.recolour(self.theme)

    def _show_name(self) -> None:
        own = dict(self.workbench.document.names).get(self.colour, "")
        name = own or self.method.title
        if name != self._named:
            self._named = name
            self.name.say(name)
            self.name.setToolTip(wrapped(f"{self.method.title}: {self.method.definition.summary}"))
            self.setAccessibleName(name)
            self.rate.setAccessibleName(tr("Learning rate of {name}", name=name))
            self.swatch.setAccessibleName(tr("Colour of {name}", name=name))
            self.eye.setAccessibleName(tr("Show or hide {name}", name=name))
            self.more.setAccessibleName(tr("Settings of {name}", name=name))
            self.menu.setAccessibleName(tr("More for {name}", name=name))

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.theme = theme
        icons.put(self.menu, "more", theme.muted, 16)
        hidden = self.colour in self.workbench.document.hidden
        icons.put(self.eye, "eye-off" if hidden else "eye", theme.muted, 16)
        unfolded = self.settings is not None and not self.settings.isHidden()
        icons.put(self.more, "down" if unfolded else "right", theme.muted, 14)
        self.swatch.recolour(theme)
        if self.schedule is not None:
            self.schedule.recolour(theme)
        role = "muted" if hidden else "plain"
        if self.name.property("role") != role:
            self.name.setProperty("role", role)
            repolish(self.name)

    def show_step(self, step: int | None) -> None:
        """Mark the present step of the runs on the curve of its schedule; None: there are none."""
        self._step = step
        if self.schedule is not None:
            self.schedule.curve.show_step(step)

    def unfold(self, open_: bool) -> None:
        """Show or hide the settings."""
        if open_ and self.settings is None:
            self._build_settings()
            self.show_model()
        if self.settings is not None:
            self.settings.setVisible(open_)
        self.recolour(self.theme)

    def show_chosen(self, chosen: bool) -> None:
        """Whether it stands out."""
        if bool(self.property("chosen")) != chosen:
            self.setProperty("chosen", chosen)
            repolish(self)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.entered.emit(self.colour)

    def leaveEvent(self, event: QEvent) -> None:
        self.left.emit(self.colour)

    def rename(self) -> None:
        """Type another name in its place; an empty one brings the usual back."""
        if self.naming is None:
            self.naming = LineField()
            self.naming.setText(self.name.whole)
            self.naming.setAccessibleName(tr("Name of the optimizer"))
            self.naming.setPlaceholderText(self.method.title)
            self.naming.editingFinished.connect(self._end_naming)
            self._about.replaceWidget(self.name, self.naming)
            self.name.hide()
            self.naming.show()
            self.naming.selectAll()
            self.naming.setFocus()

    def _end_naming(self) -> None:
        naming, self.naming = self.naming, None
        if naming is not None:
            self._about.replaceWidget(naming, self.name)
            naming.hide()
            naming.deleteLater()
            self.name.show()
            self.workbench.rename_optimizer(self.index, naming.text())

    def pop_up_colours(self) -> None:
        """Offer colours."""

        def choose(colour: int | str | None) -> None:
            self.workbench.colour_optimizer(self.index, colour)

        self.swatches = Swatches(self, self.theme, self.colour, choose)
        self.swatches.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.swatches.popup(self.swatch.mapToGlobal(QPoint(0, self.swatch.height())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt with Up and Down moves it in the list; Escape leaves its name as it was."""
        up, down = event.key() == Qt.Key.Key_Up, event.key() == Qt.Key.Key_Down
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and (up or down):
            self.moved.emit(-1 if up else 1)
        elif event.key() == Qt.Key.Key_Escape and self.naming is not None:
            self.naming.setText(self.name.whole)
            self._end_naming()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A drag by the name may begin."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._is_dragged = event.globalPosition().toPoint(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Dragged far enough, the row is to be put at another place."""
        place = event.globalPosition().toPoint()
        if self._pressed is not None:
            way = abs(place.y() - self._pressed.y())
            self._is_dragged |= way >= QApplication.startDragDistance()
            if self._is_dragged:
                self.dragged.emit(place.y(), False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click chooses the optimizer; a drag ends."""
        if self._pressed is not None:
            self._pressed = None
            if self._is_dragged:
                self.dragged.emit(event.globalPosition().toPoint().y(), True)
            else:
                self.picked.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click on the name renames it."""
        if self.name.geometry().contains(event.position().toPoint()):
            self.rename()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def _field(self, name: str) -> NumberField:
        def apply(value: Any) -> str | None:
            return self.workbench.set_setting(self.index, name, value)

        hyper = self.method.hyper[name]
        assert isinstance(hyper, Hyper)  # a flag has a box to tick
        field = NumberField(apply, hyper, complain=self.complain)
        field.setting = Owned(f"optimizer.{name}", self.colour)
        return field

    def _build_settings(self) -> None:
        holder, grid = form()
        grid.setContentsMargins(0, 2, 0, GRID)
        formula = FormulaLabel(self.formulas, size=14, height=34, letters=34)
        definition = self.method.definition
        formula.show_formula(
            ("optimizer", self.method.name), lambda: str(definition.formula), definition.summary
        )
        formula.setContentsMargins(INDENT, 0, 0, 0)
        if self.workbench.experiment.objective.has_domain:
            formula.lead(tr("Click to look at its first update in Calculus"))
            formula.clicked.connect(self._look_at_it)
        grid.addWidget(formula, 0, 0, 1, 2)
        for name, hyper in self.method.hyper.items():
            if name == "lr":
                continue
            if isinstance(hyper, Flag):
                box = Check(name.replace("_", " "))
                box.setToolTip(wrapped(hyper.summary))
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
        words = label(
            tr("Schedule"), tr("With which it runs: the experiment's, or one of its own.")
        )
        self.schedule = ScheduleEditor(
            self.workbench, self.formulas, self.complain, lambda: self.index, words, self.colour,
            INDENT,
        )  # fmt: skip
        self.schedule.curve.show_step(self._step)
        grid.addWidget(self.schedule, grid.rowCount(), 0, 1, 2)
        self.settings, self._shown = holder, None
        self._layout.addWidget(holder)

    def _look_at_it(self) -> None:
        """Open its update in the Calculus workspace, as a function of its terms."""
        experiment, index = self.workbench.experiment, self.index
        from gdsim.learn.steps.term_functions import function_of_update  # much, seldom wanted

        look_at(self, lambda: function_of_update(experiment, index), "chain")

    def _pop_up_menu(self) -> None:
        self.menu_wanted.emit(self.menu.mapToGlobal(QPoint(0, self.menu.height())))

    def _toggle_eye(self) -> None:
        workbench = self.workbench
        workbench.set_hidden(workbench.document.hidden ^ {self.colour})

    def _toggle_settings(self) -> None:
        self.unfold(self.settings is None or self.settings.isHidden())
