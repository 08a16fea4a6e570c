"""The parts of the window that are not shown at first: each is made when it is first wanted."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow, QSplitter

from gdsim.app.look.recolouring import recolour
from gdsim.app.made import made
from gdsim.app.network.pages import VIEWS
from gdsim.app.pages import PAGES

if TYPE_CHECKING:  # those below are imported when they are made
    from gdsim.app.appearance import Appearance
    from gdsim.app.bookmarks import Bookmarks
    from gdsim.app.controls.transport import Transport
    from gdsim.app.drawing import Drawing
    from gdsim.app.example_line import ExampleLine
    from gdsim.app.exports import Exports
    from gdsim.app.files import Files
    from gdsim.app.help.about import About
    from gdsim.app.help.viewer import Help
    from gdsim.app.inspector import Inspector
    from gdsim.app.keys import Keys
    from gdsim.app.layout import Body
    from gdsim.app.lesson.desk import LessonDesk
    from gdsim.app.look.formula import Formulas
    from gdsim.app.look.theme import Theme
    from gdsim.app.map_page import MapPage
    from gdsim.app.menus import Menus
    from gdsim.app.model.workbench import Workbench
    from gdsim.app.pages import Pages
    from gdsim.app.palette import Palette
    from gdsim.app.panel import Panel
    from gdsim.app.playing import Playing
    from gdsim.app.presentation import Presentation
    from gdsim.app.rail import Rail
    from gdsim.app.sizes import Sizes
    from gdsim.app.stage import Stage
    from gdsim.app.start.tour import Tour
    from gdsim.app.sweep_page import SweepPage
    from gdsim.app.turns import Turns
    from gdsim.app.views.loss import LossView
    from gdsim.app.views.verdicts import VerdictTable
    from gdsim.app.worker.background import Background
    from gdsim.app.worker.frame import Frame
    from gdsim.app.worker.worker import Worker
    from gdsim.app.workspaces import Workspaces

# The modules that they are in.
LATER = (
    "gdsim.app.map_page", "gdsim.app.inspector", "gdsim.app.views.surface_3d",
    "gdsim.app.sweep_page", "gdsim.app.exports", "gdsim.app.palette", "gdsim.app.keys",
    "gdsim.app.example_line", "gdsim.app.help.about", "gdsim.app.help.viewer",
    "gdsim.app.lesson.desk", "gdsim.app.presentation", "gdsim.app.start.tour",
    "gdsim.learn.steps.term_functions", *(entry.module for entry in VIEWS.values() if entry.module),
    *(module for module, _ in PAGES.values()),
)  # fmt: skip


class Parts(QMainWindow):
    """A window that makes its later parts; the window itself has what they need."""

    appearance: Appearance
    worker: Worker
    background: Background
    pages: Pages
    workbench: Workbench
    files: Files
    formulas: Formulas
    bookmarks: Bookmarks
    panel: Panel
    stage: Stage
    loss: LossView
    verdicts: VerdictTable
    transport: Transport
    rail: Rail
    side: QSplitter
    body: Body
    menus: Menus
    playing: Playing
    drawing: Drawing
    workspaces: Workspaces
    turns: Turns
    _theme: Theme
    _sizes: Sizes

    @property
    def frame(self) -> Frame | None:
        """The last frame that was drawn."""
        return self.drawing.frame

    def complain(self, sentence: str) -> None:
        """Say what went wrong."""
        raise NotImplementedError

    def note(self, text: str) -> None:
        """Say something over what is shown."""
        raise NotImplementedError

    def go_to(self, workspace: str) -> None:
        """Show a workspace."""
        raise NotImplementedError

    def go_through_lesson(self, by: int) -> None:
        """Go to another part of the lesson that is open."""
        raise NotImplementedError

    @cached_property
    def map_page(self) -> MapPage:
        """The map of two settings."""
        from gdsim.app.map_page import MapPage

        page = MapPage(self.workbench)
        page.add_tool(self.bookmarks.button)
        page.save.clicked.connect(lambda: self.exports.ask_map())
        page.refused.connect(self.complain)
        page.compared.connect(self.body.give_room)
        page.run_wanted.connect(self.workspaces.play_run)
        recolour(self._theme, page, self.bookmarks)
        self.body.add_side(page)
        return page

    @cached_property
    def sweep_page(self) -> SweepPage:
        """The map of a stored result."""
        from gdsim.app.sweep_page import SweepPage

        page = SweepPage()
        page.refused.connect(self.complain)
        page.opened.connect(self.workspaces.show_result)
        page.closed.connect(self.workspaces.show_map)
        page.run_picked.connect(self.workspaces.open_run)
        recolour(self._theme, page)
        self.body.add_side(page)
        return page

    @cached_property
    def exports(self) -> Exports:
        """What writes maps and pictures."""
        from gdsim.app.exports import Exports

        exports = Exports(
            self, self.workbench, self, self.stage, self.loss, self.files.recent,
            self.complain, self.note,
        )  # fmt: skip
        self.statusBar().addWidget(exports.line, 1)
        exports.line.shown.connect(self._show_status)
        return exports

    @cached_property
    def example_line(self) -> ExampleLine:
        """What compiles the examples."""
        from gdsim.app.example_line import ExampleLine

        line = ExampleLine()
        self.statusBar().addWidget(line, 1)
        line.shown.connect(self._show_status)
        return line

    def _show_status(self) -> None:
        """Show the lines at the bottom while there is one."""
        lines = [exports.line for exports in made(self, "exports")] + made(self, "example_line")
        self.statusBar().setVisible(not all(line.isHidden() for line in lines))

    @cached_property
    def inspector(self) -> Inspector:
        """What is said about the run that is looked at closely."""
        from gdsim.app.inspector import Inspector

        inspector = Inspector(self.workbench, self.formulas)
        inspector.looks_at.connect(self.stage.mark_run)
        inspector.choice.chosen.connect(lambda _: self.drawing.draw())  # after it has noted it
        inspector.moved.connect(self.stage.show_move)
        inspector.stepped.connect(self.playing.go)
        inspector.left.connect(lambda: self.panel.optimizers.single_out(None))
        inspector.refused.connect(self.complain)
        recolour(self._theme, inspector)
        shown = self.side.sizes()
        self.side.addWidget(inspector)
        self.side.setSizes([*shown, 320])
        self._sizes.follow(self.side, "losses, verdicts and next step")
        return inspector

    @cached_property
    def lessons(self) -> LessonDesk:
        """Lessons beside the views."""
        from gdsim.app.lesson.desk import LessonDesk

        desk = LessonDesk(self, self)
        recolour(self._theme, desk)
        return desk

    @cached_property
    def tour(self) -> Tour:
        """The tour of the window."""
        from gdsim.app.start.tour import Tour

        tour = Tour(self, self)
        recolour(self._theme, tour)
        return tour

    @cached_property
    def presentation(self) -> Presentation:
        """One view, for a lecture."""
        from gdsim.app.presentation import Presentation

        return Presentation(self, self)

    @cached_property
    def commands(self) -> Palette:
        """What finds commands by their words."""
        from gdsim.app.palette import Palette

        return Palette(self, self, self.formulas)

    @cached_property
    def keys(self) -> Keys:
        """The list of keys."""
        from gdsim.app.keys import Keys

        return Keys(self, self.menus.actions)

    @cached_property
    def help(self) -> Help:
        """The documentation."""
        from gdsim.app.help.viewer import Help

        viewer = Help(self)
        recolour(self._theme, viewer)
        return viewer

    @cached_property
    def about(self) -> About:
        """What gdsim is made of, and the licences."""
        from gdsim.app.help.about import About

        return About(self)
