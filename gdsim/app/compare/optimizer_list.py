"""The optimizers that are compared: ticked in a list, which is the legend of the figures."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gdsim.app.controls import catalogue_items
from gdsim.app.controls.buttons import WordButton
from gdsim.app.controls.fields import Check
from gdsim.app.controls.picker import Picker
from gdsim.app.look.formula import Formulas
from gdsim.app.look.recolouring import recolour
from gdsim.app.look.strokes import Swatch
from gdsim.app.look.theme import GRID, LIGHT, Theme
from gdsim.app.look.type_size import px
from gdsim.app.translation import tr
from gdsim.catalogue.choices import Choice, find

LEAST = 96  # px of the list


class _Entry(QWidget):
    """An optimizer: its stroke, and a box to tick."""

    def __init__(self, choice: Choice, label: str, colour: int) -> None:
        super().__init__()
        self.choice, self.colour, self.label = choice, colour, label
        self.swatch, self.check = Swatch(colour), Check(label)
        self.check.setChecked(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, GRID, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.check, 1)
        layout.addWidget(self.swatch)


class OptimizerList(QWidget):
    """A list of optimizers, of which those that are ticked are compared."""

    changed = Signal()
    pointed = Signal(object)  # the colour number of the one under the mouse, or None

    def __init__(self, formulas: Formulas) -> None:
        super().__init__()
        self._formulas, self._theme = formulas, LIGHT
        self.entries: list[_Entry] = []
        self._added: list[Choice] = []
        self.all = WordButton(tr("None"))
        self.all.setAccessibleName(tr("Tick all optimizers, or none"))
        self.all.clicked.connect(self._turn_all)
        self.add = WordButton(tr("Add…"))
        self.add.setToolTip(tr("Compare with a further optimizer; the experiment stays as it is"))
        self.add.setAccessibleName(tr("Add an optimizer to compare with"))
        self.add.clicked.connect(self._pick)
        self._picker: Picker | None = None
        self._inside = QVBoxLayout()
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(0)
        self._inside.addStretch(1)
        holder, self.area = QWidget(), QScrollArea()
        holder.setLayout(self._inside)
        self.area.setWidget(holder)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setMinimumHeight(px(LEAST))
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        buttons = QHBoxLayout()
        buttons.addWidget(self.all)
        buttons.addWidget(self.add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addWidget(self.area, 1)
        layout.addLayout(buttons)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), px(3 * LEAST))

    @property
    def chosen(self) -> tuple[Choice, ...]:
        """The optimizers that are ticked."""
        return tuple(entry.choice for entry in self.entries if entry.check.isChecked())

    @property
    def colours(self) -> tuple[int, ...]:
        """The numbers of their colours."""
        return tuple(entry.colour for entry in self.entries if entry.check.isChecked())

    def show_choices(self, given: Mapping[Choice, tuple[str, int]], is_fixed: bool = False) -> None:
        """List optimizers with their names and colours, and those that were added.

        is_fixed: none can be added or left out, as those of a stored result.
        """
        free = (number for number in range(10**6) if number not in {c for _, c in given.values()})
        added = {
            choice: (choice.method.title, next(free))
            for choice in self._added
            if choice not in given and not is_fixed
        }
        wanted = {**given, **added}
        for part in (self.all, self.add):
            part.setVisible(not is_fixed)
        if [(e.choice, (e.label, e.colour)) for e in self.entries] == [*wanted.items()]:
            for entry in self.entries:
                entry.check.setEnabled(not is_fixed)
            return
        off = {entry.choice for entry in self.entries if not entry.check.isChecked()}
        for entry in self.entries:
            entry.hide()
            entry.deleteLater()
        self.entries = [_Entry(choice, *named) for choice, named in wanted.items()]
        for place, entry in enumerate(self.entries):
            entry.check.setChecked(entry.choice not in off or is_fixed)
            entry.check.setEnabled(not is_fixed)
            entry.check.toggled.connect(self._turned)
            entry.installEventFilter(self)
            self._inside.insertWidget(place, entry)
        recolour(self._theme, *(entry.swatch for entry in self.entries))
        self._turned()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        for entry in self.entries:  # which Qt leaves at the size that they were made in
            entry.check.setFont(QApplication.font())
        recolour(theme, *(entry.swatch for entry in self.entries))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Point at the line of the optimizer under the mouse."""
        if isinstance(watched, _Entry):
            if event.type() == QEvent.Type.Enter:
                self.pointed.emit(watched.colour)
            elif event.type() == QEvent.Type.Leave:
                self.pointed.emit(None)
        return super().eventFilter(watched, event)

    def add_optimizer(self, name: str) -> None:
        """Compare with a further optimizer, at its defaults."""
        choice = find("optimizer", name)()
        for entry in self.entries:
            if entry.choice == choice:
                entry.check.setChecked(True)
                return
        self._added.append(choice)
        given = {e.choice: (e.label, e.colour) for e in self.entries}
        self.show_choices(given)

    def _pick(self) -> None:
        if self._picker is None:
            items = catalogue_items.optimizers()
            hint = tr("Search optimizers")
            self._picker = Picker(items, self._formulas, self, hint)
            self._picker.picked.connect(self.add_optimizer)
        self._picker.pop_up(self.add)

    def _turn_all(self) -> None:
        on = not self.chosen
        for entry in self.entries:
            entry.check.setChecked(on)

    def _turned(self) -> None:
        self.all.setText(tr("None") if self.chosen else tr("All"))
        self.changed.emit()
