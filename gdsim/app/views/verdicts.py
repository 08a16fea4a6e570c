"""The table of verdicts on each optimizer's runs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)

from gdsim.app.look.figures import MOST, figures
from gdsim.app.look.strokes import stroke
from gdsim.app.look.theme import ENDED_WORDS, LIGHT, VERDICT_WORDS, Theme, tabular
from gdsim.app.look.type_size import px
from gdsim.app.model.document import Document
from gdsim.app.translation import QT_TR_NOOP, grouped, tr
from gdsim.app.worker.background import Background
from gdsim.app.worker.frame import State
from gdsim.app.worker.scene import Scene
from gdsim.engine.verdict import Verdict
from gdsim.experiment import Experiment
from gdsim.objectives import Objective

HEADS = (
    *(QT_TR_NOOP("optimizer"), QT_TR_NOOP("step"), QT_TR_NOOP("loss")),
    *(QT_TR_NOOP("gradient"), QT_TR_NOOP("verdict")),
)
TIPS = (
    *("", QT_TR_NOOP("Steps taken"), QT_TR_NOOP("Loss now; of several runs the median")),
    *(QT_TR_NOOP("Norm of the gradient"), QT_TR_NOOP("What has become of the runs")),
)
SECOND = {  # of networks, the fourth column: the first of these that a network has
    "test_accuracy": (
        QT_TR_NOOP("test accuracy"),
        QT_TR_NOOP("Share of the test samples put into their class"),
    ),
    "train_accuracy": (
        QT_TR_NOOP("train accuracy"),
        QT_TR_NOOP("Share of the training samples put into their class"),
    ),
    "test_loss": (QT_TR_NOOP("test loss"), QT_TR_NOOP("Loss over the test samples")),
}
OVER_ALL = QT_TR_NOOP("train loss")  # the third column beside one of these
PADDING, TIGHT = 20, 18  # px beside the text of a cell; TIGHT where room is short
NARROW = 420  # px
ABOUT = "~"  # before a share of a sample of the runs
SHARES = 6  # of spare room: one for each column but that of names, which has the rest
READABLE = 250  # ms from one set of numbers to the next: faster ones cannot be read
MANY = 20_000  # runs, of which the median takes longer than the interface thread has
STROKE = 40  # px of the stroke before a name, and beside it
NAMES = 108  # px that names have at least if they need them, before numbers
INITIALS = 72  # px that names have at least before the last number
COLOUR = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Line:
    """One row: texts, tooltips, the verdict of most runs, and the optimizer's colour."""

    texts: tuple[str, ...]
    tips: tuple[str, ...]
    verdict: Verdict
    colour: int


def lines(scene: Scene, state: State, document: Document) -> list[Line]:
    """The rows of a scene, for the optimizers that are not hidden; last those still compiled."""
    shown = [i for i, c in enumerate(scene.colours) if c not in document.hidden]
    names = document.labels_in(scene.experiment, scene.colours)
    known = [_line(scene, state, index, names[scene.colours[index]]) for index in shown]
    awaited = [c for c in document.colours if c not in (*scene.colours, *document.hidden)]
    return known + [
        Line(
            (document.labels[colour], "", "", "", tr("compiling")),
            ("",) * 5,
            Verdict.RUNNING,
            colour,
        )
        for colour in awaited
        if state is State.COMPILING
    ]


def second_of(objective: Objective) -> str:
    """The quantity of the fourth column: the first of `SECOND`, else "grad_norm"."""
    return next((name for name in SECOND if name in objective.finals), "grad_norm")


def _line(scene: Scene, state: State, index: int, name: str) -> Line:
    label = scene.experiment.labels[index]
    verdicts = scene.verdict[index]
    counts = np.bincount(verdicts.astype(int), minlength=len(Verdict))
    verdict = Verdict(int(counts.argmax()))
    quantity = second_of(scene.experiment.objective)
    loss = _middle(scene.main_loss[index])
    second = _middle(scene.finals.get(quantity, scene.grad_norm)[index])
    accurate = quantity.endswith("_accuracy")
    words_of_second = tr(SECOND[quantity][0]) if quantity in SECOND else tr("gradient norm")
    taken = scene.steps_taken[index]
    step = int(taken[0] if len(taken) == 1 else np.median(taken))
    words = tr((ENDED_WORDS if state is State.FINISHED else VERDICT_WORDS)[verdict])
    part = _part_in_words(scene)
    if scene.runs > 1:
        share = counts[verdict] / len(verdicts)
        words = f"{ABOUT if part else ''}{share:.0%} {words}" if part or share < 1 else words
    known = [(n, tr(VERDICT_WORDS[Verdict(v)])) for v, n in enumerate(counts) if n]
    tip = ", ".join(
        f"{n / len(verdicts):.0%} {what}" if part else f"{grouped(n)} {what}" for n, what in known
    )
    if scene.runs == 1 and verdict is Verdict.DIVERGED:
        tip = tr("diverged at step {step}", step=grouped(step))
    steps = tr("{count} step", "{count} steps", step)
    exact = [tr("loss {number}", number=repr(loss)), f"{words_of_second} {second!r}"]
    if part:
        steps, *exact, tip = [f"{part}: {each}" for each in (steps, *exact, tip)]
    return Line(
        (
            # The column has no room for the settings that tell one Adam from another.
            scene.experiment.optimizers[index].method.title if name == label else name,
            grouped(step),
            short(loss),
            percent(second) if accurate else short(second),
            words,
        ),
        (label, steps, *exact, tip),
        verdict,
        scene.colours[index],
    )


