"""What the gradient says on the map: arrows downhill, and where it is zero."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
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
from gdsim.objectives.critical_points import MINIMUM, SADDLE, critical_points

LATER = 400  # ms until critical points are searched for: only one function is compiled at a time
AT_START = 1500  # ms of the first function: before that its runs are to move
MANY = 40  # critical points to search for, of which more are not marked
NEAR = 1e-3  # of a side of the domain: a minimum that is nearer to a stated one is that one


class Slopes:
    """Draws arrows of the negative gradient, if they are wanted, and marks critical points.

    `saddles` and `minima`: those found; of minima those that the objective does not state.
    """

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
        self.saddles, self.minima = Spots(), Spots()
        for item in (self.saddles, self.minima):
            plot.add_item(item, depth)
        self._due = QTimer(plot, singleShot=True, interval=LATER)
        self._due.timeout.connect(self._find)

    def show_objective(self, objective: Objective, cut: Cut) -> None:
        """Mark the critical points of another objective, and draw its arrows along a plane."""
        self._due.start(AT_START if self._objective is None else LATER)
        self._objective, self._cut = objective, cut
        self.compute()

    def _find(self) -> None:
        if (objective := self._objective) is not None:
            self._helper.ask(
                "critical",
                lambda: _found(objective),
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
        for item, (pen, fill) in (
            (self.saddles, marks.diamond(theme)),
            (self.minima, marks.small_star(theme)),
        ):
            item.setPen(pen)
            item.setBrush(pg.mkBrush(fill))

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

    def _mark(self, objective: Objective, found: Found) -> None:
        if objective is self._objective:
            for item, places, symbol, size in (
                (self.saddles, found.saddles, "d", marks.DIAMOND),
                (self.minima, found.minima, "star", marks.SMALL_STAR),
            ):
                item.setData(places[:, 0], places[:, 1], symbol=symbol, size=thick(size))
            self.recolour(self._plot.theme)
            self._changed()


@dataclass(frozen=True, eq=False)
class Found:
    """The places, (n, 2), of a function's saddles, and of the minima that it does not state."""

    saddles: NDArray[np.float64]
    minima: NDArray[np.float64]


def _found(objective: Objective) -> Found:
    """What is found of a function of two variables; the points of one of more are in no plane."""
    if len(objective.variables) != 2:
        return Found(np.empty((0, 2)), np.empty((0, 2)))
    points = critical_points(objective.settled(), MANY)
    saddles, minima = (
        np.array([p.place for p in points if p.kind == kind], float).reshape(-1, 2)
        for kind in (SADDLE, MINIMUM)
    )
    stated = np.array(objective.minima, float).reshape(-1, 1, 2)
    near = NEAR * np.ptp(np.array(objective.domain, float), axis=1)
    return Found(saddles, minima[~(np.abs(minima - stated) < near).all(-1).any(0)])
