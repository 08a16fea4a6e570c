"""The dialog of a file of samples: what was understood of it, and what the network gets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gdsim.app.controls.data import TEST_SHARE
from gdsim.app.controls.fields import Check, Choices, NumberField
from gdsim.app.controls.section import add_row, form, label
from gdsim.app.look.theme import GRID
from gdsim.app.look.type_size import px
from gdsim.app.look.words import Sentence
from gdsim.app.model.data_file import CLASSES, TEST, VALUES, DataFile
from gdsim.app.translation import QT_TR_NOOP, grouped, tr
from gdsim.app.worker.background import Background
from gdsim.objectives.datasets import Data

Result = TypeVar("Result")
SIZE = 760, 560  # px
LEAST, WIDEST = 88, 260  # px of a column
TYPES = {
    "number": QT_TR_NOOP("number"), "category": QT_TR_NOOP("category"), "date": QT_TR_NOOP("date"),
    "text": QT_TR_NOOP("text"), "mixed": QT_TR_NOOP("number, text"),
}  # fmt: skip
GOALS = {VALUES: QT_TR_NOOP("values"), CLASSES: QT_TR_NOOP("classes")}
GAPS = {False: QT_TR_NOOP("are refused"), True: QT_TR_NOOP("their rows are left out")}
LINES = {True: QT_TR_NOOP("names the columns"), False: QT_TR_NOOP("is a sample")}
NO_INPUT = QT_TR_NOOP(
    "Inputs are numbers: write a column of text as numbers, 1 for yes and 0 for no"
)
NAME, TYPE, MISSING, FIRST = range(4)  # columns of the table
_TEST = replace(TEST_SHARE, default=TEST)


class DataDialog(QDialog):
    """Shows the columns of a file, and reads it as chosen; `data` is what it gives, or None.

    What a choice gives, or why it gives nothing, is read in the background.
    """

    def __init__(self, parent: QWidget, file: DataFile, background: Background) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Data from {name}", name=file.path.name))
        self.resize(px(SIZE[0]), px(SIZE[1]))
        self.file = file
        self.data: Data | None = None
        self.is_reading = False
        self._background = background
        self.table = _table()
        self.ticks: dict[str, Check] = {}  # of the columns, by name: which are inputs
        self.target = Choices(lambda name: self._change(self.file.with_target(name)))
        self.goal = Choices(lambda goal: self._change(replace(self.file, goal=goal)))
        self.gaps = Choices(lambda drops: self._change(replace(self.file, drops=drops)))
        self.first_line = Choices(self._read_first_line)
        self.test = NumberField(self._set_test, _TEST, complain=lambda _: None)
        self.standardize = Check(tr("standardise the inputs"))
        self.standardize.toggled.connect(
            lambda on: self._change(replace(self.file, standardize=on))
        )
        self.about, self.error = Sentence("muted"), Sentence()
        self.summary = Sentence("muted")
        kind = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kind.Cancel)
        self.go = self.buttons.addButton(
            tr("Train on These"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.go.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self.summary)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._choices())
        for part in (self.about, self.error, self.buttons):
            layout.addWidget(part)
        self.finished.connect(lambda _: background.drop("reading"))
        self._change(file)
        self.go.setFocus()

    def _choices(self) -> QWidget:
        holder, grid = form()
        rows: dict[str, QWidget] = {
            tr("predict"): self.target, tr("as"): self.goal, tr("missing values"): self.gaps,
            tr("first line"): self.first_line,
        }  # fmt: skip
        for words, field in rows.items():
            add_row(grid, label(words), field)
        add_row(grid, label(tr("test share"), tr(_TEST.summary)), self.test)
        grid.addWidget(self.standardize, grid.rowCount(), 0, 1, 2)
        holder.setMaximumWidth(px(420))
        return holder

    def _change(self, file: DataFile) -> None:
        """Show another way of reading the file, and what comes of it."""
        self.file, self.data, self.is_reading = file, None, True
        self._show_file()
        self.go.setEnabled(False)
        self._background.ask("reading", lambda: _read(file), self._show_read)

    def _show_read(self, got: Data | str) -> None:
        self.is_reading = False
        if isinstance(got, str):
            self.about.say("")
            self.error.say(got)
            return
        self.data = got
        self.error.say("")
        self.about.say(self.file.in_words(got))
        self.go.setEnabled(True)

    def _show_file(self) -> None:
        file, seen = self.file, self.file.description
        self.summary.say(
            tr("{format} file with {count} row", "{format} file with {count} rows", seen.rows,
               format=seen.format)
            + tr(" and {count} column", " and {count} columns", len(seen.columns))
        )  # fmt: skip
        if list(self.ticks) != [column.name for column in seen.columns]:
            self._fill_table()
        self._show_ticks()
        names = {column.name: column.name for column in seen.columns}
        self.target.show_names(names, file.target, {})
        self.target.setEnabled(file.is_table)
        self.goal.show_names({goal: tr(words) for goal, words in GOALS.items()}, file.goal, {})
        self.gaps.show_names({drops: tr(words) for drops, words in GAPS.items()}, file.drops, {})
        is_csv = seen.format == "CSV"
        lines = {names: tr(words) for names, words in LINES.items()}
        self.first_line.show_names(lines, seen.header is not False, {})
        self.first_line.setEnabled(is_csv)
        self.test.set_value(file.test)
        self.standardize.blockSignals(True)
        self.standardize.setChecked(file.standardize)
        self.standardize.blockSignals(False)

    def _fill_table(self) -> None:
        """A row for each column: whether it is an input, its type, its gaps, its first values."""
        columns = self.file.description.columns
        count = max(len(column.first) for column in columns)
        self.table.clear()
        self.table.setRowCount(len(columns))
        self.table.setColumnCount(FIRST + count)
        rows = [tr("row {number}", number=i + 1) for i in range(count)]
        self.table.setHorizontalHeaderLabels([tr("Column"), tr("Type"), tr("Missing"), *rows])
        muted = self.palette().placeholderText().color()
        self.ticks = {}
        for row, column in enumerate(columns):
            tick = self.ticks[column.name] = Check(column.name)
            tick.setAccessibleName(tr("Input {column}", column=column.name))
            tick.clicked.connect(lambda _: self._choose_inputs())
            self.table.setCellWidget(row, NAME, tick)
            self._put(row, TYPE, tr(TYPES[column.kind]), muted)
            self._put(row, MISSING, grouped(column.missing) if column.missing else "–", muted)
            for place, cell in enumerate(column.first):
                self._put(row, FIRST + place, cell)
        heads = self.table.horizontalHeader()
        names = max(tick.sizeHint().width() for tick in self.ticks.values())
        heads.resizeSection(NAME, min(names + 3 * GRID, px(WIDEST)))
        for place in range(FIRST, FIRST + count):
            width = self.table.sizeHintForColumn(place) + 2 * GRID
            heads.resizeSection(place, min(max(width, px(LEAST)), px(WIDEST)))

    def _show_ticks(self) -> None:
        """Which columns are inputs; the one that is predicted cannot be."""
        file = self.file
        for name, tick in self.ticks.items():
            is_target, may_be = name == file.target, file.may_be_input(name)
            tick.setChecked(name in file.inputs)
            tick.setEnabled(file.is_table and may_be and not is_target)
            words = tr("An input of the network") if may_be else tr(NO_INPUT)
            tick.setToolTip(tr("This column is predicted") if is_target else words)

    def _put(self, row: int, place: int, words: str, colour: QColor | None = None) -> None:
        item = QTableWidgetItem(words)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        if colour is not None:
            item.setForeground(colour)
        self.table.setItem(row, place, item)

    def _choose_inputs(self) -> None:
        """A column became an input, or is one no longer."""
        inputs = tuple(name for name, tick in self.ticks.items() if tick.isChecked())
        self._change(replace(self.file, inputs=inputs))

    def _read_first_line(self, names: bool) -> None:
        """Read the file with its first line as names, or as a sample."""
        path = self.file.path

        def read() -> DataFile | str:
            return _tried(lambda: DataFile.of(path, header=names))

        def show(got: DataFile | str) -> None:
            if isinstance(got, str):
                self.is_reading = False
                self._show_file()
                self.error.say(got)
            else:
                self._change(got)

        self.is_reading = True
        self._background.ask("reading", read, show)

    def _set_test(self, value: Any) -> str | None:
        if not isinstance(value, int | float) or value not in _TEST.range:
            return tr("The share is a number from 0 to less than 1.")
        self._change(replace(self.file, test=float(value)))
        return None


def _table() -> QTableWidget:
    table = QTableWidget()
    table.setAccessibleName(tr("Columns of the file"))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(px(26))
    heads = table.horizontalHeader()
    heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    heads.setDefaultSectionSize(px(88))
    return table


def _tried(work: Callable[[], Result]) -> Result | str:
    """What some work gives, or the sentence that says why it cannot be done."""
    try:
        return work()
    except (ValueError, TypeError, OSError, MemoryError) as error:
        return str(error)


def _read(file: DataFile) -> Data | str:
    return _tried(file.read)
