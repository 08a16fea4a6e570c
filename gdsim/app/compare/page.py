"""The page that compares optimizers: which is best, at which settings, how sure, how sensitive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from gdsim.app.compare.answers import Answers
from gdsim.app.compare.comparing import Comparing
from gdsim.app.compare.estimate import words_of
from gdsim.app.compare.exporting import ExportMenu
from gdsim.app.compare.opening import Find, Shown, open_run
from gdsim.app.compare.plan import EXPERIMENT, RESULT
from gdsim.app.compare.setup import Setup
from gdsim.app.compare.views import VIEWS, Views
from gdsim.app.controls.tabs import Tabs
from gdsim.app.look.formula import Formulas
from gdsim.app.look.theme import GRID, LIGHT, Theme
from gdsim.app.look.type_size import px
from gdsim.app.look.words import Elided, Sentence
from gdsim.app.made import made
from gdsim.app.model.kinds import folder_of
from gdsim.app.translation import tr
from gdsim.app.views.picture_sheet import PictureSheet
from gdsim.app.worker.background import Background, IsWanted
from gdsim.experiment import Experiment
from gdsim.suites.known import known

FINDINGS = 118  # px of the findings


if TYPE_CHECKING:
    from gdsim.app.exports import Exports


class Owner(Shown, Protocol):
    """The window, as far as this page needs it."""

    formulas: Formulas

    @property
    def exports(self) -> Exports: ...


class ComparePage(QWidget):
    """Compares optimizers on the experiment, an opened result or a suite."""

    def __init__(self, window: Owner) -> None:
        super().__init__()
        self._window, self._theme = window, LIGHT
        self.setup = Setup(window.formulas)
        self.comparing = Comparing(self)
        self._beside = Background(self)  # of what must not wait for it
        self._reading: Path | None = None  # the result that is read, if it is not a comparison
        self._colours: tuple[int, ...] = ()  # of what is compared
        self._stored: tuple[Path, Answers] | None = None
        self._offered: Path | None = None  # the result that can be chosen, maybe not read yet
        self._of: tuple[object, ...] = ()  # what the shown answers are of
        self._ran = self.setup.wanted  # what was chosen for them
        self.answers = Answers()
        self.view = self.setup.button
        self.views = Views()
        self.headline, self.about, self.trouble = Sentence("heading"), Elided.saying(""), Sentence()
        self.findings = QPlainTextEdit(readOnly=True)
        self.findings.setAccessibleName(tr("What was found"))
        self.findings.setFixedHeight(px(FINDINGS))
        words = {name: (tr(title), tr(tip)) for name, (title, tip) in VIEWS.items()}
        self._tabs = Tabs(words, left=0, are_tight=False)
        self._tabs.chosen.connect(self.choose_view)
        self.tabs = self._tabs.buttons
        self.export = ExportMenu(self)
        self._lay_out()
        self.export.ended.connect(self._exported)
        self.export.picture_wanted.connect(lambda: window.exports.ask_picture())
        self.setup.chosen.connect(self._choose_subject)
        self.setup.open_wanted.connect(self.open_result)
        self.setup.changed.connect(self._describe)
        self.setup.started.connect(self.compare)
        self.setup.stopped.connect(self.stop)
        self.setup.optimizers.pointed.connect(self.views.light)
        self.views.picked.connect(self._open_run)
        self.views.help_wanted.connect(self._help)
        self.comparing.answered.connect(self._take)
        self.comparing.reported.connect(self._show_progress)
        self.comparing.ended.connect(self._end)
        self._subject = EXPERIMENT
        self.findings.hide()
        self.choose_view("sensitivity")

    @property
    def subject(self) -> str:
        """What is compared on: "experiment", "result" or the name of a suite."""
        return self._subject

    @property
    def sheet(self) -> PictureSheet:
        """The shown view with its title, as a picture."""
        named = dict(zip(self.setup.colours, self.answers.labels, strict=False))
        data = self.views.data
        title = "" if data is None else str(data.attrs.get("title", ""))
        return PictureSheet(title, (self.views.plot,), named, self._theme)

    def show_experiment(self) -> None:
        """Follow the experiment, and the result that the window has opened."""
        self._take_stored()
        self._offer()
        if self._subject != RESULT:
            self.setup.show_document(self._window.workbench.document)
        self._describe()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.setup.recolour(theme)
        self.views.recolour(theme)
        self.findings.setFixedHeight(px(FINDINGS))

    def close_down(self) -> None:
        """End what computes."""
        self.comparing.close_down()
        self._beside.close()
        self.export.close_down()

    def fold(self) -> None:
        """Hide what is chosen, or show it again: the figure has all the room then."""
        self.setup.setVisible(self.setup.isHidden())

    def choose_view(self, name: str) -> None:
        """Show one of the views."""
        self._tabs.choose(name)
        self.views.show_view(name)
        self.about.say(self.views.heading)

    def compare(self) -> None:
        """Run the comparison that is chosen."""
        self.trouble.say("")
        given, wanted = self._given(), self.setup.wanted
        if not wanted.optimizers:
            self.trouble.say(tr("Tick at least one optimizer to compare."))
            return
        if isinstance(given, str) and len(wanted.optimizers) < 2:
            self.trouble.say(tr("Tick at least two optimizers to compare on a suite."))
            return
        self._of, self._reading, self._ran = (given, wanted), None, wanted
        self._colours = self.setup.colours[: len(wanted.optimizers)]
        self.show_answers(Answers(), self._colours)
        self.setup.show_progress(0.0, tr("preparing"))
        self.comparing.begin(given, wanted)

    def stop(self) -> None:
        """Give the comparison up; what is known of it stays."""
        self.comparing.stop()

    def show_answers(self, answers: Answers, colours: tuple[int, ...]) -> None:
        """Draw answers, as far as they are known."""
        self.answers = answers
        self.views.show_answers(answers, colours)
        self.headline.say(answers.headline)
        self.findings.setPlainText("\n".join(answers.sentences))
        self.findings.setVisible(bool(answers.sentences))
        self.about.say(self.views.heading)
        self.export.setEnabled(bool(answers.data))

    def open_result(self) -> None:
        """Ask for a stored sweep or a result, and compare what it has."""
        pattern = "*.nc zarr.json"
        kinds = f"{tr('Results and sweeps')} ({pattern})"
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Open a result"), "", kinds)
        if chosen:
            self.show_result(folder_of(Path(chosen)))

    def show_result(self, path: Path) -> None:
        """Compare what a stored sweep, or a result, has."""
        self._reading = self._offered = path
        self.setup.show_progress(0.0, tr("reading {name}", name=path.name))
        self.comparing.read(path)

    def _take(self, answers: Answers) -> None:
        """Answers have come: of a comparison, or of a result that was read."""
        if self._reading is None:
            self.show_answers(answers, self._colours)
            return
        self._stored, self._subject = (self._reading, answers), RESULT
        self._offer()
        self._show_stored()

    def _take_stored(self) -> None:
        """Show the result that is opened as a map, or only offer it beside a comparison."""
        comparing = self.comparing
        runs = comparing.is_running and not comparing.is_reading
        has_own = runs or bool(self._of and self.answers.data)
        for page in made(self._window, "sweep_page"):
            stored = page.stored
            if stored is not None and stored.path != self._offered:
                self._offered = stored.path
                if not has_own:
                    self.show_result(stored.path)

    def _show_stored(self) -> None:
        assert self._stored is not None  # it is chosen
        _, answers = self._stored
        assert answers.experiment is not None  # the result is of it
        self.setup.show_result(answers.experiment)
        self._of = ()
        self.show_answers(answers, tuple(range(len(answers.labels))))
        self._describe()

    def _offer(self) -> None:
        names = {EXPERIMENT: tr("This experiment")}
        if self._offered is not None:
            names[RESULT] = self._offered.name
        names |= {name: tr("Suite {name}", name=name) for name in known()}
        self.setup.show_subjects(names, self._subject)

    def _choose_subject(self, name: str) -> None:
        self.stop()
        is_read = self._stored is not None and self._stored[0] == self._offered
        if name == RESULT and self._offered is not None and not is_read:
            self._offer()  # it is chosen once it is read
            self.show_result(self._offered)
            return
        self._subject = name
        if name == RESULT:
            self._show_stored()
            return
        self.setup.show_document(self._window.workbench.document)
        self.show_answers(Answers(), self.setup.colours)
        self._describe()

    def _given(self) -> Experiment | str:
        """What a comparison runs on."""
        if self._subject == RESULT and self._stored is not None:
            experiment = self._stored[1].experiment
            assert experiment is not None  # the result is of it
            return experiment
        return self._window.workbench.experiment if self._subject == EXPERIMENT else self._subject

    def _describe(self) -> None:
        """Say how much a comparison is, and about how long it takes."""
        if self.comparing.is_running:
            return
        given, wanted = self._given(), self.setup.wanted
        self.views.offer(wanted, self._subject)
        is_old = bool(self.answers.data and self._of) and self._of != (given, wanted)

        def work(is_wanted: IsWanted) -> Iterator[str]:
            try:
                yield from words_of(given, wanted)
            except (ValueError, TypeError, MemoryError) as error:
                yield str(error)

        def show(words: str) -> None:
            if not self.comparing.is_running:
                old = tr("{what}; what is shown is of before the last edit", what=words)
                self.setup.words.say(old if is_old else words)

        self._beside.follow("estimate", work, show)

    def _show_progress(self, words: str, share: float) -> None:
        self.setup.show_progress(share, f"{words}: {share:.0%}")

    def _exported(self, name: str, trouble: str) -> None:
        self.trouble.say(trouble)
        if not trouble:
            self.about.say(tr("Exported {name}", name=name))

    def _end(self, trouble: str) -> None:
        self.setup.show_progress(None)
        self.trouble.say(trouble)
        self._describe()

    def _help(self, problem: str) -> None:
        """Add what a view lacks: by a comparison, or by a sweep on a problem of a suite."""
        answers = self.answers
        if not self.views.is_suite or answers.contest is None or answers.experiment_of is None:
            self.setup.draw_starts()
            self.compare()
            return
        place = [str(each) for each in answers.contest["problem"].values].index(problem)
        self.setup.show_progress(0.0, tr("preparing"))
        given = answers.experiment_of(place)
        self.comparing.add_problem(answers, given.replace(target=None, tolerance=None), self._ran)

    def _open_run(self, find: Find, row: int) -> None:
        """Open the run behind a point."""
        colour = self.views.colours[row] if self._subject == EXPERIMENT else None
        answers = self.answers
        open_run(self._window, self._beside, lambda: find(answers), colour, self.trouble.say)

    def _lay_out(self) -> None:
        tabs = QHBoxLayout()
        tabs.addWidget(self._tabs, 1)
        tabs.addWidget(self.export)
        right = QVBoxLayout()
        right.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        right.setSpacing(GRID)
        right.addLayout(tabs)
        right.addWidget(self.headline)
        right.addWidget(self.trouble)
        about = QHBoxLayout()
        about.addWidget(self.about, 1)
        about.addWidget(self.views.problem)
        right.addLayout(about)
        right.addWidget(self.views, 1)
        right.addWidget(self.findings)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.setup)
        layout.addLayout(right, 1)
