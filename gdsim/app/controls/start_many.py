"""Starts that are spread over a part of the domain: a grid of lines, and a random cloud."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from gdsim.app.controls.buttons import tool_button
from gdsim.app.controls.fields import NumberField
from gdsim.app.controls.section import add_row, form, label, put_aside
from gdsim.app.look import icons
from gdsim.app.look.theme import GRID, Theme
from gdsim.app.look.words import Sentence
from gdsim.app.model.given_points import start_of
from gdsim.app.model.workbench import Workbench
from gdsim.app.translation import QT_TR_NOOP, grouped, tr
from gdsim.base.ranges import SEEDS, Hyper, Range
from gdsim.objectives import Objective
from gdsim.objectives.starts import Grid, Uniform, box, grid, uniform

RUNS = 200  # of a new cloud
CROSSINGS = 144  # of a new grid, about
_LINES = Hyper(12, Range(2, 1000), True, QT_TR_NOOP("Runs start where lines cross."), whole=True)
_COUNT = Hyper(
    1000, Range(1, 1_000_000), log=True, whole=True, summary=QT_TR_NOOP("Runs of each optimizer.")
)
_SEED = Hyper(0, SEEDS, whole=True, summary=QT_TR_NOOP("Another seed draws other starts."))
_SIDE = Hyper(
    0.0, summary=QT_TR_NOOP("The part of the axis that starts are spread over. Empty: its domain.")
)
Spread = Grid | Uniform


def in_short(side: Sequence[float]) -> list[float]:
    """A side as its field shows it: whole numbers without a point."""
    return [int(x) if x == int(x) else x for x in side]


class SpreadPage(QWidget):
    """What a grid and a cloud share: the box that they are spread over."""

    def __init__(self, workbench: Workbench, complain: Callable[[str], None]) -> None:
        super().__init__()
        self._workbench, self._complain = workbench, complain
        self._names: tuple[str, ...] = ()
        self.sides: list[NumberField] = []
        self._form = QWidget()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GRID)
        self._layout.addWidget(self._form)

    def add_fields(self, rows: QGridLayout, names: tuple[str, ...]) -> None:
        """Add the fields of the kind's own."""
        raise NotImplementedError

    def new(self, objective: Objective) -> Spread:
        """The first one that is shown for an objective."""
        raise NotImplementedError

    def start(self) -> None:
        """Start runs there from now on, at first over the whole domain."""
        self.edit(lambda _: self.new(self._workbench.experiment.objective), "new")

    def edit(self, make: Callable[[Any], Spread], key: str) -> str | None:
        """Change the starts by a function."""
        kind = type(self).__name__
        sentence = self._workbench.edit(
            lambda e: e.replace(start=make(start_of(e))), f"{kind}.{key}"
        )
        self._complain(sentence or "")
        return sentence

    def show_box(self, starts: Spread, objective: Objective) -> None:
        """Show the sides of the box, after fields for the objective's variables were made."""
        if objective.variables != self._names:
            self._build(tuple(objective.variables))
        sides = starts.domain or objective.domain
        for field, side, whole in zip(self.sides, sides, objective.domain, strict=True):
            field.set_value(None if tuple(side) == tuple(whole) else in_short(side))

    def _build(self, names: tuple[str, ...]) -> None:
        self._names = names
        holder, rows = form()
        self.add_fields(rows, names)
        self.sides = []
        for index, name in enumerate(names):
            apply = self._side_setter(index)
            field = NumberField(apply, _SIDE, tr("domain"), self._complain, slides=False)
            self.sides.append(field)
            add_row(rows, label(tr("{name} from, to", name=name), tr(_SIDE.summary)), field)
        self._layout.replaceWidget(self._form, holder)
        self._form.hide()
        self._form.deleteLater()
        self._form = holder

    def _side_setter(self, index: int) -> Callable[[Any], str | None]:
        def apply(value: Any) -> str | None:
            if value is not None and (not isinstance(value, list) or len(value) != 2):
                return tr(
                    "{name} needs two bounds, such as -2, 2, or none.", name=self._names[index]
                )
            domain = self._workbench.experiment.objective.domain

            def changed(starts: Spread) -> Spread:
                sides = list(starts.domain or domain)
                sides[index] = domain[index] if value is None else (value[0], value[1])
                is_whole = tuple(sides) == tuple(domain)
                return replace(starts, domain=None if is_whole else box(sides))

            return self.edit(changed, f"domain[{index}]")

        return apply