def _part_in_words(scene: Scene) -> str:
    """Of how many runs the numbers of a scene are; "" for all."""
    if scene.numbers is None:
        return ""
    return tr("{some} of {all} runs", some=grouped(len(scene.numbers)), all=grouped(scene.runs))


def short(value: float) -> str:
    """A number that fits its column: three figures beside a power of ten or a leading zero."""
    return figures(value, 4 if 1 <= abs(value) < MOST else 3)


def percent(value: float) -> str:
    """An accuracy; a dash for a run that has lost it."""
    return f"{value:.1%}" if np.isfinite(value) else "–"


def _middle(values: np.ndarray) -> float:
    """The median, with undefined losses counted as infinite."""
    if len(values) == 1:
        return math.inf if math.isnan(values[0]) else float(values[0])
    middle = (len(values) - 1) // 2
    return float(np.partition(np.where(np.isnan(values), np.inf, values), middle)[middle])


class VerdictModel(QAbstractTableModel):
    """The rows as Qt asks for them."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self.theme = LIGHT
        self._second = "grad_norm"

    @property
    def heads(self) -> tuple[str, ...]:
        """The names of the columns."""
        second, _ = SECOND.get(self._second, (HEADS[3], ""))
        loss = OVER_ALL if self._second in SECOND else HEADS[2]
        return tuple(map(tr, (*HEADS[:2], loss, second, HEADS[4])))

    @property
    def tips(self) -> tuple[str, ...]:
        """What is in each column."""
        _, second = SECOND.get(self._second, ("", TIPS[3]))
        before, after = map(tr, TIPS[:3]), tr(TIPS[4])
        return (*before, tr("{quantity}; of several runs the median", quantity=tr(second)), after)

    def name_second(self, name: str) -> None:
        """Name the fourth column after a quantity."""
        if name != self._second:
            self._second = name
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 2, 3)

    def show(self, rows: list[Line]) -> None:
        """Show other rows; a selection stays where the number of rows does."""
        if len(rows) != len(self.lines):
            self.beginResetModel()
            self.lines = rows
            self.endResetModel()
        elif rows != self.lines:
            self.lines = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(HEADS) - 1))

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.lines)

    def columnCount(self, parent: Index | None = None) -> int:
        return len(HEADS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line, column = self.lines[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return line.texts[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.tips[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if 0 < column < 4 else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole and column == 4:
            return QColor(self.theme.verdict(line.verdict))
        if role == COLOUR:
            return line.colour
        return None

    def headerData(
        self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if side is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tips[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side_ = Qt.AlignmentFlag.AlignRight if 0 < section < 4 else Qt.AlignmentFlag.AlignLeft
            return int(side_ | Qt.AlignmentFlag.AlignVCenter)
        return None


class _Name(QStyledItemDelegate):
    """The optimizer's stroke before its name."""

    def __init__(self, rows: VerdictModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = rows

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        option.rect = QRect(option.rect).adjusted(px(24), 0, 0, 0)
        super().paint(painter, option, index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(stroke(index.data(COLOUR), self._rows.theme, 3.0))
        middle = option.rect.center().y() + 0.5
        painter.drawLine(option.rect.left() - px(20), middle, option.rect.left() - px(4), middle)
        painter.restore()


class VerdictTable(QTableView):
    """Draws the verdicts of scenes."""

    hovered = Signal(object)
    picked = Signal(object)  # the colour number of the optimizer that was clicked

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._helper = background  # counts many runs
        self.setAccessibleName(tr("Verdicts"))
        self.rows = VerdictModel()
        self.setModel(self.rows)
        self.setFont(tabular(self.font()))
        self.setItemDelegateForColumn(0, _Name(self.rows, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setTextElideMode(Qt.TextElideMode.ElideRight)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._sizes = False, 0  # whether there are many runs, and their steps
        self._widest = 0  # px of the verdicts so far
        self._named = 0  # px of the names
        self._spare = 3  # the column that can be left out
        self._experiment: Experiment | None = None
        self._drawn: tuple[Scene, State, Document] | None = None  # the last arguments of `draw`
        self._wanted: tuple[Scene, State, Document] | None = None  # what is not shown yet
        self._latest: Scene | None = None  # which is shown, or will be
        self._resting = QTimer(self, singleShot=True, interval=READABLE)
        self._resting.timeout.connect(self._show_wanted)
        self.entered.connect(lambda index: self.hovered.emit(index.data(COLOUR)))
        self.clicked.connect(lambda index: self.picked.emit(index.data(COLOUR)))

    def draw(self, scene: Scene, state: State, document: Document) -> None:
        """Show the verdicts of a scene: at once, or soon while runs play or edits come fast."""
        last, self._drawn = self._drawn, (scene, state, document)
        is_same = last is not None and last[1:] == (state, document)
        if last is not None and is_same and (scene is last[0] or scene.has_moved_from(last[0])):
            return
        self._wanted = self._drawn
        is_at_rest = scene.experiment is self._experiment and state is not State.PLAYING
        if is_at_rest or not self._resting.isActive():
            self._show_wanted()

    def _show_wanted(self) -> None:
        if self._wanted is None:
            return
        self._resting.start()
        is_quick = self._wanted[0].loss.size <= MANY
        if not is_quick and self._helper.is_asked("verdicts"):
            return  # or a count that takes longer than the next one waits would never be seen
        wanted, self._wanted = self._wanted, None
        self._latest = scene = wanted[0]
        if is_quick:
            self._show(scene, lines(*wanted))
        else:
            self._helper.ask(
                "verdicts", lambda: lines(*wanted), lambda rows: self._show(scene, rows)
            )

    def _show(self, scene: Scene, rows: list[Line]) -> None:
        """Show the rows of a scene, unless another one has come since."""
        if scene is not self._latest:
            return
        objective = scene.experiment.objective
        self.show_objective(objective)
        if scene.experiment is not self._experiment:
            self._experiment, self._widest = scene.experiment, 0
        width = self.fontMetrics().horizontalAdvance
        self._widest = max([self._widest, *(width(row.texts[4]) for row in rows)])
        self._spare = 3 if second_of(objective) == "grad_norm" else 2
        self._named = max((width(row.texts[0]) for row in rows), default=0)
        self._size_columns(scene.runs > 1, scene.steps)
        self.rows.show(rows)

    def show_objective(self, objective: Objective) -> None:
        """Name the columns for an objective, whose runs may not be there yet."""
        self.rows.name_second(second_of(objective))

    def clear_runs(self) -> None:
        """Show no verdicts."""
        self._wanted = self._latest = self._drawn = None
        self.rows.show([])

    def _size_columns(self, many: bool, steps: int) -> None:
        """Make each column as wide as its widest number or word, and wider where there is room.

        Where room is short, the verdicts are as wide as the widest one so far; where it does not
        suffice for the names, the steps are left out, which the transport bar has, and then what
        there are curves of: the gradient norm, or the loss of a network; where only initials would
        be left of names, as in large type, so is the other number.
        """
        self._sizes = many, steps
        width = self.fontMetrics().horizontalAdvance
        tight = self.viewport().width() < px(NARROW)
        padding, widest = (TIGHT, self._widest) if tight else (PADDING, self._widest_of(many))
        number, heads = width("1.23e−10"), [width(head) for head in self.rows.heads]
        named = max(self._named + px(STROKE), heads[0] + px(padding))
        numbers = max(number, heads[2]), max(number - 2, heads[3])
        texts = max(width(grouped(steps)), heads[1]), *numbers, max(widest, heads[4])
        widths = {column: text + px(padding) for column, text in enumerate(texts, start=1)}
        room = self.viewport().width() - sum(widths.values())
        spare = max(room - named - px(PADDING), 0) // SHARES
        widths = {column: needed + spare for column, needed in widths.items()}
        room -= spare * len(widths)
        for column, needed in widths.items():
            self.setColumnWidth(column, needed)
        for column, names in ((1, NAMES), (self._spare, NAMES), (5 - self._spare, INITIALS)):
            is_left_out = room < min(named, px(names))
            self.setColumnHidden(column, is_left_out)
            room += widths[column] if is_left_out else 0

    def _widest_of(self, many: bool) -> int:
        """The width of the widest verdict, of a single run or with the share of many."""
        words = map(tr, {*VERDICT_WORDS.values(), *ENDED_WORDS.values()})
        width = self.fontMetrics().horizontalAdvance
        return max(width(f"{ABOUT}99% {word}" if many else word) for word in words)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.rows.theme = theme
        self.verticalHeader().setDefaultSectionSize(px(24))
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size_columns(*self._sizes)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None)
