"""The view "Classes": how many samples of each class the run puts into which."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from gdsim.app.controls.buttons import WordButton, segment
from gdsim.app.look.strokes import with_opacity
from gdsim.app.look.theme import GRID, Theme, class_colour, tabular
from gdsim.app.look.words import Elided
from gdsim.app.network.paced_page import PacedPage
from gdsim.app.network.page import NO_WEIGHTS, Tools
from gdsim.app.translation import QT_TR_NOOP, grouped, tr
from gdsim.objectives import Network

FAINT, FULL = 0.06, 0.6  # opacity of a cell without and with all samples of its row
NO_CLASSES = QT_TR_NOOP("The targets of this data are values: there are no classes to be confused.")


class ClassesPage(PacedPage):
    """Draws the confusion table of the run, of the training or of the test samples.

    A row has the samples of a class; a column those that are put into one. A cell has the hue of
    its column's class, the stronger the more of its row it holds.
    """

    topic = "classes"

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._network: Network | None = None
        self.counts: np.ndarray | None = None
        self.about = Elided.saying("")
        self.parts: dict[bool, WordButton] = {}
        group = QButtonGroup(self)
        head = QHBoxLayout()
        head.setContentsMargins(2 * GRID, 0, GRID, GRID // 2)
        head.addWidget(self.about, 1)
        for test, title in ((False, tr("Training")), (True, tr("Test"))):
            button = self.parts[test] = segment(title)
            button.clicked.connect(self._ask)
            group.addButton(button)
            head.addWidget(button)
        self.parts[False].setChecked(True)
        self.table = QTableWidget()
        self.table.setAccessibleName(tr("Samples by class, and by the class they are put into"))
        self.table.setFont(tabular(self.table.font()))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for header in (self.table.horizontalHeader(), self.table.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setHighlightSections(False)
        self.sides = Elided.saying(tr("Down: what samples are. Across: what they are taken for."))
        self.sides.setContentsMargins(2 * GRID, GRID // 2, GRID, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, GRID)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.sides)

    @property
    def is_test(self) -> bool:
        """Whether the table is of the test samples."""
        return self.parts[True].isChecked()

    def show_network(self, network: Network) -> None:
        """Draw another network, and no run of it yet."""
        self._network = network
        self.clear_runs()
        names = list(network.data.classes)
        self.table.setVisible(bool(names))
        if not names:
            self.about.say(tr(NO_CLASSES))
        has_test = len(network.data.test_inputs) > 0
        for button in self.parts.values():
            button.setVisible(bool(names) and has_test)
        if not has_test:
            self.parts[False].setChecked(True)
        self.table.setRowCount(len(names))
        self.table.setColumnCount(len(names))
        self.table.setVerticalHeaderLabels(names)
        self.table.setHorizontalHeaderLabels(names)
        self.sides.setVisible(bool(names))

    def clear_runs(self) -> None:
        """Draw no run."""
        super().clear_runs()
        self.counts = None
        self.table.clearContents()
        self.about.say("")

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        self._fill()

    def _ask(self) -> None:
        """Have the samples counted, unless they are; after what is begun."""
        seen = self._seen
        if seen is None or not seen.network.data.classes:
            return
        key = seen.focus.place, seen.scene.step, id(seen.scene.experiment), self.is_test
        if not self._begins(key, seen.state):
            return
        network, params, test = seen.network, seen.focus.params, self.is_test
        if self.counts is None:
            self.about.say(tr("computing…"))

        def work() -> np.ndarray | None:
            if not np.isfinite(params).all():
                return None
            with np.errstate(all="ignore"):
                return network.confusion(params, test)

        self.tools.background.ask(self.topic, work, self._show, lambda _: self._give_up())

    def _give_up(self) -> None:
        super()._give_up()
        if self.counts is None:
            self.about.say("")

    def _show(self, counts: np.ndarray | None) -> None:
        self._is_busy = False
        self.counts = counts
        self._fill()
        if counts is None:
            self.about.say(tr(NO_WEIGHTS))
        self._ask()  # the run may be further by now, or other samples chosen

    def _fill(self) -> None:
        if self.counts is None or self._network is None:
            self.table.clearContents()
            return
        names, ink = self._network.data.classes, QColor(self.theme.text)
        whole = np.maximum(self.counts.sum(axis=1, keepdims=True), 1)
        shares = self.counts / whole
        for row, column in np.ndindex(*self.counts.shape):
            cell = self.table.item(row, column)
            if cell is None:
                cell = QTableWidgetItem()
                cell.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                self.table.setItem(row, column, cell)
            count, share = int(self.counts[row, column]), float(shares[row, column])
            cell.setText(grouped(count) if count else "·")
            cell.setForeground(ink if count else QColor(self.theme.muted))
            opacity = FAINT + (FULL - FAINT) * float(np.sqrt(share)) if count else 0.0
            cell.setBackground(with_opacity(class_colour(column, self.theme), opacity))
            words = tr("{share} of {name}", share=f"{share:.0%}", name=names[row])
            cell.setToolTip(words)
        self.about.say(in_words(self.counts, names))


def in_words(counts: np.ndarray, names: tuple[str, ...]) -> str:
    """The share of samples in their class, and which two classes are confused most."""
    total = int(counts.sum())
    if not total:
        return ""
    share = f"{np.trace(counts) / total:.1%}"
    words = tr("{share} of {count} samples right", share=share, count=grouped(total))
    wrong = counts - np.diag(np.diag(counts))
    if not wrong.any():
        return words
    row, column = np.unravel_index(int(wrong.argmax()), wrong.shape)
    most = tr(
        "most often {name} is taken for {other} ({count})",
        name=names[int(row)], other=names[int(column)], count=grouped(int(wrong.max())),
    )  # fmt: skip
    return f"{words}, {most}"
