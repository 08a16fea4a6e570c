"""The pixels of a plane of two settings in a plot: each is a run, computed as far as it is seen."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QObject, QRectF, Signal

from gdsim.app.look.figures import figures
from gdsim.app.look.theme import ENDED_WORDS
from gdsim.app.model.plane import Area, Plane, Span
from gdsim.app.translation import grouped, tr
from gdsim.app.views.numbers import NAMES
from gdsim.app.views.pixels import LOSSES
from gdsim.app.views.plane_colours import BASIN, Look
from gdsim.app.views.plane_runs import Paintings, PlaneRuns
from gdsim.app.views.plot import Plot
from gdsim.app.views.still import Still
from gdsim.app.worker.basins import minima_of
from gdsim.app.worker.survey import Picture
from gdsim.engine.verdict import Verdict


class PlaneLayer(QObject):
    """The pixels of a plane of two settings, drawn in a plot as they are computed."""

    drawn = Signal(object)  # the `Painted` that is shown

    def __init__(
        self, plot: Plot, depth: float, share: float = 1.0, host: Still | None = None
    ) -> None:
        """A layer of a plot, or of a `host` in it.

        `share`: how much is left of the colours, where something is drawn over them.
        """
        super().__init__(plot)
        self.quantity = "loss"
        self.by_rank = False  # whether all colours have as many pixels
        self._plot, self._share, self._host = plot, share, host
        self._own = self._runs = PlaneRuns(self)
        self._runs.join(self)
        self.item = pg.ImageItem(axisOrder="row-major")
        (host or plot).add_item(self.item, depth)
        plot.sight_changed.connect(self._follow)

    @property
    def plane(self) -> Plane | None:
        """The plane that is drawn."""
        return self._runs.plane

    @property
    def picture(self) -> Picture | None:
        """The runs that are known; for a moment those of the plane before."""
        return self._runs.picture

    @property
    def shown(self) -> Picture | None:
        """The runs that are drawn; None while those of the plane, or the result, are not known."""
        picture = self.picture
        is_of = picture is not None and picture.plane == self.plane and self.look.suits(picture)
        return picture if is_of else None

    @property
    def look(self) -> Look:
        """The colours that are wanted now."""
        return Look(self.quantity, self._plot.theme, self._share, self.by_rank)

    @property
    def is_own(self) -> bool:
        """Whether the runs that it draws are computed for it, not for another layer."""
        return self._runs is self._own

    def show_plane(self, plane: Plane | None, quantity: str) -> None:
        """Draw another plane, or none; it takes a moment, in which the old pixels stay."""
        is_another, self.quantity = quantity != self.quantity, quantity
        if self.is_own and plane == self.plane:
            if is_another:
                self.repaint()
            return
        self._draw(self._own)
        self._own.show_plane(plane)
        self.compute()

    def show_runs_of(self, other: PlaneLayer, quantity: str) -> None:
        """Draw another result of the runs that another layer has computed."""
        self.quantity = quantity
        self._own.show_plane(None)
        self._draw(other._runs)
        self.repaint()

    def compute(self) -> None:
        """Have what is seen computed, coarse first; runs of another layer are its own matter."""
        if self.is_own and self._plot.is_seen:
            self._runs.compute(area_of(self._plot))

    def repaint(self) -> None:
        """Draw the same pixels in other colours, unless another plane is on its way."""
        if self.shown is not None:
            self.show(self.shown, {})

    def close(self) -> None:
        """Give up what is being computed."""
        self._own.close()

    def pixel(self, x: float, y: float) -> tuple[int, int] | None:
        """The row and column of the pixel at a place, if it has been computed."""
        if self.picture is None:
            return None
        where = self.picture.lattice
        row = int(np.floor(y / where.y.step)) - where.y.first
        column = int(np.floor(x / where.x.step)) - where.x.first
        rows, columns = where.shape
        if not (0 <= row < rows and 0 <= column < columns):
            return None
        return (row, column) if self.picture.known[row, column] else None

    def fate(self, row: int, column: int) -> str:
        """What became of the run of a pixel, in words."""
        picture = self.picture
        assert picture is not None  # there is a pixel
        verdict = Verdict(int(picture.verdict[row, column]))
        steps = int(picture.steps[row, column])
        if verdict is Verdict.DIVERGED:
            return tr("diverged at step {step}", step=grouped(steps))
        name = self.quantity if self.quantity in picture.numbers else "loss"
        words = tr({**NAMES, **LOSSES}.get(name, name.replace("_", " ")))
        value = f"{words} {figures(float(picture.numbers[name][row, column]))}"
        basin = int(picture.basin[row, column])
        if self.quantity == BASIN and basin >= 0:
            place = minima_of(picture.plane.experiment.objective)[basin]
            value = tr("minimum ({place})", place=", ".join(map(figures, place)))
        fate = {"value": value, "verdict": tr(ENDED_WORDS[verdict])}
        return tr(
            "{value}, {verdict} after {count} step",
            "{value}, {verdict} after {count} steps",
            steps,
            **fate,
        )

    def show(self, picture: Picture, paintings: Paintings) -> None:
        """Draw a picture of the plane; one that is painted already is not painted again."""
        look = self.look
        if not look.suits(picture):
            return
        colours = paintings.get(look) or look.paint(picture)
        self.item.setImage(colours.colours, levels=None, autoLevels=False)
        x, y = picture.lattice.x.span, picture.lattice.y.span
        self.item.setRect(QRectF(x.low, y.low, x.width, y.width))
        self._renew()
        self.drawn.emit(colours)
        self._plot.read_again()

    def clear(self) -> None:
        """Draw nothing."""
        self.item.clear()
        self._renew()

    def _renew(self) -> None:
        if self._host is not None:
            self._host.renew()

    def _follow(self, is_seen: bool) -> None:
        """Go on where the plot is seen again, and rest where it is not."""
        if is_seen:
            self.compute()
        else:
            self._own.pause()

    def _draw(self, runs: PlaneRuns) -> None:
        """Draw other runs from now on."""
        if runs is not self._runs:
            self._runs.leave(self)
            self._runs = runs
            self._runs.join(self)
            self.clear()


def area_of(plot: Plot) -> Area:
    """What is seen of a plot."""
    (left, right), (bottom, top) = plot.box.viewRange()
    return Area(Span(left, right), Span(bottom, top))
