"""Where runs start: at given points, on a grid, or at a random cloud; and the domain."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gdsim.app.controls.fields import NumberField
from gdsim.app.controls.section import Section, add_row, form, label
from gdsim.app.controls.start_many import CloudPage, GridPage, in_short, product
from gdsim.app.controls.start_points import PointsPage, in_words
from gdsim.app.look.theme import GRID, Theme
from gdsim.app.model.given_points import given_points, start_of
from gdsim.app.model.offered import function_of, is_edited_by
from gdsim.app.model.workbench import Workbench
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.base.axes import Axis
from gdsim.base.ranges import Hyper
from gdsim.objectives.starts import Grid, Point, Points, Start, Uniform

MOST_SIDES = 3  # variables whose domain has fields
_SIDE = Hyper(
    0.0, summary=QT_TR_NOOP("The part of the axis that the map shows and starts are spread over.")
)


class StartControl(Section):
    """Shows where the experiment's runs start and replaces it."""

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(tr("Start"), folds=True)
        self._workbench = workbench
        self.point = _choice(tr("Points"), tr("Runs start at points that you give"))
        self.grid = _choice(tr("Grid"), tr("Runs start where lines across the domain cross"))
        self.cloud = _choice(tr("Cloud"), tr("Runs start at random places of the domain"))
        group = QButtonGroup(self)
        group.setExclusive(True)
        top = QHBoxLayout()
        top.setSpacing(GRID // 2)
        for button in (self.point, self.grid, self.cloud):
            group.addButton(button)
            top.addWidget(button, 1)
        self.points = PointsPage(workbench, self.error.say)
        self.lines = GridPage(workbench, self.error.say)
        self.draws = CloudPage(workbench, self.error.say)
        self._pages: dict[QPushButton, PointsPage | GridPage | CloudPage] = {
            self.point: self.points, self.grid: self.lines, self.cloud: self.draws,
        }  # fmt: skip
        for button in self._pages:
            button.clicked.connect(partial(self._choose, button))
        # The last starts of each kind, in one domain of one file.
        self._last: dict[QPushButton, Any] = {}
        self._domain: object = None
        self._names: tuple[str, ...] = ()
        self.domain: list[NumberField] = []  # for a function of few variables
        self._box: QWidget | None = None
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(0, 0, 0, GRID)
        layout.setSpacing(GRID)
        layout.addLayout(top)
        for page in (self.points, self.lines, self.draws):
            layout.addWidget(page)
        self._layout = layout
        workbench.experiment_changed.connect(self.show_model)
        self.show_model()

    def show_model(self) -> None:
        """Show the experiment's start."""
        objective = self._workbench.experiment.objective
        if not is_edited_by(objective, "start"):
            return
        starts = start_of(self._workbench.experiment)
        if tuple(objective.variables) != self._names:
            self._build_domain(tuple(objective.variables))
        if self._box is not None:
            self._box.setVisible(is_edited_by(objective, "function"))
        for field, side in zip(self.domain, objective.domain, strict=False):
            field.set_value(in_short(side))
        chosen = self._button_of(starts)
        for button, page in self._pages.items():
            button.setChecked(button is chosen)
            page.setVisible(button is chosen)
        domain = self._workbench.opened, tuple(objective.domain)
        if domain != self._domain:
            self._domain, self._last = domain, {}
        self._last[chosen] = self._workbench.experiment.start
        if isinstance(starts, Point | Points):
            self.points.show_model(starts, objective)
        elif isinstance(starts, Grid):
            self.lines.show_model(starts, objective)
        elif isinstance(starts, Uniform):
            self.draws.show_model(starts, objective)
        self.summary.say(summary(starts))
        self.error.say("")

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        self.points.recolour(theme)
        self.draws.recolour(theme)

    def _button_of(self, starts: Start) -> QPushButton:
        """The button of the kind of starts."""
        if isinstance(starts, Grid):
            return self.grid
        return self.cloud if isinstance(starts, Uniform) else self.point

    def _choose(self, button: QPushButton) -> None:
        """Start runs at another kind of starts: the last of that kind, or else its first."""
        self.show_model()  # an edit that is refused leaves the buttons as they were
        page = self._pages[button]
        if button is not self._button_of(start_of(self._workbench.experiment)):
            if button in self._last or isinstance(page, PointsPage):
                last = self._last.get(button)
                sentence = self._workbench.edit(lambda e: e.replace(start=last), "kind of start")
                self.error.say(sentence or "")
            else:
                page.start()

    def _build_domain(self, names: tuple[str, ...]) -> None:
        """A field for each side of the domain, unless there are many."""
        self._names = names
        if self._box is not None:
            self._box.hide()
            self._box.deleteLater()
        self._box, grid = form()
        self.domain = []
        for row, name in enumerate(names if len(names) <= MOST_SIDES else ()):
            apply = self._side_setter(row)
            field = NumberField(apply, _SIDE, complain=self.error.say, slides=False)
            self.domain.append(field)
            add_row(grid, label(tr("domain of {name}", name=name), tr(_SIDE.summary)), field)
        self._layout.addWidget(self._box)

    def _side_setter(self, index: int) -> Callable[[Any], str | None]:
        def apply(value: Any) -> str | None:
            if not isinstance(value, list) or len(value) != 2:
                return tr("{name} needs two bounds, such as -2, 2.", name=self._names[index])
            old = function_of(self._workbench.experiment.objective)
            domain = list(old.domain)
            domain[index] = (value[0], value[1])
            return self._workbench.edit(
                lambda experiment: experiment.replace(objective=old.replace(domain=domain)),
                f"domain[{index}]",
            )

        return apply


def summary(starts: Start) -> str:
    """Starts in a few words."""
    match starts:
        case Grid():
            return product(starts)
        case Uniform(n, seed):
            return tr("{count} run, seed {seed}", "{count} runs, seed {seed}", n, seed=seed)
    points = given_points(starts)
    if points is None:
        assert isinstance(starts, Point)  # with coordinates that are axes
        axes = [each for each in starts.coordinates if isinstance(each, Axis)]
        return tr("{count} run", "{count} runs", math.prod(map(len, axes)))
    if len(points) == 1:
        return in_words(points[0])
    return tr("{count} point", "{count} points", len(points))


def _choice(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setCheckable(True)
    button.setProperty("segment", True)
    button.setToolTip(tip)
    return button
