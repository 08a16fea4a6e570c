"""What the map and the curve share: an objective over its domain, with the runs on it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QColor

from gdsim.app.look import marks
from gdsim.app.look.figures import figures
from gdsim.app.look.theme import Theme
from gdsim.app.look.type_size import thick
from gdsim.app.model.document import Document
from gdsim.app.model.given_points import given_points
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.app.views.handle import Handle
from gdsim.app.views.labels import Label, Labels
from gdsim.app.views.plot import Plot, rounded
from gdsim.app.views.polyline import Polyline
from gdsim.app.views.runs import Runs
from gdsim.app.views.spots import Spots
from gdsim.app.views.step_arrows import Move, StepArrows
from gdsim.app.views.step_marks import StepMarks
from gdsim.app.views.trails import Trails
from gdsim.app.worker.background import Background
from gdsim.app.worker.scene import Scene
from gdsim.engine.verdict import Verdict
from gdsim.objectives import Objective

MARKS = 50  # depth of minima and starts: above the heads of runs
CLICK = QT_TR_NOOP("click to start here")
IN_A_LINE = 6  # numbers of the readout
HANDLES = 100  # given starts that are drawn as rings and can be dragged; more are dots
REDRAW = 90  # ms after the last zoom or pan until the objective is computed anew


class ObjectiveView(Plot):
    """Draws the minima, starts and runs of an objective over its domain.

    A subclass draws the objective itself, and says where minima and runs are on its axes.
    """

    START_SIZE = 3  # px of each start where there are several

    clicked = Signal(object)  # a point of the domain, as a tuple
    added = Signal(object)  # the same, with Shift held
    dragged = Signal(int, object)  # the index of a given start, and the point that it is dragged to
    taken = Signal(int)  # the index of a given start that is clicked
    pointed = Signal(object)  # the colour number of the run under the mouse, or None
    read_at = Signal(object)  # the place under the mouse, or None
    run_clicked = Signal(int, int)  # of several: the colour number and the number of the run

    def __init__(self, x: str, y: str, background: Background) -> None:
        super().__init__(x, y)
        self._helper = background
        self._objective: Objective | None = None
        self._names: dict[int, str] = {}
        self._ahead: tuple[Scene, np.ndarray] | None = None
        self._drawn: tuple[Scene, object] | None = None  # the last scene, and how it was drawn
        self._minima = Spots()
        self.starts = Handle()
        self._given: np.ndarray | None = None  # the starts, if points were given
        self.starts.dragged.connect(self.drag_start)
        for depth, item in enumerate((self._minima, self.starts)):
            self.add_item(item, MARKS + depth)
        self.trails = Trails(self)
        self._marked: tuple[int, int] | None = None  # the colour and number of one that stands out
        self._marked_path = Polyline()
        self._is_tried = False  # whether a start was moved
        self.add_item(self._marked_path, 35)
        self.labels = Labels(self)
        self.labels.marks, self.labels.lines = self.marked_places, lambda: self.trails.lines
        self.step_marks = StepMarks(self, MARKS - 1)
        self.step_arrows = StepArrows(self, MARKS + 1)
        self._redraw = QTimer(self, singleShot=True, interval=REDRAW)
        self._redraw.timeout.connect(self.compute)
        self._redraw.timeout.connect(self.trails.redraw)
        self.box.disableAutoRange()
        self.scene().sigMouseClicked.connect(self._mouse_clicked)

    # what a subclass has of its own

    def compute(self) -> None:
        """Have the visible part of the objective computed in the background."""
        raise NotImplementedError

    def fit(self) -> None:
        """Show the whole domain."""
        raise NotImplementedError

    def axis_names(self, objective: Objective) -> tuple[str, str]:
        """The labels of the axes."""
        raise NotImplementedError

    def fits(self, old: Objective, new: Objective) -> bool:
        """Whether the visible part for one objective suits another one."""
        return tuple(old.domain) == tuple(new.domain)

    def minima_of(self, objective: Objective) -> np.ndarray:
        """(n, 2): the places of the known minima on the axes."""
        raise NotImplementedError

    def places(self, scene: Scene) -> tuple[np.ndarray, np.ndarray]:
        """The paths, (o, d, s, 2), and the heads, (o, d, 2), of the drawn runs on the axes."""
        raise NotImplementedError

    def picked(self, scene: Scene) -> slice:
        """Which of the drawn runs of a scene have a path and a head: all."""
        return slice(None)

    def places_of(self, points: np.ndarray) -> np.ndarray:
        """(n, 2): where points, (n, variables), are on the axes."""
        raise NotImplementedError

    def start_colour(self) -> QColor:
        """The colour of starts that are dots."""
        raise NotImplementedError

    # what they share

    @property
    def dimensions(self) -> int:
        """The number of variables of the objective; 0 without one."""
        return 0 if self._objective is None else len(self._objective.variables)

    def show_objective(self, objective: Objective) -> None:
        """Draw another objective; the old one stays until the new one is computed."""
        old, self._objective = self._objective, objective
        self.name_axes(*self.axis_names(objective))
        if old is None or not self.fits(old, objective):
            self.fit()
        self._draw_minima()
        self.compute()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        self._draw_minima()

    def draw(self, scene: Scene, document: Document, lit: int | None) -> None:
        """Draw the runs of a scene."""
        picked, look, last = self.picked(scene), (document, lit, self.theme), self._drawn
        self._drawn = scene, look
        if last is not None and last[0] is scene and last[1] == look:
            return
        if last is not None and last[1] == look and scene.has_moved_from(last[0]):
            self.trails.move(self.places(scene)[1][:, picked])
            return
        paths, heads = (points[:, picked] for points in self.places(scene))
        self._draw_starts(scene, paths[:, :, 0].reshape(-1, 2))
        self._names = document.labels_in(scene.experiment, scene.colours)
        lost = scene.verdict[:, scene.of_drawn[picked]] == Verdict.DIVERGED
        ahead = None if scene.ahead is None else self._complete_paths(scene.ahead)
        runs = Runs(
            scene.colours, document.hidden, lit, paths, heads, lost, self.theme, ahead,
            scene.drawn[picked],
        )  # fmt: skip
        self.trails.draw(runs)
        single = heads.shape[1] == 1
        self._draw_marked()
        ends = zip(scene.colours, heads[:, 0], strict=True) if single else ()
        self.labels.show_labels(
            [
                Label(self._names[colour], colour, float(x), float(y))
                for colour, (x, y) in ends
                if colour not in document.hidden and np.isfinite((x, y)).all()
            ],
            lit,
            self.theme,
        )
        self.step_marks.show_paths(
            tuple(scene.colours[i] for i in runs.shown),
            runs.whole[runs.shown],
            (scene.ahead or scene).slots,
            self.theme,
        )

    def marked_places(self) -> np.ndarray:
        """(n, 2): the places of stars and rings, which names keep off."""
        given = self._given
        are_rings = given is not None and len(given) <= HANDLES
        items = [self._minima, self.starts] if are_rings else [self._minima]
        return np.concatenate([np.stack(item.getData(), axis=-1) for item in items])

    def mark_step(self, step: int | None) -> None:
        """Mark where each run is at a step; None for no marks."""
        self.step_marks.show_step(step, self.theme)

    def mark_run(self, run: tuple[int, int] | None) -> None:
        """Have one of several runs stand out, by the number of its colour and its own; or none."""
        if run != self._marked:
            self._marked = run
            self._draw_marked()

    @property
    def marked_path(self) -> np.ndarray:
        """(s, 2): the path of the run that stands out; empty without one."""
        drawn = self.trails.drawn
        return np.empty((0, 2)) if drawn is None else drawn.path(self._marked)

    def _draw_marked(self) -> None:
        line = self.marked_path
        self._marked_path.setPen(pg.mkPen(self.theme.text, width=thick(1.6)))
        self._marked_path.set_points(line[:, 0], line[:, 1])

    def _complete_paths(self, ahead: Scene) -> np.ndarray:
        """The complete paths on the axes: the same array for the same scene."""
        if self._ahead is None or self._ahead[0] is not ahead:
            self._ahead = ahead, self.places(ahead)[0][:, self.picked(ahead)]
        return self._ahead[1]

    def clear_runs(self) -> None:
        """Draw no runs: the old ones belong to another objective."""
        self.starts.clear()
        self._given = self._drawn = None
        self.trails.clear()
        self._draw_marked()
        self.labels.show_labels((), None, self.theme)
        self.step_marks.clear()

    def read(self, x: float, y: float) -> str:
        """The run under the mouse, the coordinates, and the value there."""
        colour = self.trails.nearest(x, y)
        self.pointed.emit(colour)
        self.read_at.emit(QPointF(x, y))
        return self.words_at(x, y, colour)

    def say(self, text: str) -> None:
        """Show the readout, which says what a click does until one was tried."""
        super().say(f"{text}\n{tr(CLICK)}" if text and not self._is_tried else text)

    def words_at(self, x: float, y: float, colour: int | None) -> str:
        """The optimizer of a colour number, if any, the coordinates of a place, and its value."""
        objective = self._objective
        if objective is None:
            return ""
        point = self.point_at(x, y)
        try:
            value = objective.value(point)
        except (ArithmeticError, ValueError):
            value = float("nan")
        pairs = zip(objective.variables, point, strict=True)
        words = [f"{name} {figures(coordinate)}" for name, coordinate in pairs]
        run = [self._names[colour]] if colour in self._names else []
        words = [*run, *words, f"f {figures(value)}"]
        lines = (words[first : first + IN_A_LINE] for first in range(0, len(words), IN_A_LINE))
        return "\n".join("   ".join(line) for line in lines)

    def show_move(self, move: Move | None) -> None:
        """Draw the arrows of one update of a run, or none."""
        self.step_arrows.show_move(move, self.theme)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)
        self.read_at.emit(None)

    def point_at(self, x: float, y: float) -> tuple[float, ...]:
        """The point of the domain at a place."""
        raise NotImplementedError

    def moved(self, point: np.ndarray, x: float, y: float) -> tuple[float, ...]:
        """Where a point is when it was moved to a place; here what is there."""
        return self.point_at(x, y)

    def _draw_starts(self, scene: Scene, firsts: np.ndarray) -> None:
        """Draw given starts as rings; those of a grid, draws and long lists as dots."""
        given = self._given = given_points(scene.experiment.starts)
        if given is not None and len(given) <= HANDLES:
            self.starts.show_rings(self.places_of(given), self.theme)
        else:
            dots = np.unique(firsts[np.isfinite(firsts).all(axis=1)], axis=0)
            self.starts.show_dots(dots, self.START_SIZE, self.start_colour())

    def _draw_minima(self) -> None:
        objective = self._objective
        minima = np.empty((0, 2)) if objective is None else self.minima_of(objective)
        pen, fill = marks.star(self.theme)
        self._minima.setData(
            minima[:, 0],
            minima[:, 1],
            symbol="star",
            size=thick(marks.STAR),
            pen=pen,
            brush=fill,
        )

    def _mouse_clicked(self, event: Any) -> None:
        place = self.click_place(event)
        if place is not None:
            start = self.starts.index_at(self.starts.mapFromScene(event.scenePos()))
            is_added = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.click_at(place, start, is_added)

    def click_at(self, place: QPointF, start: int | None, is_added: bool) -> None:
        """A place was clicked, maybe on a start: add a start, choose it, pick a run, or move it."""
        drawn = self.trails.drawn
        near = None if drawn is None else drawn.near(place, self.pixel)
        if is_added:
            self.added.emit(self._point_of(place))
        elif start is not None and (near is None or self.starts.are_several):
            self.taken.emit(start)
        elif near is None:
            self.move_start(place)
        else:
            self.run_clicked.emit(*near)

    def move_start(self, place: QPointF) -> None:
        """Ask for the chosen start to be moved to a place of the axes."""
        self._is_tried = True
        self.read_again()
        if self._objective is not None:
            self.clicked.emit(self._point_of(place, self.starts.chosen))

    def drag_start(self, index: int, place: QPointF) -> None:
        """Ask for a start to be moved to a place of the axes, or to the edge of the view."""
        self._is_tried = True
        if self._objective is not None:
            box = self.box.viewRect()
            x = min(max(place.x(), box.left()), box.right())
            y = min(max(place.y(), box.top()), box.bottom())
            self.dragged.emit(index, self._point_of(QPointF(x, y), index))

    def _point_of(self, place: QPointF, index: int | None = None) -> tuple[float, ...]:
        """The point at a place, or a given start that was moved there.

        It has no more digits than can be seen.
        """
        width, height = self.pixel.tolist()
        x, y = rounded(place.x(), width), rounded(place.y(), height)
        if self._given is None or index is None:
            return self.point_at(x, y)
        return self.moved(self._given[index], x, y)
