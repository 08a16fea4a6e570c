"""The workspaces: which one is shown, and what is taken from one to another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QSplitter, QWidget
from shiboken6 import isValid

from gdsim.app.controls.axis_wanted import AxisWanted
from gdsim.app.controls.calculus_wanted import CalculusWanted
from gdsim.app.files import Files
from gdsim.app.layout import Body
from gdsim.app.model.workbench import Workbench
from gdsim.app.pages import PAGES, Pages
from gdsim.app.panel import Panel
from gdsim.app.playing import Playing
from gdsim.app.rail import Rail
from gdsim.app.stage import Stage
from gdsim.app.translation import tr
from gdsim.app.turns import Turns
from gdsim.experiment import Experiment
from gdsim.objectives import Objective

if TYPE_CHECKING:
    from gdsim.app.calculus.page import CalculusPage
    from gdsim.app.map_page import MapPage
    from gdsim.app.sweep_page import SweepPage

KINDS = {"descent": "function", "network": "network"}  # of objectives whose runs are drawn there


class Shown(Protocol):
    """The window, as far as its workspaces need it."""

    workbench: Workbench
    files: Files
    playing: Playing
    panel: Panel
    rail: Rail
    body: Body
    side: QSplitter
    stage: Stage
    pages: Pages
    turns: Turns

    @property
    def map_page(self) -> MapPage: ...
    @property
    def sweep_page(self) -> SweepPage: ...
    def complain(self, sentence: str) -> None: ...


class Workspaces(QObject):
    """Shows a workspace: one of those in the rail.

    Its main view has the keys, from when it is shown on and whenever a field gives them up.
    """

    def __init__(self, window: Shown, parent: QWidget) -> None:
        super().__init__(parent)
        self._window, self._widget = window, parent
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_changed)
        self.has_result = False  # whether a stored one is opened

    def go_to(self, workspace: str) -> None:
        """Show a workspace, with an objective whose runs are drawn there."""
        window = self._window
        window.turns.hold()
        window.rail.show_chosen(workspace)
        is_page = workspace in PAGES
        window.pages.show(workspace if is_page else "")
        if not is_page:
            self._show_views(workspace)
        self.focus()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)  # it is painted once

    def _show_views(self, workspace: str) -> None:
        window = self._window
        is_map = workspace == "map"
        page = self._page if is_map else window.side
        window.body.show_side(page, is_wide=is_map)
        window.body.give_room(is_map and not self.has_result and window.map_page.is_pair)
        if not is_map and _home(window.workbench.experiment.objective) != workspace:
            window.complain(window.workbench.switch_to(KINDS[workspace]) or "")

    def focus(self) -> None:
        """Give the keys to the main view of the workspace that is shown."""
        window = self._window
        if window.pages.shown:
            window.pages.focus()
            return
        view = window.stage.main_view if window.body.side is window.side else self._page.view
        view.setFocus()

    def go_home(self) -> None:
        """Show the workspace where the runs of the experiment are drawn."""
        self.go_to(_home(self._window.workbench.experiment.objective))

    def follow(self) -> None:
        """The experiment may be another one: mark its workspace, unless a map or page is shown."""
        window = self._window
        if window.body.side is window.side and not window.pages.shown:
            window.rail.show_chosen(_home(window.workbench.experiment.objective))

    def show_result(self, path: Path) -> None:
        """A stored result was opened."""
        self._window.files.recent.add(path)
        self.has_result = True
        self.go_to("map")

    def show_map(self) -> None:
        """A stored result was closed."""
        self.has_result = False
        self.go_to("map")

    def show_own_map(self) -> None:
        """Show the map of the experiment; a stored result that is in its place is closed."""
        if not self.has_result:
            self.go_to("map")
        else:
            self._window.sweep_page.leave()
            self._window.stage.note(tr("The stored result is closed: this is the experiment's map"))

    def open_run(self, experiment: Experiment) -> None:
        """Take a run of a stored result over."""
        if self._window.files.may_leave():
            self._window.workbench.start_over(experiment)
            self.go_home()

    def play_run(self) -> None:
        """Watch the run of the experiment as it is now, from its first step."""
        self.go_home()
        self._window.playing.play()

    def make_axis(self, wanted: AxisWanted) -> None:
        """A field asks for its setting as an axis of the map."""
        self.show_own_map()
        asked = wanted.setting
        self._window.map_page.make_axis(asked.key, wanted.is_across, asked.colour)

    def look_at(self, wanted: CalculusWanted) -> None:
        """A formula was clicked: it is to be looked at."""
        self.go_to("calculus")
        cast("CalculusPage", self._window.pages["calculus"]).look_at(wanted.make, wanted.view)

    def _focus_changed(self, old: QWidget | None, now: QWidget | None) -> None:
        """A field that was left with Enter gave the keys to nobody."""
        if now is not None or old is None:
            return
        if isValid(self._widget) and self._widget.isActiveWindow():  # it may be closed just now
            self.focus()

    @property
    def _page(self) -> MapPage | SweepPage:
        """The page of maps that is shown."""
        return self._window.sweep_page if self.has_result else self._window.map_page


def _home(objective: Objective) -> str:
    """Where runs of an objective are drawn."""
    return "network" if objective.inputs else "descent"
