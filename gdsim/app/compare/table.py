"""The table of a comparison: each optimizer's score, best settings and band that works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from gdsim.app.compare import figures
from gdsim.app.compare.answers import Answers
from gdsim.app.look.figures import figures as written
from gdsim.app.look.figures import with_minus
from gdsim.app.look.strokes import stroke
from gdsim.app.look.theme import LIGHT, Theme, tabular
from gdsim.app.look.type_size import px
from gdsim.app.translation import tr
from gdsim.results.analysis import tables
from gdsim.results.analysis.subject import row_labels, rows
from gdsim.results.plots.comparison_page import columns

if TYPE_CHECKING:
    import xarray

STROKE = 34  # px of the stroke before a name
ROW, COLOUR = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
Cells = dict[str, str]


class _Names(QStyledItemDelegate):
    """Draws names behind the strokes of their optimizers."""

    theme = LIGHT

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        box: QRect = option.rect
        colour = index.data(COLOUR)  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(stroke(int(colour), self.theme, 3.0))
        middle = box.center().y()
        painter.drawLine(box.left() + px(6), middle, box.left() + px(26), middle)
        painter.restore()
        option.rect = box.adjusted(px(STROKE), 0, 0, 0)
        super().paint(painter, option, index)  # type: ignore[arg-type]


class Table(QTableWidget):
    """One row per optimizer; a double click, or Enter, opens its run at the best setting."""

    picked = Signal(int)  # the row of the answers that is clicked

    def __init__(self) -> None:
        super().__init__()
        self._names = _Names(self)
        self.setItemDelegateForColumn(0, self._names)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setFont(tabular(self.font()))
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.itemActivated.connect(lambda item: self.picked.emit(int(item.data(ROW))))

    def show_answers(self, answers: Answers, colours: tuple[int, ...]) -> None:
        """Show what is known of each row."""
        labels, cells = answers.labels, _cells(answers)
        order = _order(answers)
        heads = list(dict.fromkeys(name for each in cells for name in each))
        self.clear()
        self.setRowCount(len(order))
        self.setColumnCount(1 + len(heads))
        self.setHorizontalHeaderLabels([tr("optimizer"), *heads])
        for place, row in enumerate(order):
            texts = [labels[row], *(cells[row].get(head, "") for head in heads)]
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setData(ROW, row)
                item.setData(COLOUR, colours[row] if row < len(colours) else row)
                item.setToolTip(text)
                if column:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                self.setItem(place, column, item)
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        if heads:
            head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._names.theme = theme
        self.verticalHeader().setDefaultSectionSize(px(28))
        self.viewport().update()


def _cells(answers: Answers) -> list[Cells]:
    """What is known of each row, in words by the heads of the columns."""
    made: list[Cells] = [{} for _ in answers.labels]
    data = answers.data
    if "standings" in data:
        table = data["standings"]
        places = [answers.labels.index(str(each)) for each in table["optimizer"].values]
        for head, column in columns(table).items():
            for place, cell in zip(places, column, strict=True):
                made[place][head] = with_minus(cell)
    elif "best" in data:
        kept = data["best"][data["best"].attrs["value"]].dims
        known = tables.of_best(data["best"])
        if len(known) == len(made):
            for one, cells in zip(known, made, strict=True):
                cells |= {name: _spelled(v) for name, v in one.items() if name not in kept}
    if "sensitivity" in data:
        band = data["sensitivity"]
        for row, _ in enumerate(row_labels(band)):
            made[row] |= {tr("rates that work"): _band(band, row)}
            made[row] |= {tr("width"): figures.width_in_words(band, row)}
    return made


def _band(data: xarray.Dataset, row: int) -> str:
    low, high = (float(rows(data, name)[row]) for name in ("low", "high"))
    return f"{written(low, 3)} – {written(high, 3)}" if low == low else "–"


def _spelled(value: object) -> str:
    return written(float(value)) if isinstance(value, (int, float)) else str(value)


def _order(answers: Answers) -> list[int]:
    """The rows as they rank: by their scores, or else as they come."""
    if "standings" not in answers.data:
        return list(range(len(answers.labels)))
    ranked = map(str, answers.data["standings"]["optimizer"].values)
    return [answers.labels.index(name) for name in ranked]
