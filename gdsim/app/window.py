"""The window: the panel, the views, the transport bar, and who listens to whom."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QEvent, QSettings, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent

from gdsim.app.appearance import Appearance
from gdsim.app.backend import Backend
from gdsim.app.bookmarks import Bookmarks
from gdsim.app.carrying import Carrying
from gdsim.app.chip import Chip
from gdsim.app.controls.axis_wanted import AxisWanted
from gdsim.app.controls.calculus_wanted import CalculusWanted
from gdsim.app.controls.tab_order import put_in_order
from gdsim.app.controls.transport import Transport
from gdsim.app.drawing import Drawing
from gdsim.app.dropping import Dropping
from gdsim.app.files import Files
from gdsim.app.gestures import Gestures
from gdsim.app.layout import Body, headed, stacked
from gdsim.app.look import icons
from gdsim.app.look.formula import Formulas
from gdsim.app.look.recolouring import recolour
from gdsim.app.look.theme import GRID, Theme
from gdsim.app.look.words import Elided
from gdsim.app.looking import Looking
from gdsim.app.made import made
from gdsim.app.menus import Menus
from gdsim.app.model.kinds import has_lesson
from gdsim.app.model.offered import same_subject
from gdsim.app.model.recent import Recent, read_titles
from gdsim.app.model.workbench import Workbench
from gdsim.app.network.page import Tools
from gdsim.app.pages import Pages
from gdsim.app.panel import Panel
from gdsim.app.parts import Parts
from gdsim.app.playing import Playing
from gdsim.app.rail import Rail
from gdsim.app.sizes import Sizes
from gdsim.app.stage import Stage
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.app.turns import Turns
from gdsim.app.unsaved import Recovery
from gdsim.app.views.loss import LossView
from gdsim.app.views.verdicts import VerdictTable
from gdsim.app.worker.background import Background
from gdsim.app.worker.worker import Worker
from gdsim.app.workspaces import Workspaces
from gdsim.experiment import Experiment

INSPECT = QT_TR_NOOP("click a row for the reason and its next step")
SHORTER = QT_TR_NOOP("click a row for the reason")  # where there is no room for it
ALL_HIDDEN = QT_TR_NOOP("all optimizers are hidden")
UNPAINTED = 2000  # ms after it is shown at which a window computes that has not been painted
FORMULAS = 3000  # ms after that at which formulas wait no longer for the first runs to move
TITLES = 4000  # and at which the titles of lessons and examples are read


class Window(Parts):
    """The main window of gdsim."""

    def __init__(self, workbench: Workbench, worker: Worker, settings: QSettings) -> None:
        appearance = Appearance(settings)
        super().__init__()
        self.workbench, self.worker, self._settings = workbench, worker, settings
        self._experiment: Experiment | None = None  # the one that the views were made for
        self._opened = -1
        self.looking = Looking(workbench, worker)
        # Both wait: what they compute would delay the first paint.
        self.background = Background(self, waits=True)
        self.formulas = Formulas(Background(self, waits=True), self)
        self._is_painted = False
        self.appearance = appearance
        appearance.setParent(self)
        self.setMinimumSize(1024, 640)
        self.resize(1280, 800)
        self._build()
        self.appearance.dress()
        self._connect()
        self._recolour(self.appearance.theme)
        self.drawing.timer.start()
        self._experiment_changed()
        self._document_changed()
        self.workspaces.focus()

    def search(self) -> None:
        """Find a command, a function, an optimizer, a lesson or an example by its words."""
        self.commands.pop_up()

    def is_lesson_done(self, path: Path) -> bool:
        """Whether all of the lesson of a file has been measured and solved."""
        return any(desk.is_done(path) for desk in made(self, "lessons"))

    def take_tour(self) -> None:
        """Show the window's controls one by one."""
        self.tour.start()

    def _show_lesson(self, path: Path) -> None:
        """Show the lesson of a file beside the views, or none if it has none, in a later turn."""
        opened = self.workbench.opened
        for desk in made(self, "lessons"):
            desk.rest()

        def show() -> None:
            is_open = self.workbench.opened == opened  # and not yet another experiment
            if is_open and (has_lesson(path) or made(self, "lessons")):
                self.lessons.open(path)

        self.turns.then(show)

    def play_lesson(self) -> None:
        """Let the lesson that is open go through by itself, or stop it."""
        for desk in made(self, "lessons"):
            desk.play()

    def go_through_lesson(self, by: int) -> None:
        """Go to the next part of the lesson that is open (1), or to the one before (-1)."""
        for desk in made(self, "lessons"):
            desk.go(by)

    def present(self) -> None:
        """Show one view on the whole screen, or all parts again."""
        self.presentation.toggle()

    def note(self, text: str) -> None:
        """Say something over the picture, or over the page that is shown in its place."""
        (self.stage if self.stage.isVisible() else self.notice).note(text)

    def show_keys(self) -> None:
        """List the keys in a window of their own."""
        self.keys.show()

    def show_help(self) -> None:
        """Show what the documentation says of the workspace that is shown."""
        self.help.show_workspace(self.rail.workspace)
        self.help.show()

    def show_about(self) -> None:
        """Show the version, and the licences of all that gdsim is made of."""
        self.about.show()

    def fit(self) -> None:
        """Show the whole domain."""
        self.stage.fit()

    def fold_panel(self) -> None:
        """Hide the panel of settings, or show it again; on a page its own, if it has one."""
        if self.pages.shown:
            getattr(self.pages.page, "fold", lambda: None)()
            self.menus.fold.setChecked(self._sizes.is_panel_folded)
            return
        self.menus.fold.setChecked(self.body.fold_panel())

    def show_side(self, name: str) -> None:
        """Draw the landscape as a "map", as a "surface" or as "both"; "": the next of the views."""
        if name:
            self.stage.landscape.sides.choose(name)
        else:
            self.stage.choose_next()

    def choose_language(self, code: str) -> None:
        """Speak another language from the next start on; "": that of the system."""
        self.appearance.choose_language(code)
        self.stage.note(tr("The language changes when gdsim starts again"))

    def remove_optimizer(self) -> None:
        """Take the optimizer under the mouse out, or the one whose row has the focus.

        Above both of them is one of several starts that the mouse points at.
        """
        start = self.stage.pointed_start
        if start is not None:
            self.panel.start.points.take(start)
        elif self.panel.optimizers.remove_pointed(self.drawing.lit):
            self.drawing.light(None)  # another row may come under the mouse, which was not meant

    def go_to(self, workspace: str) -> None:
        """Show a workspace, by its name in the rail."""
        self.workspaces.go_to(workspace)

    def set_going_on(self) -> None:
        """Say so when edits take effect from the present step from now on."""
        if self.menus.go_on.isChecked():
            self.stage.note(tr("Edits now take effect from the present step"))

    def show_error(self, sentence: str) -> None:
        """Say that something went wrong, and keep the edits: the worst may still come."""
        self.files.unsaved.keep()
        self.complain(sentence)

    def complain(self, sentence: str) -> None:
        """Say what went wrong below the settings; where these are hidden, over what is seen."""
        self.panel.trouble.say(sentence)
        hidden = "" if self.panel.isVisible() else sentence
        if hidden or "notice" in vars(self):
            self.notice.note(hidden)

    @cached_property
    def notice(self) -> Chip:
        """What is said over any workspace."""
        return Chip(self, lambda: self.height() - 3 * GRID)

    def event(self, event: QEvent) -> bool:
        """What fields and formulas ask for is shown; once painted, work begins, or goes on."""
        if event.type() == QEvent.Type.Paint and not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self, self._begin)
        if event.type() == QEvent.Type.Show:  # which may be minimised, and then is not painted
            QTimer.singleShot(UNPAINTED, self, self._begin)
        if event.type() == QEvent.Type.UpdateRequest and "drawing" in vars(self):
            self.drawing.painted()
        if isinstance(event, AxisWanted):
            self.workspaces.make_axis(event)
            return True
        if isinstance(event, CalculusWanted):
            self.workspaces.look_at(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape shows the best run again, unless a field that is edited takes the key."""
        if event.key() == Qt.Key.Key_Escape:
            self.looking.show_best()
            self.panel.optimizers.single_out(None)
        super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes through the panel as it stands, whose controls come and go."""
        put_in_order(self.panel)
        return super().focusNextPrevChild(next)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved edits, end the worker, then close."""
        unasked = self.files.is_kept  # the process has to end
        may_close = unasked or all(each.line.may_close() for each in made(self, "exports"))
        if not may_close or not self.files.may_leave():
            event.ignore()
            return
        self.files.close()
        self.turns.drop()
        self.drawing.timer.stop()
        self._settings.setValue("geometry", self.saveGeometry())
        self.worker.close()
        self.backend.close()
        for part in made(
            self, "exports", "map_page", "sweep_page", "inspector", "lessons", "help",
            "example_line",
        ):  # fmt: skip
            part.close_down()
        self.pages.close_down()
        self.stage.close_down()
        self.background.close()
        self.formulas.close()
        super().closeEvent(event)

    def _begin(self) -> None:
        """Compute: before the first paint, loading the compiler would have delayed it."""
        self.worker.begin()
        self.background.begin()
        QTimer.singleShot(FORMULAS, self, self.formulas.begin)
        QTimer.singleShot(
            TITLES, self, lambda: self.background.ask("titles", read_titles, lambda _: None)
        )

    def _build(self) -> None:
        self.panel = Panel(self.workbench, self.formulas)
        self.stage = Stage(
            Tools(
                self.workbench, self.formulas, self.background, self.complain,
                self.looking.pick,
            )
        )  # fmt: skip
        self.loss = LossView(self.background)
        self.verdicts, self.transport = VerdictTable(self.background), Transport()
        self.playing = Playing(self.transport, self.worker, self.workbench)
        self.files = Files(
            self, self.workbench, self.complain, self.note,
            Recent(self._settings), self.background,
        )  # fmt: skip
        self.recovery = Recovery(self.files.unsaved, self.files.open_kept, self.complain)
        Gestures(self, self.workbench.end_edit)
        Dropping(self, self.files.open, self.complain)
        self.rail = Rail()
        self.bookmarks = Bookmarks(
            self, self.workbench, lambda: self.workspaces.show_own_map(),
            lambda: self.workspaces.has_result, self.note,
        )  # fmt: skip
        self.carrying = Carrying(self)
        self.backend = Backend(self._settings, self.worker, self.background, self.note)
        self.menus = Menus(self)
        self.files.show_lesson = self._show_lesson
        self.files.show_result = lambda path: self.sweep_page.open(path)
        self.about_verdicts = Elided.saying(tr(INSPECT), shorter=(tr(SHORTER),))
        self.side = stacked(
            (headed(tr("Curves"), self.loss, about=self.loss.about, choice=self.loss.choice), 400),
            (headed(tr("Verdicts"), self.verdicts, 10, self.about_verdicts), 320),
        )
        sizes = self._sizes = Sizes(self._settings)
        sizes.follow(self.side, "losses and verdicts")
        self.body = Body(
            self.rail, self.panel, self.stage, self.side, self.recovery, self.transport, sizes
        )
        self.setCentralWidget(self.body)
        self.turns = Turns(self.body)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().hide()
        self.pages = Pages(self, self, self.appearance.theme)
        self.drawing, self.workspaces = Drawing(self, self), Workspaces(self, self)
        self.menus.fold.setChecked(sizes.is_panel_folded)
        self.stage.remember_in(self._settings)

    def _connect(self) -> None:
        self.workbench.experiment_changed.connect(self._experiment_changed)
        self.workbench.changed.connect(self._document_changed)
        self.rail.chosen.connect(self.go_to)
        self.rail.fold.clicked.connect(self.fold_panel)
        points = self.panel.start.points
        self.stage.clicked.connect(points.put)
        self.stage.added.connect(points.add)
        self.stage.dragged.connect(points.drag)
        self.stage.taken.connect(points.choose)
        points.chosen_changed.connect(self.stage.choose_start)
        self.playing.scrubbed.connect(self.drawing.draw)
        self.playing.hinted.connect(self.stage.note)
        for moved in (self.stage.clicked, self.stage.added, self.stage.dragged):
            moved.connect(lambda *_: self.playing.hint())
        hovers = (self.panel.optimizers.hovered, self.verdicts.hovered, self.stage.hovered)
        for signal in (*hovers, self.loss.pointed):
            signal.connect(self.drawing.light)
        self.stage.picture.labels.toggled.connect(self.loss.labels.want)
        self.loss.stepped.connect(self.stage.mark_step)
        self.stage.pointed.connect(self.looking.point)
        self.stage.picked.connect(self.looking.pick)
        self.stage.released.connect(self.looking.show_best)
        self.looking.changed.connect(self.drawing.draw)
        self.stage.turned.connect(self.drawing.draw)
        self.body.rearranged.connect(self.drawing.draw)
        sides = self.stage.landscape.sides
        sides.chosen.connect(lambda name: self.menus.sides[name].setChecked(True))
        self.menus.sides[sides.choice].setChecked(True)
        for signal in (self.loss.picked, self.verdicts.picked):
            signal.connect(self._pick)
        self.stage.run_clicked.connect(self._look_at_run)
        self.appearance.changed.connect(self._recolour)

    def _experiment_changed(self) -> None:
        document = self.workbench.document
        objective = document.experiment.objective
        self.complain("")
        self.panel.note.say("")
        same_file = self._opened == self.workbench.opened
        go_on = same_file and self.menus.go_on.isChecked()
        self.worker.show(document.experiment, document.colours, go_on)
        self.drawing.expect()
        self.playing.start_over()
        old = None if self._experiment is None else self._experiment.objective
        self._experiment = document.experiment
        if objective != old:
            self.stage.show_objective(objective)
        kept = same_file and old is not None and same_subject(objective, old)
        self.stage.offer_map(document.experiment, not kept)
        if not same_file:
            self.stage.start_over()
        self.stage.offer_ground(document)
        self.workspaces.follow()
        self.menus.show_best.setEnabled(bool(objective.finals))
        self._opened = self.workbench.opened
        if not kept:
            self.turns.hold()
            self.looking.forget()
            self.panel.optimizers.single_out(None)
            for inspector in made(self, "inspector"):
                inspector.look_at(0)
            self.drawing.clear()  # the runs of the new objective are still being compiled

    def _document_changed(self) -> None:
        workbench = self.workbench
        document = workbench.document
        are_hidden = document.hidden.issuperset(document.colours)
        said = (tr(ALL_HIDDEN),) if are_hidden else (tr(INSPECT), tr(SHORTER))
        self.about_verdicts.say(*said)
        self.menus.undo.setEnabled(workbench.can_undo)
        self.menus.redo.setEnabled(workbench.can_redo)
        self.looking.update()
        self.setWindowTitle(f"{self.files.name}[*] – gdsim")
        self.setWindowModified(workbench.modified)
        if workbench.document.own != self._own_colours:
            self._recolour(self.appearance.theme)
        if workbench.experiment is self._experiment:
            self.drawing.draw()  # what is hidden may have changed; of another one a frame comes

    def _pick(self, colour: int) -> None:
        """Look at an optimizer closely, or no longer: at its best run, or at its next step."""
        self.looking.pick_optimizer(colour)
        if self.workbench.experiment.objective.has_domain:
            self.panel.optimizers.single_out(colour)

    def _look_at_run(self, colour: int, run: int) -> None:
        """Look closely at one of several runs, which was clicked."""
        self.inspector.look_at(run)
        if self.panel.optimizers.chosen != colour:
            self.panel.optimizers.single_out(colour)
        self.drawing.draw()

    def _recolour(self, wanted: Theme) -> None:
        self._own_colours = self.workbench.document.own
        wanted = replace(wanted, own=self._own_colours, size=self.appearance.size)
        self._theme = wanted
        recolour(wanted, self.panel, self.stage, self.loss, self.verdicts, self.transport)
        later = made(self, "map_page", "sweep_page", "inspector", "lessons", "tour", "help")
        recolour(wanted, *later, self.rail, self.bookmarks, self.pages)
        icons.put(self.menus.theme_button, "theme", wanted.muted, 16)
        self.drawing.draw()
