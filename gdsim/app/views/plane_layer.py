"""The pixels of a plane of two settings in a plot: each is a run, computed as far as it is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QImage

from gdsim.app.look.theme import ENDED_WORDS
from gdsim.app.model.plane import Area, Plane, Span, finest
from gdsim.app.views.plane_colours import Painted, painted
from gdsim.app.views.plot import Plot, figures
from gdsim.app.worker.background import Background
from gdsim.app.worker.survey import Picture, Strips, survey
from gdsim.engine.verdict import Verdict


class PlaneLayer(QObject):
    """The pixels of a plane of two settings, drawn in a plot as they are computed."""

    drawn = Signal(object)  # the `Painted` that is shown

    def __init__(self, plot: Plot, depth: float, share: float = 1.0) -> None:
        """`share`: how much is left of the colours, where something is drawn over them."""
        super().__init__(plot)
        self.plane: Plane | None = None
        self.picture: Picture | None = None
        self.quantity = "loss"
        self.by_rank = False  # whether all colours have as many pixels
        self._plot, self._strips, self._share = plot, Strips(), share
        self._surveys = Background(self)
        self._image = pg.ImageItem(axisOrder="row-major")
        plot.add_item(self._image, depth)

    def show_plane(self, plane: Plane | None, quantity: str) -> None:
        """Draw another plane, or none; it takes a moment, in which the old pixels stay."""
        old, self.plane, self.quantity = self.plane, plane, quantity
        is_another = plane is None or (old is not None and plane.axes != old.axes)
        if self.picture is not None and is_another:  # an image that is cleared is painted anew
            self.picture = None
            self._image.clear()
        self.compute()

    def compute(self) -> None:
        """Have what is seen computed, coarse first."""
        plane, area, old = self.plane, area_of(self._plot), self.picture
        if plane is None or finest(area):
            return
        strips, colours = self._strips, self._colours()

        def work(is_wanted: Callable[[], bool]) -> Iterator[tuple[Picture, Painted]]:
            for picture in survey(plane, area, old, strips, is_wanted):
                yield picture, colours(picture)

        self._surveys.follow("plane", work, lambda result: self._show(*result))

    def repaint(self) -> None:
        """Draw the same pixels in other colours, unless another plane is on its way."""
        if self.picture is not None and self.picture.plane == self.plane:
            self._show(self.picture, self._colours()(self.picture))

    def close(self) -> None:
        """Give up what is being computed."""
        self._surveys.close()

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
            return f"diverged at step {steps:,}"
        name = self.quantity if self.quantity in picture.numbers else "loss"
        value = f"{name.replace('_', ' ')} {figures(float(picture.numbers[name][row, column]))}"
        return f"{value}, {ENDED_WORDS[verdict]} after {steps:,} steps"

    def image(self) -> QImage:
        """The pixels that are seen, one for each run; a null image if there are none."""
        if self.picture is None or self.picture.plane != self.plane:
            return QImage()
        colours = self._colours()(self.picture).colours[::-1].copy()
        rows, columns = colours.shape[:2]
        kind = QImage.Format.Format_RGBA8888
        return QImage(colours.data, columns, rows, 4 * columns, kind).copy()  # of its own memory

    def _colours(self) -> Callable[[Picture], Painted]:
        """What colours a picture as it is wanted now."""
        quantity, theme, share = self.quantity, self._plot.theme, self._share
        by_rank = self.by_rank
        return lambda picture: painted(picture, quantity, theme, share, by_rank)

    def _show(self, picture: Picture, colours: Painted) -> None:
        if picture.plane != self.plane:
            return
        self.picture = picture
        self._image.setImage(colours.colours, levels=None, autoLevels=False)
        x, y = picture.lattice.x.span, picture.lattice.y.span
        self._image.setRect(QRectF(x.low, y.low, x.width, y.width))
        self.drawn.emit(colours)
        self._plot.read_again()


def area_of(plot: Plot) -> Area:
    """What is seen of a plot."""
    (left, right), (bottom, top) = plot.box.viewRange()
    return Area(Span(left, right), Span(bottom, top))
