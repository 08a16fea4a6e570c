"""The list of optimizers: colour, name, learning rate, visibility, and settings that unfold."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gdsim.app.controls import catalogue_items
from gdsim.app.controls.optimizer_row import Row
from gdsim.app.controls.picker import Picker
from gdsim.app.controls.section import BAR, Section
from gdsim.app.look import icons
from gdsim.app.look.formula import Formulas
from gdsim.app.look.theme import LIGHT, Theme
from gdsim.app.model.workbench import Workbench
from gdsim.app.translation import tr
from gdsim.catalogue.choices import Choice, find, methods

LEAST = 120  # px of the list, if it has so many rows
SPARE = 32  # rows that are kept for other optimizers


class _List(QScrollArea):
    """A list as tall as its rows, up to `tallest`, from which on they scroll."""

    def __init__(self) -> None:
        super().__init__()
        self.tallest = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        rows = self.widget()
        tall = 0 if rows is None else rows.sizeHint().height()
        return QSize(super().sizeHint().width(), min(tall, max(self.tallest, LEAST)))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the rows when they unfold."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


class OptimizersControl(Section):
    """Shows the experiment's optimizers; adds, duplicates, removes and sets them."""

    hovered = Signal(object)  # the colour number of the row under the mouse, or None

    def __init__(self, workbench: Workbench, formulas: Formulas) -> None:
        super().__init__(tr("Optimizers"))
        self.workbench, self.formulas, self.theme = workbench, formulas, LIGHT
        self.rows: list[Row] = []
        self._spare: list[Row] = []  # of optimizers that are no longer there
        self.picker: Picker | None = None
        self._replaced: int | None = None  # the optimizer that the picked one replaces
        self.add = self._head_button(tr("Add"), tr("Add an optimizer"), self._pop_up)
        self.add_all = QPushButton(self)  # below the list to choose from
        self.add_all.setAccessibleName(tr("Add all that are missing"))
        self.add_all.hide()
        self.add_all.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.add_all.clicked.connect(self._add_all)
        self.chosen: int | None = None  # the colour number of the optimizer that stands out
        self.summary.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.list = QWidget()
        self._rows = QVBoxLayout(self.list)
        self._rows.setContentsMargins(0, 0, BAR, 0)
        self._rows.setSpacing(0)
        self._rows.addStretch(1)
        self._mark = QFrame(self.list)  # where a dragged row would go
        self._mark.setObjectName("mark")
        self._mark.hide()
        self.scroll_area = _List()
        self.scroll_area.setWidget(self.list)
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.scroll_area)
        self.outer.setContentsMargins(0, 0, 0, 0)  # the list's scroll bar has the room at its right
        self.top.setContentsMargins(0, 0, BAR, 0)
        self.scroll_area.verticalScrollBar().rangeChanged.connect(
            lambda low, high: self._rows.setContentsMargins(0, 0, 0 if high > low else BAR, 0)
        )
        workbench.changed.connect(self.show_model)
        self.show_model()

    def let_list_grow(self, tallest: int) -> None:
        """Give the list up to `tallest` px, from which on its rows scroll."""
        self.scroll_area.tallest = tallest
        self.scroll_area.updateGeometry()

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
        icons.put(self.add, "plus", theme.accent, 14)
        for row in self.rows:
            row.recolour(theme)

    def duplicate(self, index: int) -> None:
        """Add the same optimizer again, to give it other settings."""
        self._tell(self.workbench.add_optimizers([self.workbench.experiment.optimizers[index]]))

    def remove(self, index: int) -> None:
        """Take an optimizer out."""
        self._tell(self.workbench.remove_optimizers([index]))

    def remove_pointed(self, colour: int | None) -> bool:
        """Take out the optimizer of a colour, else that of the row with the focus; if any."""
        focus = QApplication.focusWidget()
        pointed = [row for row in self.rows if row.colour == colour]
        focused = [row for row in self.rows if focus is not None and row.isAncestorOf(focus)]
        for row in (pointed or focused)[:1]:
            self.remove(row.index)
            return True
        self.error.say(tr("Point at an optimizer, or go to its row, to remove it."))
        return False

    def choose(self, name: str) -> None:
        """Add an optimizer of the catalogue."""
        self._tell(self.workbench.add_optimizers([find("optimizer", name)()]))
        if self.error.text():
            return
        bar = self.scroll_area.verticalScrollBar()
        bar.rangeChanged.connect(
            lambda _, high: bar.setValue(high), Qt.ConnectionType.SingleShotConnection
        )

    def pop_up_menu(self, row: Row, place: QPoint) -> None:
        """Offer what can be done with a row."""
        menu = self.menu_of(row)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def menu_of(self, row: Row) -> QMenu:
        """What can be done with a row."""
        menu = QMenu(self)
        menu.addAction(tr("Rename…"), row.rename)
        menu.addAction(tr("Colour…"), row.pop_up_colours)
        menu.addSeparator()
        menu.addAction(tr("Replace…"), lambda: self.pop_up_replacement(row))
        menu.addAction(tr("Duplicate"), lambda: self.duplicate(row.index))
        menu.addAction(tr("Remove"), lambda: self.remove(row.index))
        menu.addSeparator()
        up = menu.addAction(tr("Move Up") + "\tAlt+Up", lambda: self.move_row(row, row.index - 1))
        down = menu.addAction(
            tr("Move Down") + "\tAlt+Down", lambda: self.move_row(row, row.index + 1)
        )
        up.setEnabled(row.index > 0)
        down.setEnabled(row.index + 1 < len(self.rows))
        menu.addSeparator()
        menu.addAction(tr("Show only this"), lambda: self.show_only(row.colour))
        menu.addAction(tr("Show all"), lambda: self.workbench.set_hidden(frozenset()))
        others = [i for i in range(len(self.rows)) if i != row.index]
        menu.addAction(tr("Remove all others"), lambda: self.workbench.remove_optimizers(others))
        return menu

    def pop_up_replacement(self, row: Row) -> None:
        """Offer optimizers to replace one."""
        self._pop_up_for(row.index, row)

    def show_only(self, colour: int) -> None:
        """Hide all optimizers but one."""
        self.workbench.set_hidden(frozenset(self.workbench.document.colours) - {colour})

    def _rebuild(self, wanted: list[tuple[int, str]]) -> None:
        """Have a row for each optimizer, in order; those of optimizers that stay are kept."""
        old = {(row.colour, row.method.name): row for row in self.rows}
        for key in [key for key in old if key not in wanted]:
            row = old.pop(key)
            self._rows.removeWidget(row)
            if row.may_turn and len(self._spare) < SPARE:
                row.hide()
                self._spare.append(row)
                continue
            for field in row.findChildren(QLineEdit):
                field.blockSignals(True)  # what is being typed is of no other optimizer
            row.hide()
            row.deleteLater()
        self.rows = []
        for index, key in enumerate(wanted):
            row = old.get(key) or self._row_for(index, key[0])
            row.index = index
            self._rows.insertWidget(index, row)
            self.rows.append(row)
        if self.chosen not in [colour for colour, _ in wanted]:
            self.chosen = None

    def _row_for(self, index: int, colour: int) -> Row:
        """A row for another optimizer: one that nobody needs, or a new one."""
        if not self._spare:
            return self._new_row(index, colour)
        row = self._spare.pop()
        row.turn_to(index, colour, self.theme)
        row.show()
        return row

    def _new_row(self, index: int, colour: int) -> Row:
        row = Row(self.workbench, self.formulas, self.theme, self.error.say, index, colour)
        row.entered.connect(self.hovered.emit)
        row.left.connect(lambda _: self.hovered.emit(None))
        row.menu_wanted.connect(partial(self.pop_up_menu, row))
        row.picked.connect(lambda: self.single_out(row.colour))
        row.moved.connect(lambda by: self.move_row(row, row.index + by))
        row.dragged.connect(partial(self._drag, row))
        return row

    def single_out(self, colour: int | None) -> None:
        """Have an optimizer stand out and the others fade; once it does, or None: no longer."""
        before = self.chosen
        self.chosen = None if colour == before else colour
        for row in self.rows:
            row.show_chosen(row.colour == self.chosen)
        if self.chosen != before:
            self.hovered.emit(self.chosen)

    def move_row(self, row: Row, to: int) -> None:
        """Put an optimizer at another place of the list."""
        if 0 <= to < len(self.rows) and to != row.index:
            self._tell(self.workbench.move_optimizer(row.index, to))
            self._rows.activate()
            self.scroll_area.ensureWidgetVisible(row, 0, 0)

    def _drag(self, row: Row, y: int, dropped: bool) -> None:
        """Show where a dragged row would go; put it there once it is dropped."""
        place = self.list.mapFromGlobal(QPoint(0, y)).y()
        others = [each for each in self.rows if each is not row]
        to = sum(each.geometry().center().y() < place for each in others)
        above = self.rows[0].y() if to == 0 else others[to - 1].geometry().bottom() + 1
        self._mark.setGeometry(0, max(above - 1, 0), self.list.width() - BAR, 2)
        self._mark.raise_()
        self._mark.setVisible(not dropped)
        if dropped:
            self.move_row(row, to)

    def _head_button(self, text: str, tip: str, do: Callable[[], None]) -> QToolButton:
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
        """Offer optimizers, to add one or to replace one."""
        if self.picker is None:
            items = catalogue_items.optimizers()
            self.picker = Picker(
                items,
                self.formulas,
                self,
                tr("Search {count} optimizer", "Search {count} optimizers", len(items)),
            )
            self.picker.picked.connect(self._picked)
            self.picker.show_below(self.add_all)
        self._replaced = index
        objective = self.workbench.experiment.objective
        reasons = {
            name: f"{method.title} {objective.why_not(method.definition)}."
            for name, method in methods("optimizer").items()
            if objective.why_not(method.definition)
        }
        self.picker.refuse(reasons)
        missing = len(self._missing())
        self.add_all.setText(
            tr("Add the {count} that is missing", "Add all {count} that are missing", missing)
        )
        self.add_all.setVisible(index is None and missing > 1)
        self.picker.pop_up(beside)

    def _picked(self, name: str) -> None:
        if self._replaced is None:
            self.choose(name)
        else:
            choice = find("optimizer", name)()
            self._tell(self.workbench.exchange_optimizer(self._replaced, choice))

    def _missing(self) -> list[Choice]:
        """The optimizers of the catalogue that fit the objective and are not in the list."""
        experiment = self.workbench.experiment
        present = {choice.name for choice in experiment.optimizers}
        return [
            method()
            for name, method in methods("optimizer").items()
            if name not in present and not experiment.objective.why_not(method.definition)
        ]

    def _add_all(self) -> None:
        if self.picker is not None:
            self.picker.hide()
        missing = self._missing()
        if missing:
            self._tell(self.workbench.add_optimizers(missing))

    def _tell(self, sentence: str | None) -> None:
        self.error.say(sentence or "")
