"""A view of a network's data: points drawn with the mouse, or samples by a typed formula."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout

from gdsim.app.controls.buttons import WordButton
from gdsim.app.controls.fields import mark_wrong
from gdsim.app.controls.line_field import LineField
from gdsim.app.controls.section import label
from gdsim.app.look.theme import GRID, Theme, class_colour
from gdsim.app.look.type_size import px
from gdsim.app.look.words import Sentence
from gdsim.app.model import drawn_points
from gdsim.app.model.data_file import TEST
from gdsim.app.model.network_edits import with_data
from gdsim.app.model.offered import network_of
from gdsim.app.network.drawing_plane import DrawingPlane
from gdsim.app.network.page import NetworkPage, Seen, Tools
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.calculus import ExpressionError
from gdsim.objectives import Network, datasets
from gdsim.objectives.datasets import Data

HOW = QT_TR_NOOP(
    "A click adds a point, a drag moves one, the right button or Delete removes it; 1 to 4 choose "
    "the class."
)
NOT_HERE = QT_TR_NOOP(
    "Points are drawn for two inputs and up to four classes: begin a new drawing, or type a "
    "formula."
)
EXAMPLE = "y > sin(3*x) + 0.2"


class DrawPage(NetworkPage):
    """Buttons for the class and the brush, a field for a formula, and the plane below them."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self.plane = DrawingPlane(tools.background)
        self.plane.added.connect(
            lambda points: self._edit(lambda d: drawn_points.added(d, points, self.plane.mark))
        )
        self.plane.moved.connect(
            lambda index, place: self._edit(lambda d: drawn_points.moved(d, index, place))
        )
        self.plane.removed.connect(
            lambda index: self._edit(lambda d: drawn_points.removed(d, [index]))
        )
        self.plane.mark_chosen.connect(lambda mark: self.marks[mark].click())
        self.marks: list[QPushButton] = []
        self.brush = WordButton(tr("Brush"))
        self.brush.setCheckable(True)
        self.brush.setProperty("segment", True)
        self.brush.setToolTip(tr("Draw clouds of points with a drag"))
        self.brush.toggled.connect(self._take_brush)
        self.afresh = WordButton(tr("New drawing"))
        self.afresh.setToolTip(tr("Begin with one point of each of two classes"))
        self.afresh.clicked.connect(self._start_afresh)
        self.formula = LineField()
        self.formula.setPlaceholderText(EXAMPLE)
        self.formula.setAccessibleName(tr("Formula of the samples"))
        self.formula.setToolTip(
            tr("Classes above and below: {example}. Values to predict: {other}", example=EXAMPLE,
               other="sin(3*x)")
        )  # fmt: skip
        self.formula.returnPressed.connect(self._use_formula)
        self.how, self.error = Sentence("muted"), Sentence()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addLayout(self._tools())
        layout.addLayout(self._formula_line())
        for part in (self.how, self.error):
            part.setContentsMargins(2 * GRID, 0, GRID, 0)
            layout.addWidget(part)
        layout.addWidget(self.plane, 1)

    @property
    def cost(self) -> float:
        """Seconds of the last painting."""
        return self.plane.cost

    def show_network(self, network: Network) -> None:
        """Draw another network."""
        data = network.data
        has_plane = len(data.raw_names) == 2
        self.plane.setVisible(has_plane)
        if has_plane:
            self.plane.show_network(network)
        may = drawn_points.is_drawable(data)
        self.how.say(tr(HOW) if may else tr(NOT_HERE))
        count = min(len(data.classes) + 1, drawn_points.MOST)
        for mark, button in enumerate(self.marks):
            name = data.classes[mark] if mark < len(data.classes) else str(mark + 1)
            button.setToolTip(tr("Class {name} ({key})", name=name, key=mark + 1))
            button.setAccessibleName(tr("Class {name}", name=name))
            button.setEnabled(may and mark < count)
        if self.plane.mark >= count:
            self.marks[0].click()
        self.brush.setEnabled(may)
        if not self.formula.isModified():
            self._show_formula(str((data.recipe or {}).get("formula", "")))

    def draw(self, seen: Seen) -> None:
        """Draw the outputs of a frame's run below the points."""
        if self.plane.isVisibleTo(self):
            self.plane.show_run(seen.focus, seen.scene.experiment.dtype, seen.colour)

    def clear_runs(self) -> None:
        """Draw no run."""
        self.plane.clear_run()

    def fit(self) -> None:
        """Show all samples."""
        self.plane.fit()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        self.plane.recolour(theme)
        for mark, button in enumerate(self.marks):
            button.setIcon(_dot(class_colour(mark, theme).name()))

    def _tools(self) -> QHBoxLayout:
        line = _line()
        group = QButtonGroup(self)
        for mark in range(drawn_points.MOST):
            button = QPushButton(str(mark + 1))
            button.setCheckable(True)
            button.setProperty("segment", True)
            button.clicked.connect(partial(self._choose, mark))
            group.addButton(button)
            line.addWidget(button)
            self.marks.append(button)
        self.marks[0].setChecked(True)
        for part in (self.brush, self.afresh):
            line.addWidget(part)
        line.addStretch(1)
        return line

    def _formula_line(self) -> QHBoxLayout:
        line = _line()
        line.addWidget(label(tr("formula")))
        line.addWidget(self.formula, 1)
        return line

    def _choose(self, mark: int) -> None:
        self.plane.mark = mark
        self.plane.setFocus()

    def _take_brush(self, on: bool) -> None:
        self.plane.is_brush = on
        self.plane.setFocus()

    def _edit(self, change: Callable[[Data], Data]) -> None:
        """Change the points; the view stays as it is."""
        self.plane.keeps_view = True
        try:
            self._put(lambda network: with_data(network, change(network.data)))
        finally:
            self.plane.keeps_view = False

    def _start_afresh(self) -> None:
        self._put(drawn_points.begun)
        self.marks[0].click()

    def _put(self, change: Callable[[Network], Network]) -> None:
        """Train another network, as one step of undo."""
        workbench = self.tools.workbench
        workbench.end_edit()
        sentence = workbench.set_objective(
            lambda: change(network_of(workbench.experiment.objective))
        )
        self.error.say(sentence or "")

    def _use_formula(self) -> None:
        """Make the samples that the formula describes; if it does not, say why and where."""
        text = self.formula.text().strip()
        old = network_of(self.tools.workbench.experiment.objective).data.recipe or {}
        settings = {**old, "formula": text} if "formula" in old else {"formula": text, "test": TEST}
        settings.pop("features", None)  # they may be of other variables

        def made() -> Data | ValueError:
            try:
                return datasets.from_recipe(settings)
            except ValueError as error:
                return error

        def take(got: Data | ValueError) -> None:
            if isinstance(got, Data):
                self.formula.setModified(False)
                mark_wrong(self.formula, False)
                self._put(lambda network: with_data(network, got))
                self.plane.setFocus()
                return
            self.error.say(str(got))
            mark_wrong(self.formula, True)
            if isinstance(got, ExpressionError):
                self.formula.setSelection(min(got.column, max(len(text) - 1, 0)), 1)

        self.tools.background.ask("formula", made, take)

    def _show_formula(self, text: str) -> None:
        if text != self.formula.text():
            self.formula.setText(text)
            self.formula.setCursorPosition(0)
        mark_wrong(self.formula, False)


def _line() -> QHBoxLayout:
    line = QHBoxLayout()
    line.setContentsMargins(2 * GRID, GRID // 2, GRID, 0)
    line.setSpacing(GRID // 2)
    return line


def _dot(colour: str) -> QIcon:
    """A spot of a class's colour."""
    side = px(10)
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(0, 0, side, side)
    painter.end()
    return QIcon(picture)
