"""What the gradient says on the map: arrows downhill, and where it is zero."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor

from gdsim.app.look import marks
from gdsim.app.look.theme import Theme
from gdsim.app.look.type_size import thick
from gdsim.app.model.cut import Cut
from gdsim.app.views.arrows import SPACING, Arrows, compressed
from gdsim.app.views.landscape import WHOLE, Field, field
from gdsim.app.views.plot import Plot
from gdsim.app.views.spots import Spots
from gdsim.app.worker.background import Background
from gdsim.objectives import Objective
from gdsim.objectives.critical_points import SADDLE, critical_points

LATER = 400  # ms until saddles are searched for: only one function is compiled at a time
AT_START = 1500  # ms of the first function: before its saddles its runs are to move
MANY = 40  # critical points to search for, of which more are not marked


class Slopes:
    """Draws arrows of the negative gradient, if they are wanted, and marks saddles."""

    def __init__(
        self, plot: Plot, background: Background, depth: float, changed: Callable[[], object]
    ) -> None:
        """changed: called when it draws something else."""
        self._plot, self._helper = plot, background
        self._objective: Objective | None = None
        self._cut: Cut = WHOLE
        self._wanted, self._changed = False, changed
        self.segments = np.empty((0, 2, 2))  # of the arrows, from tails to heads on the axes
        self.arrows = Arrows(plot, 2)
        self.saddles = Spots()
        plot.add_item(self.saddles, depth)
        self._due = QTimer(plot, singleShot=True, interval=LATER)
        self._due.timeout.connect(self._find_saddles)

    def show_objective(self, objective: Objective, cut: Cut) -> None:
        """Mark the saddles of another objective, and draw its arrows along a plane."""
        self._due.start(AT_START if self._objective is None else LATER)
        self._objective, self._cut = objective, cut
        self.compute()

    def _find_saddles(self) -> None:
        if (objective := self._objective) is not None:
            self._helper.ask(
                "saddles",
                lambda: _saddles(objective),
                lambda places: self._mark(objective, places),
            )

    def show_cut(self, cut: Cut) -> None:
        """Draw the arrows along another plane."""
        self._cut = cut
        self.compute()

    def want(self, wanted: bool) -> None:
        """Draw arrows or not."""
        self._wanted = wanted
        if wanted:
            self.compute()
        else:
            self._draw(np.empty((0, 2)), np.empty((0, 2)))

    def compute(self) -> None:
        """Have the arrows of what is seen computed, if they are wanted."""
        objective, cut = self._objective, self._cut
        if objective is None or not self._wanted:
            return
        (left, right), (bottom, top) = self._plot.box.viewRange()
        size = self._plot.box.boundingRect()
        columns, rows = (max(1, int(side // SPACING)) for side in (size.width(), size.height()))
        self._helper.ask(
            "arrows",
            lambda: field(objective, (left, right, bottom, top), columns, rows, cut),
            lambda computed: self._show(objective, computed),
        )

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.arrows.show_arrows(
            self.arrows.places, self.arrows.lengths, marks.arrow(QColor(theme.text))
        )
        pen, fill = marks.diamond(theme)
        self.saddles.setPen(pen)
        self.saddles.setBrush(pg.mkBrush(fill))

    def _show(self, objective: Objective, computed: Field) -> None:
        if objective is self._objective and self._wanted:
            pixel = self._plot.pixel
            # Downhill on the screen, where the sides may have different scales.
            downhill = -computed.slopes * (pixel.mean() / pixel)
            lengths = compressed(downhill, 0.75 * SPACING)
            self._draw(computed.places, lengths)

    def _draw(self, places: np.ndarray, lengths: np.ndarray) -> None:
        """Draw arrows with lengths in pixels."""
        self.arrows.show_arrows(places, lengths, marks.arrow(QColor(self._plot.theme.text)))
        self.segments = np.stack([places, places + lengths * self._plot.pixel], axis=1)
        self._changed()

    def _mark(self, objective: Objective, places: list[tuple[float, float]]) -> None:
        if objective is self._objective:
            spots = np.array(places, float).reshape(-1, 2)
            self.saddles.setData(spots[:, 0], spots[:, 1], symbol="d", size=thick(marks.DIAMOND))
            self.recolour(self._plot.theme)
            self._changed()


def _saddles(objective: Objective) -> list[tuple[float, float]]:
    """The saddles of a function of two variables; those of more are in no plane."""
    if len(objective.variables) != 2:
        return []
    return [p.place for p in critical_points(objective.settled(), MANY) if p.kind == SADDLE]
