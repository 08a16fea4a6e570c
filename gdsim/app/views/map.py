"""The map: an objective of two variables from above, with the runs on it."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from gdsim.app.look.theme import LIGHT, Theme, map_colours
from gdsim.app.look.type_size import thick
from gdsim.app.model.offered import same_subject
from gdsim.app.model.plane import Plane
from gdsim.app.model.workbench import Document
from gdsim.app.views.cloud import Cloud
from gdsim.app.views.landscape import Landscape, landscape
from gdsim.app.views.objective_view import MARKS, ObjectiveView
from gdsim.app.views.plane_layer import PlaneLayer
from gdsim.app.views.plot import draw_picture
from gdsim.app.views.polyline import Polyline
from gdsim.app.views.slopes import Slopes
from gdsim.app.views.trails import with_opacity
from gdsim.app.worker.background import Background
from gdsim.app.worker.scene import Scene
from gdsim.objectives import Objective

CLOSEST, FARTHEST = 1e-6, 1e-4  # share of the domain that is seen at least; and its share of a view
BASINS = 0.5  # share of the colours of basins that is left under the runs
APART = 16  # of the runs of a cloud that are drawn one by one, one in so many has a path
EQUAL = 4.0  # how many times longer one side of a domain may be for both to have one scale


class MapView(ObjectiveView):
    """Draws scenes of objectives of two variables; a click or a drag moves the start.

    Both variables have the same scale, so that runs descend perpendicular to contours, unless one
    side of the domain is many times longer than the other.
    """

    def __init__(self, background: Background) -> None:
        super().__init__("x", "y", background)
        self._landscape: Landscape | None = None
        self._picture = pg.ImageItem(axisOrder="row-major")
        self._lines = Polyline()
        for depth, item in enumerate((self._picture, self._lines)):
            self.add_item(item, depth)
        self.basins = PlaneLayer(self, 0.5, share=BASINS)
        self._redraw.timeout.connect(self.basins.compute)
        self.cloud = Cloud(self, background, 18)
        self._redraw.timeout.connect(self.cloud.compute)
        self.slopes = Slopes(self, background, MARKS - 1)
        self._redraw.timeout.connect(self.slopes.compute)
        self.raise_axes()
        self.box.sigRangeChanged.connect(lambda *_: self._redraw.start())

    def axis_names(self, objective: Objective) -> tuple[str, str]:
        """The names of the variables."""
        first, second = objective.variables
        return first, second

    def fit(self) -> None:
        """Show the whole domain."""
        if self._objective is not None:
            (left, right), (bottom, top) = self._objective.domain
            ratio = (right - left) / (top - bottom)
            self.box.setAspectLocked(1 / EQUAL <= ratio <= EQUAL)
            self.box.setLimits(
                minXRange=CLOSEST * (right - left),
                minYRange=CLOSEST * (top - bottom),
                maxXRange=(right - left) / FARTHEST,
                maxYRange=(top - bottom) / FARTHEST,
            )
            self.setRange(QRectF(left, bottom, right - left, top - bottom), padding=0)

    def show_objective(self, objective: Objective) -> None:
        """Draw another objective; an old one that is like it stays until it is computed."""
        old = self._objective
        if old is not None and not same_subject(old, objective):
            self._landscape = None
            self._picture.clear()
            self._lines.set_points(np.empty(0), np.empty(0))
        super().show_objective(objective)
        self.slopes.show_objective(objective)

    def compute(self) -> None:
        """Have the visible part of the map computed in the background."""
        objective = self._objective
        if objective is None:
            return
        (left, right), (bottom, top) = self.box.viewRange()
        self._redraw.stop()
        self._helper.ask(
            "map",
            lambda: landscape(objective, (left, right, bottom, top)),
            lambda computed: self._show(objective, computed),
        )

    def show_basins(self, plane: Plane | None, quantity: str) -> None:
        """Colour every start by what becomes of a run from there, or show the landscape alone."""
        self.basins.show_plane(plane, quantity)
        self._picture.setVisible(plane is None)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        self.slopes.recolour(theme)
        self._draw_landscape()
        self.basins.repaint()

    def minima_of(self, objective: Objective) -> np.ndarray:
        """(n, 2): the known minima."""
        return np.array(objective.minima, float).reshape(-1, 2)

    def places(self, scene: Scene) -> tuple[np.ndarray, np.ndarray]:
        """The paths and heads as they are: points of two variables."""
        return scene.path, scene.heads

    def picked(self, scene: Scene) -> slice:
        """All drawn runs; a few of a cloud, which is drawn as density."""
        return slice(None, None, APART if scene.cloud.size else 1)

    def draw(self, scene: Scene, document: Document, lit: int | None) -> None:
        """Draw the runs of a scene."""
        super().draw(scene, document, lit)
        self.cloud.show(scene, document.hidden, self.theme)

    def clear_runs(self) -> None:
        """Draw no runs: the old ones belong to another objective."""
        super().clear_runs()
        self.cloud.clear()

    def start_colour(self) -> QColor:
        """The text's colour, see-through."""
        return with_opacity(QColor(self.theme.text), 0.45)

    def _show(self, objective: Objective, computed: Landscape) -> None:
        if objective is self._objective:
            self._landscape = computed
            self._draw_landscape()

    def _draw_landscape(self) -> None:
        view = self._landscape
        if view is None:
            return
        picture = map_colours(self.theme)[view.ranks]
        picture[~view.finite, 3] = 0
        draw_picture(self._picture, picture, view.box)
        ink = with_opacity(QColor(self.theme.text), 0.16 if self.theme.name == LIGHT.name else 0.14)
        self._lines.setPen(pg.mkPen(ink, width=thick(1)))
        self._lines.set_points(view.lines[:, 0], view.lines[:, 1])
