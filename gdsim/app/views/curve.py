"""The curve of an objective of one variable, with the runs moving on it."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor

from gdsim.app.look.theme import Theme
from gdsim.app.look.type_size import thick
from gdsim.app.views.landscape import Curve, curve
from gdsim.app.views.objective_view import ObjectiveView
from gdsim.app.worker.background import Background
from gdsim.app.worker.scene import Scene
from gdsim.objectives import Objective


class CurveView(ObjectiveView):
    """Draws scenes of objectives of one variable; a click picks a start."""

    START_SIZE = 4

    def __init__(self, background: Background) -> None:
        super().__init__("x", "f(x)", background)
        self._fitted = False  # the heights, to the values of the visible part
        self._line = pg.PlotCurveItem(antialias=True)
        self.add_item(self._line, 5)
        self._colour_line()
        self.box.sigXRangeChanged.connect(lambda *_: self._redraw.start())

    def axis_names(self, objective: Objective) -> tuple[str, str]:
        """The name of the variable, and of the function."""
        (name,) = objective.variables
        return name, f"f({name})"

    def fits(self, old: Objective, new: Objective) -> bool:
        """Only the same objective has the same heights."""
        return old == new

    def fit(self) -> None:
        """Show the whole domain."""
        if self._objective is not None:
            self._fitted = False
            self.box.setXRange(*self._objective.domain[0], padding=0.02)
            self.compute()

    def compute(self) -> None:
        """Have the visible part of the curve computed in the background."""
        objective = self._objective
        if objective is None:
            return
        left, right = self.box.viewRange()[0]
        self._redraw.stop()
        self._helper.ask(
            "curve",
            lambda: curve(objective, (left, right)),
            lambda computed: self._show(objective, computed),
        )

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        self._colour_line()

    def minima_of(self, objective: Objective) -> np.ndarray:
        """(n, 2): the known minima, at the least value."""
        minima = np.array(objective.minima, float).reshape(-1)
        heights = np.full(minima.shape, objective.minimum if minima.size else 0.0, float)
        return np.stack([minima, heights], axis=-1)

    def places(self, scene: Scene) -> tuple[np.ndarray, np.ndarray]:
        """The paths and heads of the runs: the variable against the loss."""
        paths = np.stack([scene.path[..., 0], scene.path_loss], axis=-1)
        return paths, np.stack([scene.heads[..., 0], scene.loss[:, scene.of_drawn]], axis=-1)

    def places_of(self, points: np.ndarray) -> np.ndarray:
        """The points and their values."""
        assert self._objective is not None  # whose runs are drawn
        with np.errstate(all="ignore"):
            values = self._objective.settled().evaluate(points)
        return np.stack([points[:, 0], values], axis=-1)

    def point_at(self, x: float, y: float) -> tuple[float, ...]:
        """The variable alone: the height does not count."""
        return (x,)

    def start_colour(self) -> QColor:
        """The colour of muted text."""
        return QColor(self.theme.muted)

    def _show(self, objective: Objective, computed: Curve) -> None:
        if objective is not self._objective:
            return
        self._line.setData(computed.x, computed.y, connect="finite")
        finite = computed.y[np.isfinite(computed.y)]
        if finite.size and not self._fitted:
            self._fitted = True
            self.box.setYRange(float(finite.min()), float(finite.max()), padding=0.06)

    def _colour_line(self) -> None:
        self._line.setPen(pg.mkPen(QColor(self.theme.muted), width=thick(1.6)))
