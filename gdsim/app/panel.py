"""The panel at the left: the parts of the experiment."""

from __future__ import annotations

from functools import cached_property
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from gdsim.app.controls.data import DataControl
from gdsim.app.controls.modifiers import ModifiersControl
from gdsim.app.controls.objective import ObjectiveControl
from gdsim.app.controls.optimizers import OptimizersControl
from gdsim.app.controls.schedule import ScheduleControl
from gdsim.app.controls.section import BAR, Section
from gdsim.app.controls.settings import SettingsControl
from gdsim.app.controls.start import StartControl
from gdsim.app.controls.weights import WeightsControl
from gdsim.app.look.formula import Formulas
from gdsim.app.look.recolouring import recolour
from gdsim.app.look.theme import GRID, LIGHT, Theme
from gdsim.app.look.type_size import px
from gdsim.app.look.words import Sentence
from gdsim.app.made import made
from gdsim.app.model.offered import is_edited_by
from gdsim.app.model.workbench import Workbench

Later = TypeVar("Later", bound=Section)
WIDTH = 304  # px at first; at least and at most:
LEAST, MOST = 264, 480
SEEN = 96  # px of a section's body that can be seen at least when it unfolds
LIST = 0.4  # share of the height that the list of optimizers may take


class Panel(QScrollArea):
    """All controls, one below the other.

    A section that unfolds moves only what is below it: its heading stays under the mouse.
    """

    def __init__(self, workbench: Workbench, formulas: Formulas) -> None:
        super().__init__()
        self.objective = ObjectiveControl(workbench, formulas)
        self.optimizers = OptimizersControl(workbench, formulas)
        self._workbench = workbench
        self._theme = LIGHT
        self.start = StartControl(workbench)
        self.schedule = ScheduleControl(workbench, formulas)
        self.modifiers = ModifiersControl(workbench)
        self.settings = SettingsControl(workbench)
        self.trouble, self.note = Sentence(), Sentence("muted")
        self._data_place, self._weights_place = QVBoxLayout(), QVBoxLayout()
        inside = QWidget()
        layout = QVBoxLayout(inside)
        self._margins = layout
        layout.setContentsMargins(2 * GRID, GRID, BAR, GRID)
        layout.setSpacing(GRID // 2)
        layout.addWidget(self.objective)
        layout.addLayout(self._data_place)
        layout.addSpacing(GRID)
        layout.addWidget(self.optimizers)
        layout.addSpacing(GRID // 2)
        layout.addWidget(self.start)
        layout.addLayout(self._weights_place)
        for last in (self.schedule, self.modifiers, self.settings):
            layout.addWidget(last)
        for section in (self.objective, self.optimizers, *self._folding):
            self._follow(section)
        self._show_when_said(self.trouble)
        layout.addWidget(self.trouble)
        layout.addWidget(self.note)
        layout.addStretch(1)
        self.setObjectName("panel")
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._limit()
        self.verticalScrollBar().rangeChanged.connect(self._make_room)
        workbench.experiment_changed.connect(self.show_kind)
        self.show_kind()

    @cached_property
    def data(self) -> DataControl:
        """The data of a network."""
        return self._taken_in(DataControl(self._workbench), self._data_place)

    @cached_property
    def weights(self) -> WeightsControl:
        """The initial weights of a network."""
        return self._taken_in(WeightsControl(self._workbench), self._weights_place)

    def show_kind(self) -> None:
        """Show the sections that edit the kind of objective."""
        objective = self._workbench.experiment.objective
        for name in ("data", "weights", "start"):
            is_shown = is_edited_by(objective, name)
            for section in [getattr(self, name)] if is_shown else made(self, name):
                section.setVisible(is_shown)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._limit()
        self._theme = theme
        recolour(theme, self.objective, self.optimizers, *self._folding)

    def show_step(self, step: int | None) -> None:
        """Mark the present step of the runs on the curves of schedules; None: there are none."""
        self.schedule.show_step(step)
        for row in self.optimizers.rows:
            row.show_step(step)

    @property
    def _folding(self) -> tuple[Section, ...]:
        """The sections that fold, from above."""
        network = made(self, "data"), made(self, "weights")
        return (*network[0], self.start, *network[1], self.schedule, self.modifiers, self.settings)

    def _taken_in(self, section: Later, place: QVBoxLayout) -> Later:
        """A section that was made just now, at its place and in the colours of the theme."""
        place.addWidget(section)
        section.recolour(self._theme)
        self._follow(section)
        return section

    def _follow(self, section: Section) -> None:
        """Show the body of a section that unfolds, and what it says went wrong."""
        body = section.body
        section.opened.connect(lambda: QTimer.singleShot(0, body, lambda: self._reveal(body)))
        self._show_when_said(section.error)

    def _show_when_said(self, sentence: Sentence) -> None:
        """Scroll to a sentence each time that it says something."""
        sentence.said.connect(
            lambda: QTimer.singleShot(0, sentence, lambda: self._show_whole(sentence))
        )

    def _limit(self) -> None:
        """Larger type needs a wider panel."""
        self.setMinimumWidth(px(LEAST))
        self.setMaximumWidth(px(MOST))

    def _reveal(self, body: QWidget) -> None:
        """Scroll to the body of a section of which little more than the heading can be seen."""
        top = body.mapTo(self.viewport(), QPoint(0, 0)).y()
        if self.viewport().height() - top < min(body.height(), SEEN):
            self.ensureWidgetVisible(body, 0, 0)

    def _show_whole(self, sentence: QWidget) -> None:
        """Scroll to a sentence that says what went wrong, once it has its place."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        if sentence.isVisible():
            self.ensureWidgetVisible(sentence, 0, 0)

    def _make_room(self, low: int, high: int) -> None:
        """The scroll bar takes the place of the margin, so that nothing moves when it comes."""
        margins = self._margins.contentsMargins()
        margins.setRight(0 if high > low else BAR)
        self._margins.setContentsMargins(margins)

    def sizeHint(self) -> QSize:
        return QSize(px(WIDTH), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list of optimizers may have a share of the height."""
        super().resizeEvent(event)
        self.optimizers.let_list_grow(int(LIST * self.height()))
