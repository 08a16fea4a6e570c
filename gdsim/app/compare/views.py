"""The views of a comparison, of which one is shown, or what it lacks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from gdsim.app.compare import figures, runs_behind
from gdsim.app.compare.answers import OF_RUNS, Answers
from gdsim.app.compare.curves import Curves, Line
from gdsim.app.compare.plan import EXPERIMENT, RESULT, Wanted
from gdsim.app.compare.rows import Rows
from gdsim.app.compare.table import Table
from gdsim.app.controls.fields import Choices
from gdsim.app.look.figures import figures as written
from gdsim.app.look.recolouring import recolour
from gdsim.app.look.theme import GRID, LIGHT, Theme
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.results.analysis.scales import is_by_factors

if TYPE_CHECKING:
    import xarray

VIEWS = {
    "sensitivity": (
        QT_TR_NOOP("Sensitivity"), QT_TR_NOOP("The best loss over the learning rate"),
    ),
    "bands": (QT_TR_NOOP("Rates"), QT_TR_NOOP("The range of learning rates that work")),
    "comparison": (
        QT_TR_NOOP("Winner"), QT_TR_NOOP("Differences at equal budgets, with intervals"),
    ),
    "ecdf": (
        QT_TR_NOOP("Targets"), QT_TR_NOOP("The share of targets reached over the budget"),
    ),
    "profiles": (
        QT_TR_NOOP("Profiles"), QT_TR_NOOP("How often each is how far from the fastest"),
    ),
    "table": (QT_TR_NOOP("Table"), QT_TR_NOOP("The best settings of each optimizer")),
}  # fmt: skip
BEHIND = {"bands": "sensitivity"}  # whose data a view draws, where it is another's
Find = Callable[[Answers], object]


class Views(QStackedWidget):
    """Draws the answers; a click asks for the run behind a point."""

    picked = Signal(object, int)  # what finds the run in the answers, and the row
    help_wanted = Signal(str)  # what the shown view lacks is to be added, on a problem of a suite

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self.answers = Answers()
        self.colours: tuple[int, ...] = ()
        self.shown = "sensitivity"
        self._stale: set[str] = set()  # the views that draw earlier answers, or other colours
        self._wanted: Wanted | None = None
        self._subject = ""
        self.sensitivity = Curves(self._say_sensitivity)
        self.ecdf = Curves(partial(figures.say_share, is_profile=False))
        self.profiles = Curves(partial(figures.say_share, is_profile=True))
        self.bands, self.comparison = Rows(self._say_band), Rows(self._say_pair)
        self.table = Table()
        self.named: dict[str, QWidget] = {name: getattr(self, name) for name in VIEWS}
        for name, view in self.named.items():
            view.setAccessibleName(tr(VIEWS[name][0]))
            self.addWidget(view)
        self.empty, self.help = QLabel(), QPushButton()
        self.problem = Choices(self.help_wanted.emit)  # of a suite; the page has a place for it
        self.problem.setAccessibleName(tr("Problem of the suite"))
        self.problem.fit_names()
        self.problem.hide()
        self._make_empty()
        self.sensitivity.picked.connect(
            lambda row, at: self.picked.emit(partial(runs_behind.at_value, row=row, place=at), row)
        )
        self.bands.picked.connect(lambda row, at: self._pick_band(row, at))
        self.comparison.picked.connect(lambda pair, at: self._pick_pair(pair))
        for name in ("ecdf", "profiles"):
            plot: Curves = getattr(self, name)
            plot.picked.connect(partial(self._pick_target, name))
        self.table.picked.connect(self._pick_row)

    @property
    def data(self) -> xarray.Dataset | None:
        """The library's data behind the view that is shown."""
        name = "standings" if self.shown == "table" else BEHIND.get(self.shown, self.shown)
        if self.shown == "table" and name not in self.answers.data:
            name = "best"
        return self.answers.data.get(name)

    @property
    def heading(self) -> str:
        """What the shown view shows, in the library's words."""
        data = self.data
        if data is None or self.currentWidget() is not self.named[self.shown]:
            return ""
        if self.shown == "comparison":
            return tr(
                "Upper: loss at the end. Lower: steps to the last target. Hollow: no difference"
            )
        words = figures.heading(self.shown, data)
        is_of_one = self.is_suite and BEHIND.get(self.shown, self.shown) in OF_RUNS
        if is_of_one and self.answers.experiment is not None:
            return f"{self.answers.experiment.objective.title}: {words}"
        return words

    @property
    def plot(self) -> QWidget:
        """The view that is shown."""
        return self.named[self.shown]

    def offer(self, wanted: Wanted, subject: str) -> None:
        """Know what a comparison would run, to say so where there is nothing yet."""
        self._wanted, self._subject = wanted, subject
        self._look()

    def show_view(self, name: str) -> None:
        """Show one of `VIEWS`."""
        self.shown = name
        self._look()

    def show_answers(self, answers: Answers, colours: tuple[int, ...]) -> None:
        """Draw answers in the colours of their rows."""
        several = 1 if not colours else max(len(answers.labels) // len(colours), 1)
        self.answers = answers
        self.colours = tuple(colour for colour in colours for _ in range(several))
        self._stale = set(VIEWS)
        self._look()

    def light(self, colour: int | None) -> None:
        """Have the row of a colour stand out, or none."""
        row = self.colours.index(colour) if colour in self.colours else None
        for view in (self.sensitivity, self.ecdf, self.profiles, self.bands):
            view.light(row)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        recolour(
            theme, self.sensitivity, self.ecdf, self.profiles, self.bands, self.comparison,
            self.table,
        )  # fmt: skip
        self._stale = set(VIEWS)
        self._look()

    def _draw_stale(self) -> None:
        """Draw the view that is shown, unless it is drawn; the others wait until they are."""
        if self.shown not in self._stale:
            return
        self._stale.discard(self.shown)
        data, colours, theme = self.data, self.colours, self._theme
        assert data is not None  # else it is not shown
        if self.shown == "sensitivity":
            self.sensitivity.show_lines(*figures.sensitivity(data, colours))
        elif self.shown == "ecdf":
            self.ecdf.show_lines(*figures.ecdf(data, colours))
        elif self.shown == "profiles":
            self.profiles.show_lines(*figures.profiles(data, colours))
        elif self.shown == "bands":
            axis = data[data.attrs["axis"]]
            ends = float(axis.values.min()), float(axis.values.max())
            by_factors = is_by_factors(axis.values)
            made = figures.bands(data, colours, theme)
            self.bands.show_rows(made, figures.named(axis), ends, by_factors)
        elif self.shown == "comparison":
            made, title = figures.comparison(data, theme), figures.title_of_pairs(data)
            self.comparison.show_rows(made, title, figures.ends_of_pairs(data), line_at=1.0)
        else:
            self.table.show_answers(self.answers, colours)

    @property
    def is_suite(self) -> bool:
        """Whether the answers are of a suite."""
        return self.answers.contest is not None and self._subject not in (EXPERIMENT, RESULT)

    def _can_help(self, name: str) -> bool:
        """Whether a sweep, or drawn starts, would give what a view lacks."""
        if self.is_suite:
            return name in OF_RUNS
        is_drawn = self._wanted is not None and self._wanted.drawn
        return self._subject == RESULT or not is_drawn

    def _offer_problems(self) -> None:
        """Offer the problems of a suite, of which some views show one."""
        contest, name = self.answers.contest, BEHIND.get(self.shown, self.shown)
        self.problem.setVisible(self.is_suite and name in OF_RUNS)
        if contest is not None and self.is_suite:
            names = [str(each) for each in contest["problem"].values]
            known = self.problem.currentData()
            chosen = known if known in names else names[0]
            self.problem.show_names({each: each for each in names}, chosen, {})

    def _look(self) -> None:
        """Show the view, or what it lacks."""
        self._offer_problems()
        if self.data is not None:
            self._draw_stale()
            self.setCurrentWidget(self.named[self.shown])
            return
        name = "best" if self.shown == "table" else BEHIND.get(self.shown, self.shown)
        why = self.answers.why.get(name, "")
        self.empty.setText(why or self._offer_words())
        self.help.setText(self._help_words())
        self.help.setVisible(bool(why) and self._can_help(name))
        self.setCurrentIndex(self.count() - 1)

    def _offer_words(self) -> str:
        wanted = self._wanted
        if wanted is None:
            return ""
        return tr(
            "Compare tries {rates} learning rates from {low} to {high}, each from {starts}, and "
            "runs each optimizer's best rate from {fresh} fresh starts.\n"
            "The experiment itself stays as it is.",
            rates=wanted.rates, low=written(wanted.low), high=written(wanted.high),
            starts=tr("{count} start", "{count} starts", wanted.repeats), fresh=wanted.fresh,
        )  # fmt: skip

    def _help_words(self) -> str:
        wanted = self._wanted
        if wanted is None:
            return ""
        return tr(
            "Try {rates} rates from {low} to {high}, from {starts}",
            rates=wanted.rates, low=written(wanted.low), high=written(wanted.high),
            starts=tr("{count} drawn start", "{count} drawn starts", wanted.repeats),
        )  # fmt: skip

    def _make_empty(self) -> None:
        holder = QWidget()
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setProperty("role", "muted")
        self.help.clicked.connect(lambda: self.help_wanted.emit(self.problem.currentData() or ""))
        layout = QVBoxLayout(holder)
        layout.setSpacing(2 * GRID)
        layout.addStretch(1)
        layout.addWidget(self.empty)
        layout.addWidget(self.help, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.addWidget(holder)

    def _say_sensitivity(self, line: Line, place: int) -> str:
        return figures.say_sensitivity(self.answers.data["sensitivity"], line, place)

    def _say_band(self, row: int) -> str:
        return figures.say_band(self.answers.data["sensitivity"], row)

    def _say_pair(self, row: int) -> str:
        return figures.say_pair(self.answers.data["comparison"], row)

    def _pick_band(self, row: int, at: float) -> None:
        data = self.answers.data["sensitivity"]
        values = data[data.attrs["axis"]].values
        away = np.abs(np.log(values / at)) if self.bands.is_log else np.abs(values - at)
        self.picked.emit(partial(runs_behind.at_value, row=row, place=int(away.argmin())), row)

    def _pick_pair(self, pair: int) -> None:
        """The run of the better one whose loss is in the middle."""
        data = self.answers.data["comparison"]
        first = str(data["first"].values[pair])
        row = [str(each) for each in data["optimizer"].values].index(first)
        self.picked.emit(partial(runs_behind.of_middle, row=row), row)

    def _pick_target(self, name: str, row: int, place: int) -> None:
        at = float(getattr(self, name).lines[row].x[place])
        self.picked.emit(partial(runs_behind.of_target, row=row, name=name, place=at), row)

    def _pick_row(self, row: int) -> None:
        is_contest = self.answers.contest is not None
        find = runs_behind.of_middle if is_contest else runs_behind.at_best
        self.picked.emit(partial(find, row=row), row)