class GridPage(SpreadPage):
    """The lines across each axis; runs start where they cross."""

    def __init__(self, workbench: Workbench, complain: Callable[[str], None]) -> None:
        super().__init__(workbench, complain)
        self.counts: list[NumberField] = []
        self.total = Sentence("muted")
        self._layout.addWidget(self.total)

    def new(self, objective: Objective) -> Grid:
        """About as many lines across each axis."""
        lines = max(2, round(CROSSINGS ** (1 / objective.size)))
        return grid(*[lines] * objective.size)

    def show_model(self, starts: Grid, objective: Objective) -> None:
        """Show the grid of an experiment."""
        self.show_box(starts, objective)
        for field, count in zip(self.counts, starts.counts, strict=True):
            field.set_value(count)
        self.total.say(tr("{runs} of each optimizer", runs=product(starts)))

    def add_fields(self, rows: QGridLayout, names: tuple[str, ...]) -> None:
        """A number of lines per variable."""
        self.counts = []
        for index, name in enumerate(names):
            field = NumberField(self._setter(index), _LINES, complain=self._complain, is_count=True)
            self.counts.append(field)
            add_row(rows, label(tr("lines of {name}", name=name), tr(_LINES.summary)), field)

    def _setter(self, index: int) -> Callable[[Any], str | None]:
        def apply(value: Any) -> str | None:
            def changed(starts: Grid) -> Grid:
                counts = [*starts.counts]
                counts[index] = value
                return grid(*counts, domain=starts.domain)

            return self.edit(changed, f"counts[{index}]")

        return apply


class CloudPage(SpreadPage):
    """How many starts are drawn, and which."""

    def __init__(self, workbench: Workbench, complain: Callable[[str], None]) -> None:
        super().__init__(workbench, complain)
        self.count = NumberField(self._recount, _COUNT, complain=complain, is_count=True)
        self.seed = NumberField(self._reseed, _SEED, complain=complain)
        self.dice = tool_button(tr("Draw other starts"), lambda: self.seed.nudge(True))
        put_aside(self, {tr("runs"): self.count, tr("seed"): self.seed, "": self.dice})

    def new(self, objective: Objective) -> Uniform:
        """Some draws over the domain."""
        return uniform(RUNS)

    def show_model(self, starts: Uniform, objective: Objective) -> None:
        """Show the cloud of an experiment."""
        self.show_box(starts, objective)
        self.count.set_value(starts.n)
        self.seed.set_value(starts.seed)

    def add_fields(self, rows: QGridLayout, names: tuple[str, ...]) -> None:
        """Their number, and the seed."""
        add_row(rows, label(tr("runs"), tr(_COUNT.summary)), self.count)
        add_row(rows, label(tr("seed"), tr(_SEED.summary)), self.seed, self.dice)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        icons.put(self.dice, "dice", theme.muted, 16)

    def _recount(self, n: Any) -> str | None:
        return self.edit(lambda starts: uniform(n, starts.seed, starts.domain), "n")

    def _reseed(self, seed: Any) -> str | None:
        return self.edit(lambda starts: uniform(starts.n, seed, starts.domain), "seed")


def product(starts: Grid) -> str:
    """How many runs a grid is, in words."""
    runs = tr("{count} run", "{count} runs", math.prod(starts.counts))
    if len(starts.counts) == 1:
        return runs
    return f"{' × '.join(map(grouped, starts.counts))} = {runs}"
