"""The middle of the window: the objective with the runs on it, or a map of all runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gdsim.app.chip import Chip
from gdsim.app.controls.buttons import tool_button
from gdsim.app.controls.picture import PictureControl
from gdsim.app.controls.switch import Switch
from gdsim.app.ground import Ground
from gdsim.app.look import icons
from gdsim.app.look.recolouring import recolour
from gdsim.app.look.theme import GRID, LIGHT, Theme
from gdsim.app.look.words import Elided
from gdsim.app.made import made
from gdsim.app.map_and_surface import MapAndSurface
from gdsim.app.model.document import Document
from gdsim.app.model.offered import network_of, offer_of
from gdsim.app.network.page import Seen, Tools
from gdsim.app.slicing import Slicing
from gdsim.app.translation import QT_TR_NOOP, grouped, tr
from gdsim.app.turning import turn_to
from gdsim.app.views.curve import CurveView
from gdsim.app.views.map import MapView
from gdsim.app.views.network import NetworkView
from gdsim.app.views.numbers import Numbers, story
from gdsim.app.views.objective_view import ObjectiveView
from gdsim.app.views.runs_map import RunsMap
from gdsim.app.views.step_arrows import Move
from gdsim.app.worker.frame import State
from gdsim.app.worker.scene import Scene
from gdsim.experiment import Experiment
from gdsim.objectives import Objective

View = ObjectiveView | NetworkView | RunsMap  # a page with a picture
NO_MAP = QT_TR_NOOP(
    "There is no map of {count} parameters.\n\n"
    "Maps are drawn over the domain of an objective.\nThe loss curves show every run."
)
Later = TypeVar("Later", CurveView, NetworkView, RunsMap)
LATER = "curve", "network", "runs_map"  # the views that are made when they are wanted
LARGE = 8  # values along each of two axes from which on the map of runs is shown first


class Stage(QWidget):
    """Shows the objective and the runs on it; a click asks for another start."""

    clicked = Signal(object)  # a point, as a tuple
    added = Signal(object)  # the same, with Shift held
    dragged = Signal(int, object)  # the index of a given start, and a point
    taken = Signal(int)  # the index of a given start that is clicked
    run_clicked = Signal(int, int)  # of several: the colour number and the number of the run
    hovered = Signal(object)  # the colour number of the run under the mouse, or None
    pointed = Signal(object)  # the (optimizer, run) under the mouse on the map of runs, or None
    picked = Signal(object)  # the same, clicked
    released = Signal()  # the best run is wanted again
    turned = Signal()  # to another page

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        background = tools.background
        self.map = MapView(background)
        self._tools, self._theme = tools, LIGHT
        self._settings: QSettings | None = None  # where choices are kept
        self.numbers = Numbers()  # of the inspected run of a network
        self._objective_view: QWidget = self.map
        self.no_map = QLabel()
        self.no_map.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.no_map.setProperty("role", "muted")
        self.pages = QStackedWidget()
        for page in (self.map, self.no_map):
            self.pages.addWidget(page)
        self.landscape = MapAndSurface(self.pages, self.map)
        self.landscape.pointed.connect(self.hovered)
        self.numbers.released.connect(self.released)
        self.numbers.stepped.connect(self._step_run)
        self._inspected: tuple[int, int, int] | None = None  # optimizer, run, of how many
        self.title, self.about = Elided.saying("", "heading"), Elided.saying("")
        self.fit_button = tool_button(tr("Show the whole domain (F)"), self.fit)
        place = self.fit_button.sizePolicy()
        place.setRetainSizeWhenHidden(True)  # or the heading would jump
        self.fit_button.setSizePolicy(place)
        self.about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        # Above the axis and the legend: the readout is at the top.
        self.chip = Chip(self, lambda: self.landscape.geometry().bottom() - 10 * GRID)
        self.note, self.busy = self.chip.note, self.chip.busy  # for those who have no picture
        self.switch = Switch()
        self.switch.turned.connect(lambda: self._turn(self.switch.second.isChecked()))
        self.ground = Ground(self.map)
        self.slicing = Slicing(self.map, background)
        self.slicing.changed.connect(self._show_slice)
        self.picture = PictureControl()
        self.picture.arrows.toggled.connect(self.map.slopes.want)
        self._follow(self.map)
        self.picture.labels.toggled.connect(lambda _: self.landscape.look())
        self.landscape.sides.chosen.connect(lambda _: self._place_fit())
        self._document: Document | None = None
        self._asked: Callable[[tuple[float, ...]], object] | None = None
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(2 * GRID, GRID // 2, GRID, 0)
        head.setSpacing(GRID // 2)
        head.addWidget(self.title)
        head.addWidget(self.about, 1)
        head.addWidget(self.ground, 100)  # what is left of the line is for its names first
        head.addWidget(self.landscape.sides)
        head.addWidget(self.picture)
        head.addWidget(self.switch)
        head.addWidget(self.fit_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addLayout(self.slicing.line)
        layout.addWidget(self.numbers)
        layout.addWidget(self.landscape, 1)

    @cached_property
    def curve(self) -> CurveView:
        """Runs on a function of one variable."""
        view = CurveView(self._tools.background)
        self._follow(view)
        return self._taken_in(view)

    @cached_property
    def network(self) -> NetworkView:
        """The outputs of a network, and the other views of its run."""
        view = NetworkView(self._tools)
        view.released.connect(self.released)
        view.turned.connect(self._place_fit)
        view.turned.connect(self.turned)
        if self._settings is not None:
            view.views.remember_in(self._settings)
        return self._taken_in(view)

    @cached_property
    def runs_map(self) -> RunsMap:
        """The map of all runs."""
        view = RunsMap()
        view.pointed.connect(self.pointed)
        view.picked.connect(self.picked)
        return self._taken_in(view)

    def remember_in(self, settings: QSettings) -> None:
        """Choose what was chosen last, and keep what is chosen from now on."""
        self._settings = settings
        self.landscape.remember_in(settings)

    def show_objective(self, objective: Objective) -> None:
        """Draw another objective."""
        self.landscape.forget_click()
        title, about = offer_of(objective).heading(objective)
        self.title.say(title)  # the list of objectives has it too, so that it gives way first
        self.about.say(about)
        view = self._view_of(objective)
        if isinstance(view, ObjectiveView):
            view.show_objective(objective)
        elif isinstance(view, NetworkView):
            view.show_network(network_of(objective))
        else:
            self.no_map.setText(tr(NO_MAP, count=grouped(objective.size)))
        if not isinstance(self.pages.currentWidget(), RunsMap):
            turn_to(self.pages, view)
        self._objective_view = view
        self._place_fit()

    def offer_map(self, experiment: Experiment, afresh: bool) -> None:
        """Offer a map of the runs if the experiment has axes to draw it over.

        `afresh`: the experiment is another one, so that the better of the two is shown first.
        """
        sizes = [d.size for d in experiment.layout.dimensions if d.axis is not None and d.size > 1]
        has_outputs = experiment.objective.inputs > 0
        self.switch.setVisible(bool(sizes))
        self.switch.first.setText(tr("Run") if has_outputs else tr("Landscape"))
        if not sizes:
            self._turn(False)
        elif afresh:
            self._turn(sum(size >= LARGE for size in sizes) >= 2)

    def offer_ground(self, document: Document) -> None:
        """Offer the height, or the basins of each optimizer, as the background of the map."""
        self._document = document
        self.slicing.offer(document.experiment)
        self._offer_grounds(document)

    def start_over(self) -> None:
        """Another experiment is opened: show all of its landscape."""
        self.ground.setCurrentIndex(0)
        self.fit()

    def _offer_grounds(self, document: Document) -> None:
        self.ground.offer(document, self._objective_view is self.map)
        self.ground.setVisible(self.ground.has_choice and self.pages.currentWidget() is self.map)

    def _show_slice(self) -> None:
        """Draw the runs, and what is behind them, in another plane."""
        if self._document is not None:
            self._offer_grounds(self._document)
        self.turned.emit()

    def close_down(self) -> None:
        """Give up what is being computed."""
        self.map.basins.close()
        self.landscape.close_down()
        for view in made(self, "network"):
            view.close_down()

    def draw(
        self, scene: Scene, state: State, document: Document, lit: int | None, pinned: bool
    ) -> None:
        """Draw a scene, if it is of the kind of objective that is shown."""
        view, focus = self.pages.currentWidget(), scene.focus
        labels, label = document.labels_in(scene.experiment, scene.colours), ""
        if focus is not None:
            colour = scene.colours[focus.optimizer]
            label = labels[colour]
            self.numbers.show_run(story(scene, state, focus, label), colour, pinned)
            self._inspected = focus.optimizer, focus.run, scene.runs
            self.numbers.offer_others(scene.runs > 1)
        if isinstance(view, RunsMap):
            if scene.numbers is not None:
                return  # the next one has all runs
            view.draw(scene, focus.place if focus else None, tuple(labels.values()))
        elif isinstance(view, NetworkView) and scene.experiment.objective.inputs:
            if focus is None:
                view.clear_runs()
            else:
                view.draw(Seen(scene, focus, state, document, pinned, label))
        elif isinstance(view, ObjectiveView) and scene.heads.shape[2] == view.dimensions:
            self.slicing.show(scene)
            view.draw(scene, document, lit)

    def ask_place(self, answer: Callable[[tuple[float, ...]], object] | None) -> None:
        """Give the next place that is clicked to `answer`, not to the runs; None: ask no longer."""
        self._asked = answer

    def _click(self, point: tuple[float, ...]) -> None:
        if self._asked is None:
            self.clicked.emit(point)
        else:
            asked, self._asked = self._asked, None
            asked(point)

    def show_move(self, move: Move | None) -> None:
        """Draw the arrows of one update of a run, or none."""
        for view in self._landscapes:
            view.show_move(move if view is self._objective_view else None)

    def mark_step(self, step: int | None) -> None:
        """Mark where each run is at a step; None for no marks."""
        for view in self._landscapes:
            view.mark_step(step)

    def mark_run(self, run: tuple[int, int] | None) -> None:
        """Have one of several runs stand out, by the number of its colour and its own; or none."""
        for view in self._landscapes:
            view.mark_run(run)

    @property
    def pointed_start(self) -> int | None:
        """The index of the one of several given starts that is under the mouse."""
        view, start = self.pages.currentWidget(), self.landscape.pointed_start
        if start is not None or not isinstance(view, ObjectiveView):
            return start
        return view.starts.pointed

    def choose_start(self, index: int) -> None:
        """Single out one of the given starts."""
        for view in self._landscapes:
            view.starts.choose(index)

    def clear_runs(self) -> None:
        """Draw no runs: the old ones belong to another objective."""
        for view in (self.map, *made(self, *LATER)):
            view.clear_runs()
        self.numbers.clear()

    @property
    def shows_all_runs(self) -> bool:
        """Whether each run is a pixel."""
        return isinstance(self.pages.currentWidget(), RunsMap)

    @property
    def wants_ways(self) -> bool:
        """Whether what is shown needs the weights along the runs of a network."""
        view = self.pages.currentWidget()
        page = view.views.page if isinstance(view, NetworkView) else None
        return page is not None and page.wants_ways

    @property
    def wants_update(self) -> bool:
        """Whether what is shown draws the last update of the inspected run."""
        view = self.pages.currentWidget()
        return isinstance(view, NetworkView) and view.views.wants_update

    @property
    def cost(self) -> float:
        """Seconds of the last painting."""
        view = self.pages.currentWidget()
        own = view.cost if isinstance(view, View) and view.isVisible() else 0.0
        return own + self.landscape.cost

    @property
    def main_view(self) -> QWidget:
        """The view that has the keys: the page that is shown, or the surface in its place."""
        page = self.pages.currentWidget()
        return self.landscape.surface if page is None or self.pages.isHidden() else page

    def fit(self) -> None:
        """Show the whole domain."""
        view = self.pages.currentWidget()
        if isinstance(view, View):
            view.fit()

    def choose_next(self) -> None:
        """Draw the landscape, or the run of a network, in the next of the ways there are."""
        view = self.pages.currentWidget()
        if isinstance(view, NetworkView):
            view.views.tabs.choose_next()
        else:
            self.landscape.sides.choose_next()

    def _view_of(self, objective: Objective) -> QWidget:
        """The view that draws an objective: its outputs, or its heights over a domain."""
        if objective.inputs:
            return self.network
        if not objective.has_domain:
            return self.no_map
        return self.curve if objective.size == 1 else self.map

    def _step_run(self, by: int) -> None:
        """Look at the next run of the inspected one's optimizer, or at the one before."""
        if self._inspected is not None:
            optimizer, run, runs = self._inspected
            self.picked.emit((optimizer, (run + by) % runs))

    @property
    def _landscapes(self) -> tuple[MapView | CurveView, ...]:
        return (self.map, *made(self, "curve"))

    def _follow(self, view: MapView | CurveView) -> None:
        """Pass on what is done in a view of an objective's heights."""
        for mine, its in zip(
            (self.added, self.dragged, self.taken, self.run_clicked),
            (view.added, view.dragged, view.taken, view.run_clicked),
            strict=True,
        ):
            its.connect(mine)
        view.clicked.connect(self._click)
        view.pointed.connect(self.hovered)
        self.picture.labels.toggled.connect(view.labels.want)
        view.labels.want(self.picture.labels.isChecked())

    def _taken_in(self, view: Later) -> Later:
        """A view that was made just now, among the pages and in the colours of the theme."""
        recolour(self._theme, view)
        self.pages.addWidget(view)
        return view

    def _turn(self, to_map: bool) -> None:
        (self.switch.second if to_map else self.switch.first).setChecked(True)
        view = self.runs_map if to_map else self._objective_view
        if view is not self.pages.currentWidget():
            turn_to(self.pages, view)
            self._place_fit()
            self.turned.emit()

    def _place_fit(self) -> None:
        view = self.pages.currentWidget()
        large = isinstance(view, NetworkView) and view.is_large
        self.numbers.setVisible(isinstance(self._objective_view, NetworkView) and not large)
        self.ground.setVisible(view is self.map and self.ground.has_choice)
        self.slicing.set_visible(view is self.map)
        self.picture.setVisible(isinstance(view, ObjectiveView))
        self.landscape.show_for(view is self.map)
        self.picture.arrows.setVisible(view is self.map)
        self.fit_button.setVisible(view is not self.no_map and not large)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        recolour(theme, self.map, *made(self, *LATER), self.numbers)
        recolour(theme, self.picture, self.landscape)
        icons.put(self.fit_button, "fit", theme.muted, 16)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.chip.place()
