"""Starts that are given: a list of points, and the coordinates of the chosen one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QVBoxLayout, QWidget

from gdsim.app.controls.axis_wanted import Owned
from gdsim.app.controls.buttons import tool_button
from gdsim.app.controls.fields import NumberField
from gdsim.app.controls.section import add_row, form, label
from gdsim.app.look import icons
from gdsim.app.look.figures import figures
from gdsim.app.look.theme import GRID, Theme, tabular
from gdsim.app.look.type_size import px
from gdsim.app.look.words import Sentence
from gdsim.app.model.given_points import (
    added,
    another,
    given_points,
    moved,
    removed,
    start_of,
    turned,
)
from gdsim.app.model.workbench import Workbench
from gdsim.app.translation import QT_TR_NOOP, grouped, tr
from gdsim.objectives import Objective
from gdsim.objectives.starts import Point, Points

ROWS = 6  # points of the list that are seen at once
ROW = 24  # px of each
CLICKS = QT_TR_NOOP(
    "Click {where} to move {point} there, Shift+click to add one; drag the mark of a point to "
    "move it."
)
Index = QModelIndex | QPersistentModelIndex


class _Rows(QAbstractListModel):
    """The points as lines of text."""

    def __init__(self) -> None:
        super().__init__()
        self.points = np.empty((0, 0))

    def show_points(self, points: np.ndarray) -> bool:
        """Show other points; whether there are more or fewer, so that none is selected now."""
        old, self.points = self.points, points
        if len(old) == len(points):
            self.dataChanged.emit(self.index(0), self.index(len(points) - 1))
            return False
        self.beginResetModel()
        self.endResetModel()
        return True

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.points)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(0, px(ROW))
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        return f"{grouped(index.row() + 1)}:  {in_words(self.points[index.row()])}"


class _List(QListView):
    """The list, in which Delete removes what is selected, rather than an optimizer."""

    removing = Signal()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
            elif event.type() == QEvent.Type.KeyPress:
                self.removing.emit()
            return True
        return super().event(event)


class PointsPage(QWidget):
    """Lists the points at which runs start, and adds, moves and removes them."""

    chosen_changed = Signal(int)  # the index of the point that a click on the map moves

    def __init__(self, workbench: Workbench, complain: Callable[[str], None]) -> None:
        super().__init__()
        self._workbench, self._complain = workbench, complain
        self._names: tuple[str, ...] = ()
        self._chosen = 0
        self._rows = _Rows()
        self.list = _List()
        self.list.setModel(self._rows)
        self.list.setObjectName("points")
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setAccessibleName(tr("Start points"))
        self.list.setToolTip(tr("Delete removes the selected points"))
        self.list.removing.connect(self.remove)
        self.list.selectionModel().currentChanged.connect(lambda now, _: self.choose(now.row()))
        self.coordinates: list[NumberField] = []
        self._fields = QWidget()
        self.hint = Sentence("muted")
        self.more = tool_button(tr("Add a point, somewhere in the domain"), self._add_another)
        self.more.setText(tr("Add point"))
        self.less = tool_button(tr("Remove the selected points (Delete, in the list)"), self.remove)
        self.less.setText(tr("Remove"))
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        for button in (self.more, self.less):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GRID)
        for part in (self.list, self._fields):
            self._layout.addWidget(part)
        self._layout.addLayout(buttons)
        self._layout.addWidget(self.hint)

    @property
    def chosen(self) -> int:
        """The index of the point whose coordinates are shown."""
        return self._chosen

    def show_model(self, starts: Point | Points, objective: Objective) -> None:
        """Show the points of an experiment."""
        if objective.variables != self._names:
            self._build(objective)
        given = given_points(starts)
        count = 1 if given is None else len(given)
        self.list.setVisible(count > 1)
        self.less.setVisible(count > 1)
        where = tr("the curve") if objective.size == 1 else tr("the map")
        point = tr("the point") if count == 1 else tr("the selected point")
        self.hint.say(tr(CLICKS, where=where, point=point))
        if given is not None:
            anew = self._rows.show_points(given)
            self._fit(count)
            self.choose(self._chosen, anew)
        self._show_coordinates(starts, objective)

    def choose(self, index: int, anew: bool = False) -> None:
        """Show the coordinates of a point, which the map singles out; anew: select its row too."""
        count = len(self._rows.points)
        index = min(max(index, 0), max(count - 1, 0))
        row = self._rows.index(index)
        if count and (anew or self.list.currentIndex() != row):
            how = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.list.selectionModel().setCurrentIndex(row, how)
        if index != self._chosen:
            self._chosen = index
            experiment = self._workbench.experiment
            starts = start_of(experiment)
            if isinstance(starts, Point | Points):
                self._show_coordinates(starts, experiment.objective)
            self.chosen_changed.emit(index)

    def add(self, point: tuple[float, ...]) -> None:
        """Start runs at one more point, which is chosen."""
        count = len(self._given)
        before = self._workbench.experiment
        self._edit(lambda starts: added(starts, point), f"add start {count + 1}")
        if self._workbench.experiment is not before:
            self.choose(count)

    def drag(self, index: int, point: tuple[float, ...]) -> None:
        """Move one point."""
        self._edit(lambda starts: moved(starts, index, point), f"start {index}")
        self.choose(index)

    def put(self, point: tuple[float, ...]) -> None:
        """Move the chosen point."""
        self.drag(self._chosen if len(self._given) else 0, point)

    def remove(self) -> None:
        """Remove the selected points; if they are all, the chosen one stays."""
        count = len(self._given)
        rows = {index.row() for index in self.list.selectionModel().selectedIndexes()}
        if len(rows) == count:
            rows.discard(self._chosen)
        if rows:
            self._edit(lambda starts: removed(starts, rows), f"remove starts of {count}")

    def take(self, index: int) -> None:
        """Remove one of several points, unless it is gone: it may still be drawn."""
        count = len(self._given)
        if index < count:
            self._edit(lambda starts: removed(starts, {index}), f"remove starts of {count}")

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        icons.put(self.more, "plus", theme.accent, 12)
        icons.put(self.less, "remove", theme.muted, 16)
        self.list.setFont(tabular(self.list.font()))
        self._fit(len(self._rows.points))

    @property
    def _given(self) -> np.ndarray:
        given = given_points(start_of(self._workbench.experiment))
        return np.empty((0, 0)) if given is None else given

    def _edit(self, make: Callable[[Any], Any], key: str) -> str | None:
        sentence = self._workbench.edit(lambda e: e.replace(start=make(start_of(e))), key)
        self._complain(sentence or "")
        return sentence

    def _add_another(self) -> None:
        self.add(another(self._workbench.experiment.objective, len(self._given)))

    def _fit(self, count: int) -> None:
        """As high as its rows, up to a few."""
        self.list.setFixedHeight(px(ROW) * min(max(count, 1), ROWS) + 2)

    def _show_coordinates(self, starts: Point | Points, objective: Objective) -> None:
        given = given_points(starts)
        if given is None and isinstance(starts, Point):
            values: list[Any] = list(starts.coordinates)
        else:
            values = self._given[min(self._chosen, len(self._given) - 1)].tolist()
        for field, value, side in zip(self.coordinates, values, objective.domain, strict=True):
            field.show_within(*side)
            field.set_value(value)

    def _build(self, objective: Objective) -> None:
        self._names = tuple(objective.variables)
        holder, grid = form()
        self.coordinates = []
        for variable, (name, side) in enumerate(zip(self._names, objective.domain, strict=True)):
            field = NumberField(self._setter(variable), complain=self._complain, within=side)
            field.setting = Owned(f"start.{name}")
            self.coordinates.append(field)
            add_row(grid, label(name), field)
        self._layout.replaceWidget(self._fields, holder)
        self._fields.hide()
        self._fields.deleteLater()
        self._fields = holder

    def _setter(self, variable: int) -> Callable[[Any], str | None]:
        names = self._names

        def apply(value: Any) -> str | None:
            objective, index = self._workbench.experiment.objective, self._chosen
            if not objective.has_domain or tuple(objective.variables) != names:
                return None  # what was being edited is of an objective that has gone
            return self._edit(
                lambda starts: turned(starts, index, variable, value), f"start {index}.{variable}"
            )

        return apply


def in_words(point: np.ndarray) -> str:
    """A point in few figures."""
    return f"({', '.join(map(figures, point.tolist()))})"
