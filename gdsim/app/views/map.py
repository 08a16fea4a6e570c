"""The map: an objective from above, over a plane of its variables, with the runs on it."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor

from gdsim.app.look.strokes import with_opacity
from gdsim.app.look.theme import LIGHT, Theme, map_colours
from gdsim.app.look.type_size import thick
from gdsim.app.model.cut import Cut, middle
from gdsim.app.model.document import Document
from gdsim.app.model.offered import same_subject
from gdsim.app.model.plane import Plane
from gdsim.app.views.cloud import Cloud
from gdsim.app.views.landscape import WHOLE, Landscape, landscape
from gdsim.app.views.objective_view import MARKS, ObjectiveView
from gdsim.app.views.plane_layer import PlaneLayer
from gdsim.app.views.plot import draw_picture
from gdsim.app.views.polyline import Polyline
from gdsim.app.views.sheet import Sheet
from gdsim.app.views.slopes import Slopes
from gdsim.app.views.spots import Spots
from gdsim.app.views.step_arrows import Move
from gdsim.app.views.still import Still
from gdsim.app.worker.background import Background
from gdsim.app.worker.scene import Scene
from gdsim.objectives import Objective

CLOSEST, FARTHEST = 1e-6, 1e-4  # share of the domain that is seen at least; and its share of a view
BASINS = 0.5  # share of the colours of basins that is left under the runs
APART = 16  # of the runs of a cloud that are drawn one by one, one in so many has a path
EQUAL = 4.0  # how many times longer one side of a domain may be for both to have one scale


class MapView(ObjectiveView):
    """Draws scenes of objectives of two variables or more; a click or a drag moves the start.

    Of more than two it shows a plane, onto which runs are projected. Both axes have the same scale,
    so that runs descend perpendicular to contours, unless one side is many times longer than the
    other.
    """

    redrawn = Signal()  # something of it is another: the landscape, the runs, or what is marked

    def __init__(self, background: Background) -> None:
        super().__init__("x", "y", background)
        self.cut: Cut = WHOLE
        self._move: Move | None = None  # of all variables
        self.landscape: Landscape | None = None
        self._picture = pg.ImageItem(axisOrder="row-major")
        self._lines = Polyline(is_parted=True)
        self._ground, self._contours = Still(self, 0), Still(self, 1)
        self._ground.add_item(self._picture, 0)
        self._contours.add_item(self._lines, 0)
        self.basins = PlaneLayer(self, 0.5, share=BASINS, host=self._ground)
        self._redraw.timeout.connect(self.basins.compute)
        self.cloud = Cloud(self, background, 18)
        self.cloud.counted.connect(self.let_go)
        self._redraw.timeout.connect(self.cloud.compute)
        self._pointer = Spots()
        self.add_item(self._pointer, MARKS + 2)
        self.slopes = Slopes(self, background, MARKS - 1, self._mark)
        self._redraw.timeout.connect(self.slopes.compute)
        self.basins.drawn.connect(lambda _: self.redrawn.emit())
        later = Qt.ConnectionType.QueuedConnection  # when it is in its place
        self.cloud.picture.sigImageChanged.connect(self.redrawn, later)
        self.raise_axes()
        self.box.sigRangeChanged.connect(lambda *_: self._redraw.start())
        self._is_mirrored = False

    @property
    def is_seen(self) -> bool:
        """Whether it can be seen, from above or from the side."""
        return super().is_seen or self._is_mirrored

    def mirror(self, is_mirrored: bool) -> None:
        """A surface shows what it draws from now on, or does so no longer."""
        self._is_mirrored = is_mirrored
        self.sight_changed.emit(self.is_seen)

    def axis_names(self, objective: Objective) -> tuple[str, str]:
        """The names of the plane's coordinates."""
        return self.cut.names

    def fit(self) -> None:
        """Show the whole domain."""
        if self._objective is not None:
            (left, right), (bottom, top) = self.cut.sides(self._objective.domain)
            ratio = (right - left) / (top - bottom)
            self.box.setAspectLocked(1 / EQUAL <= ratio <= EQUAL)
            self.box.setLimits(
                minXRange=CLOSEST * (right - left),
                minYRange=CLOSEST * (top - bottom),
                maxXRange=(right - left) / FARTHEST,
                maxYRange=(top - bottom) / FARTHEST,
            )
            self.box.setRange(QRectF(left, bottom, right - left, top - bottom), padding=0)

    def show_objective(self, objective: Objective) -> None:
        """Draw another objective; an old one that is like it stays until it is computed."""
        old = self._objective
        if old is not None and not same_subject(old, objective):
            self.landscape = None
            self._picture.clear()
            self._lines.set_points(np.empty(0), np.empty(0))
            self._renew_ground()
        if self.cut.variables != objective.variables:
            self.cut = middle(objective.variables, objective.domain)
        super().show_objective(objective)
        self.slopes.show_objective(objective, self.cut)

    def show_cut(self, cut: Cut) -> None:
        """Show another plane of the same objective; runs are drawn in it with the next scene."""
        objective, old = self._objective, self.cut
        if objective is None or cut == old:
            return
        self.cut, self._ahead, self._drawn = cut, None, None
        self.name_axes(*cut.names)
        if (cut.names, cut.sides(objective.domain)) != (old.names, old.sides(objective.domain)):
            self.fit()
        self._draw_minima()
        self.slopes.show_cut(cut)
        self.show_move(self._move)
        self.compute()

    def compute(self) -> None:
        """Have the visible part of the map computed in the background."""
        objective, cut = self._objective, self.cut
        if objective is None:
            return
        (left, right), (bottom, top) = self.box.viewRange()
        self._redraw.stop()
        self._helper.ask(
            "map",
            lambda: landscape(objective, (left, right, bottom, top), cut),
            lambda computed: self._show(objective, computed),
        )

    def show_basins(self, plane: Plane | None, quantity: str) -> None:
        """Colour every start by what becomes of a run from there, or show the landscape alone."""
        self.basins.show_plane(plane, quantity)
        if self._picture.isVisible() != (plane is None):
            self._picture.setVisible(plane is None)
            self._ground.renew()
        self.redrawn.emit()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        self.slopes.recolour(theme)
        self._draw_landscape()
        self.basins.repaint()

    def minima_of(self, objective: Objective) -> np.ndarray:
        """(n, 2): the known minima, projected."""
        minima = np.array(objective.minima, float).reshape(-1, len(self.cut.variables))
        return self.cut.project(minima)

    def show_move(self, move: Move | None) -> None:
        """Draw the arrows of one update of a run, as they are seen in the plane."""
        self._move = move
        if move is not None and len(move.place) == len(self.cut.variables):
            past = None if move.momentum is None else self.cut.along(move.momentum)
            step, downhill = self.cut.along(move.step), self.cut.along(move.downhill)
            move = Move(self.cut.project(move.place), step, downhill, past)
        else:
            move = None
        super().show_move(move)

    def moved(self, point: np.ndarray, x: float, y: float) -> tuple[float, ...]:
        """A point that was moved along the plane."""
        numbers: list[float] = self.cut.moved(point, (x, y)).tolist()
        return tuple(numbers)

    def point_at(self, x: float, y: float) -> tuple[float, ...]:
        """The point of all variables at a place of the plane."""
        point: list[float] = self.cut.points((x, y)).tolist()
        return tuple(point)

    def places(self, scene: Scene) -> tuple[np.ndarray, np.ndarray]:
        """The paths and heads, projected."""
        return self.cut.project(scene.path), self.cut.project(scene.heads)

    def places_of(self, points: np.ndarray) -> np.ndarray:
        """The points, projected."""
        return self.cut.project(points)

    def picked(self, scene: Scene) -> slice:
        """All drawn runs; a few of a cloud, which is drawn as density."""
        return slice(None, None, APART if scene.cloud.size else 1)

    def draw(self, scene: Scene, document: Document, lit: int | None) -> None:
        """Draw the runs of a scene."""
        super().draw(scene, document, lit)
        self.cloud.show(scene, document.hidden, self.theme, self.cut)
        if self.cloud.is_counting:  # else the map would be painted twice, and heads before density
            self.hold()
        self.redrawn.emit()

    def mark_step(self, step: int | None) -> None:
        """Mark where each run is at a step; None for no marks."""
        super().mark_step(step)
        self.redrawn.emit()

    def mark_run(self, run: tuple[int, int] | None) -> None:
        """Have one of several runs stand out, by the number of its colour and its own; or none."""
        super().mark_run(run)
        self.redrawn.emit()

    def show_pointer(self, place: QPointF | None) -> None:
        """Mark the place that the mouse is on in another view, or none."""
        spots = [] if place is None else [place.toTuple()]
        pen = pg.mkPen(self.theme.text, width=thick(1.4))
        self._pointer.setData(pos=spots, pen=pen, symbol="+", size=thick(13))

    def clear_runs(self) -> None:
        """Draw no runs: the old ones belong to another objective."""
        super().clear_runs()
        self.cloud.clear()
        self.redrawn.emit()

    @property
    def has_cloud(self) -> bool:
        """Whether runs are drawn as density."""
        return self.cloud.picture.image is not None

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The pictures that lie on the landscape: basins, and the density of a cloud."""
        items = self.basins.item, self.cloud.picture
        return tuple(_sheet(item) for item in items if item.image is not None)

    @property
    def marks(self) -> dict[str, np.ndarray]:
        """Places (n, 2) by name: minima, saddles, starts, and where lost runs left the view."""
        items = {
            "minima": self._minima,
            "found": self.slopes.minima,
            "saddles": self.slopes.saddles,
            "starts": self.starts,
        }
        places = {name: np.stack(item.getData(), axis=-1) for name, item in items.items()}
        return places | {"lost": self.trails.left_at()}

    def marked_places(self) -> np.ndarray:
        """(n, 2): the places of stars, rings and diamonds, which names keep off."""
        items = self.slopes.minima, self.slopes.saddles
        places = [np.stack(item.getData(), axis=-1) for item in items]
        return np.concatenate([super().marked_places(), *places])

    def _mark(self) -> None:
        """What is marked has changed."""
        self.labels.change()
        self.redrawn.emit()

    def start_colour(self) -> QColor:
        """The text's colour, see-through."""
        return with_opacity(QColor(self.theme.text), 0.45)

    def _draw_minima(self) -> None:
        """Draw stars, hollow ones for minima beside the plane."""
        super()._draw_minima()
        minima = () if self._objective is None else self._objective.minima
        if not all(map(self.cut.holds, minima)):
            filled = self._minima.opts["brush"]
            hollow = pg.mkBrush(None)
            held = map(self.cut.holds, minima)
            self._minima.setBrush([filled if each else hollow for each in held])

    def _show(self, objective: Objective, computed: Landscape) -> None:
        if objective is self._objective:
            self.landscape = computed
            self._draw_landscape()

    def _draw_landscape(self) -> None:
        view = self.landscape
        if view is None:
            return
        picture = map_colours(self.theme)[view.ranks]
        picture[~view.finite, 3] = 0
        draw_picture(self._picture, picture, view.box)
        ink = with_opacity(QColor(self.theme.text), 0.16 if self.theme.name == LIGHT.name else 0.14)
        self._lines.setPen(pg.mkPen(ink, width=thick(1)))
        self._lines.set_points(view.lines[:, 0], view.lines[:, 1])
        self._renew_ground()

    def _renew_ground(self) -> None:
        self._ground.renew()
        self._contours.renew()
        self.redrawn.emit()


def _sheet(item: pg.ImageItem) -> Sheet:
    """The picture of an item, and where it lies."""
    box = item.mapRectToParent(item.boundingRect())
    return Sheet(item.image, (box.left(), box.right(), box.top(), box.bottom()))
