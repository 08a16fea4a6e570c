"""Where runs start: one point, or a cloud drawn over the domain, which can be changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gdsim.app.controls.axis_wanted import Owned
from gdsim.app.controls.fields import NumberField
from gdsim.app.controls.section import Section, add_row, form, label
from gdsim.app.look import icons
from gdsim.app.look.figures import figures
from gdsim.app.look.theme import GRID, Theme
from gdsim.app.model.offered import function_of, is_edited_by
from gdsim.app.model.workbench import Workbench
from gdsim.base.ranges import SEEDS, Hyper, Range
from gdsim.objectives.starts import Point, Points, Uniform, uniform

MOST_SIDES = 3  # variables whose domain has fields
RUNS = 200  # of a new cloud
_COUNT = Hyper(RUNS, Range(1, 1_000_000), log=True, whole=True, summary="Runs of each optimizer.")
_SIDE = Hyper(0.0, summary="The part of the axis that the map shows and clouds are drawn over.")
_SEED = Hyper(0, SEEDS, whole=True, summary="Another seed draws other starts.")


class StartControl(Section):
    """Shows where the experiment's runs start and replaces it."""

    def __init__(self, workbench: Workbench) -> None:
        super().__init__("Start", folds=True)
        self._workbench = workbench
        self.point = _choice("One point")
        self.cloud = _choice("Cloud")
        group = QButtonGroup(self)
        group.setExclusive(True)
        top = QHBoxLayout()
        top.setSpacing(GRID // 2)
        for button in (self.point, self.cloud):
            group.addButton(button)
            top.addWidget(button, 1)
        self.point.clicked.connect(self._to_point)
        self.cloud.clicked.connect(self._to_cloud)
        self.coordinates: list[NumberField] = []
        self.count = NumberField(lambda n: self._draw(n=n), _COUNT, complain=self.error.say)
        self.seed = NumberField(lambda seed: self._draw(seed=seed), _SEED, complain=self.error.say)
        self.dice = QToolButton()
        self.dice.setToolTip("Draw other starts")
        self.dice.clicked.connect(lambda: self.seed.nudge(True))
        self._points = QWidget()
        self._names: tuple[str, ...] = ()
        self.domain: list[NumberField] = []  # for a function of few variables
        self._box: QWidget | None = None
        self._clouds = self._cloud_page()
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(0, 0, 0, GRID)
        layout.setSpacing(GRID)
        layout.addLayout(top)
        layout.addWidget(self._points)
        layout.addWidget(self._clouds)
        self._layout = layout
        workbench.experiment_changed.connect(self.show_model)
        self.show_model()

    def show_model(self) -> None:
        """Show the experiment's start."""
        experiment = self._workbench.experiment
        if not is_edited_by(experiment.objective, "start"):
            return
        starts = experiment.starts
        if tuple(experiment.objective.variables) != self._names:
            self._build_point(experiment.objective.variables)
            self._build_domain()
        if self._box is not None:
            self._box.setVisible(is_edited_by(experiment.objective, "function"))
        for field, side in zip(self.domain, experiment.objective.domain, strict=False):
            field.set_value([int(x) if x == int(x) else x for x in side])
        is_point, is_cloud = isinstance(starts, Point), isinstance(starts, Uniform)
        self.point.setChecked(is_point)
        self.cloud.setChecked(is_cloud)
        self._points.setVisible(is_point)
        self._clouds.setVisible(is_cloud)
        if isinstance(starts, Point):
            sides = zip(starts.coordinates, experiment.objective.domain, strict=True)
            for field, (value, side) in zip(self.coordinates, sides, strict=True):
                field.show_within(*side)
                field.set_value(value)
            numbers = [figures(x) if isinstance(x, float) else "…" for x in starts.coordinates]
            self.summary.say(f"({', '.join(numbers)})")
        elif isinstance(starts, Uniform):
            self.count.set_value(starts.n)
            self.seed.set_value(starts.seed)
            self.summary.say(f"{starts.n:,} runs, seed {starts.seed}")
        elif isinstance(starts, Points):
            self.summary.say(f"{len(starts):,} points")
        self.error.say("")

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        icons.put(self.dice, "dice", theme.muted, 16)

    def _to_point(self) -> None:
        self._tell(self._workbench.replace(start=None))

    def _to_cloud(self) -> None:
        self._draw()
        self.show_model()

    def _draw(self, **changes: Any) -> str | None:
        starts = self._workbench.experiment.starts
        old = {"n": RUNS, "seed": 0}
        if isinstance(starts, Uniform):
            old = {"n": starts.n, "seed": starts.seed}
        new = {**old, **changes}
        try:
            start = uniform(new["n"], seed=new["seed"])
        except (ValueError, TypeError) as error:
            return str(error)
        return self._workbench.replace(start=start)

    def _build_point(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        holder, grid = form()
        self.coordinates = []
        for row, name in enumerate(self._names):
            side = self._workbench.experiment.objective.domain[row]
            field = NumberField(self._setter(row), complain=self.error.say, within=side)
            field.setting = Owned(f"start.{name}")
            self.coordinates.append(field)
            add_row(grid, label(name), field)
        if len(self._names) <= 2:
            hint = "Or click the map." if len(self._names) == 2 else "Or click the curve."
            grid.addWidget(label(hint), grid.rowCount(), 0, 1, 2)
        self._layout.replaceWidget(self._points, holder)
        self._points.hide()
        self._points.deleteLater()
        self._points = holder

    def _build_domain(self) -> None:
        """A field for each side of the domain, unless there are many."""
        if self._box is not None:
            self._box.hide()
            self._box.deleteLater()
        self._box, grid = form()
        self.domain = []
        for row, name in enumerate(self._names if len(self._names) <= MOST_SIDES else ()):
            apply = self._side_setter(row)
            field = NumberField(apply, _SIDE, complain=self.error.say, slides=False)
            self.domain.append(field)
            add_row(grid, label(f"{name} between", _SIDE.summary), field)
        self._layout.addWidget(self._box)

    def _side_setter(self, index: int) -> Callable[[Any], str | None]:
        def apply(value: Any) -> str | None:
            if not isinstance(value, list) or len(value) != 2:
                return f"{self._names[index]} needs two bounds, such as -2, 2."
            old = function_of(self._workbench.experiment.objective)
            domain = list(old.domain)
            domain[index] = (value[0], value[1])
            return self._workbench.edit(
                lambda experiment: experiment.replace(objective=old.replace(domain=domain)),
                f"domain[{index}]",
            )

        return apply

    def _setter(self, index: int) -> Callable[[Any], str | None]:
        def apply(value: Any) -> str | None:
            starts = self._workbench.experiment.starts
            assert isinstance(starts, Point)  # else the fields are hidden
            coordinates = list(starts.coordinates)
            coordinates[index] = value
            return self._workbench.replace(start=coordinates)

        return apply

    def _cloud_page(self) -> QWidget:
        holder, grid = form()
        add_row(grid, label("runs", _COUNT.summary), self.count)
        add_row(grid, label("seed", _SEED.summary), self.seed, self.dice)
        return holder

    def _tell(self, sentence: str | None) -> None:
        self.error.say(sentence or "")
        self.show_model()


def _choice(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setCheckable(True)
    button.setProperty("segment", True)
    return button
