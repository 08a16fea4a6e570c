"""A network of two inputs from above: its samples, and what it puts out everywhere between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QColor

from gdsim.app.look.theme import OKABE_ITO, Theme, class_colour, pale_colours, value_colours
from gdsim.app.views import surface as pictures
from gdsim.app.views.plot import Plot, figures
from gdsim.app.views.surface import Surface
from gdsim.app.worker.background import Background
from gdsim.app.worker.focus import Focus

REDRAW = 60  # ms after the last zoom or pan until the surface is computed anew
ALIKE = 4.0  # sides that differ by no more than this have the same scale


class OutputsView(Plot):
    """Draws one run of a network of two raw inputs."""

    def __init__(self, background: Background) -> None:
        super().__init__("x1", "x2")
        self._helper = background
        self._network: Any = None
        self._focus: Focus | None = None
        self._dtype = "float64"
        self._asked: tuple[Any, ...] = ()
        self.drawn: tuple[Any, ...] = ()  # the run that is drawn, and its step
        self.surface: Surface | None = None
        self._picture = pg.ImageItem(axisOrder="row-major")
        self._border = pg.PlotCurveItem(antialias=True)
        self._test = pg.ScatterPlotItem(pxMode=True)
        self._train = pg.ScatterPlotItem(pxMode=True)
        for depth, item in enumerate((self._picture, self._border, self._test, self._train)):
            item.setZValue(depth)
            self.addItem(item, ignoreBounds=True)
        for side in ("bottom", "left"):
            self.item.getAxis(side).setZValue(60)
        self._redraw = QTimer(self, singleShot=True, interval=REDRAW)
        self._redraw.timeout.connect(self.compute)
        self.box.disableAutoRange()
        self.box.sigRangeChanged.connect(lambda *_: self._redraw.start())

    def show_network(self, network: Any) -> None:
        """Draw the samples of another network, and nothing over them yet."""
        old, self._network = self._network, network
        self.clear_run()
        self.name_axes(*network.data.raw_names)
        self._draw_samples()
        if old is None or old.data != network.data:
            self.fit()

    def show_run(self, focus: Focus, dtype: str) -> None:
        """Have the outputs of a run drawn as soon as they are computed."""
        self._focus, self._dtype = focus, dtype
        self.compute()

    def clear_run(self) -> None:
        """Draw no outputs."""
        self._focus, self.surface, self._asked, self.drawn = None, None, (), ()
        self._picture.clear()
        self._border.setData([], [])

    def fit(self) -> None:
        """Show all samples."""
        if self._network is not None:
            left, right, bottom, top = pictures.box_of(self._network.data)
            ratio = (right - left) / (top - bottom)
            self.box.setAspectLocked(1 / ALIKE <= ratio <= ALIKE)
            self.setRange(QRectF(left, bottom, right - left, top - bottom), padding=0)

    def compute(self) -> None:
        """Have the outputs of the run over the visible box computed in the background."""
        if self._network is None or self._focus is None:
            return
        (left, right), (bottom, top) = self.box.viewRange()
        network, focus, dtype = self._network, self._focus, self._dtype
        asked = focus.place, focus.step, left, right, bottom, top
        if asked == self._asked:
            return
        self._asked = asked
        box, paint = (left, right, bottom, top), self._painter()

        def work() -> tuple[Surface, np.ndarray]:
            found = pictures.surface(network, focus.params, box, dtype)
            return found, paint(found)

        self._helper.ask("surface", work, lambda found: self._show(network, *found, asked))

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        if hasattr(self, "_picture"):
            if self.surface is not None:
                self._draw_surface(self._painter()(self.surface))
            self._draw_samples()

    def read(self, x: float, y: float) -> str:
        """The place, and what the network puts out there."""
        if self._network is None:
            return ""
        names = self._network.data.raw_names
        return f"{names[0]} {figures(x, 3)}   {names[1]} {figures(y, 3)}{self._output_at(x, y)}"

    def _output_at(self, x: float, y: float) -> str:
        found = self.surface
        if found is None:
            return ""
        left, right, bottom, top = found.box
        known = found.values if found.values is not None else found.shares
        rows, columns = known.shape[0] - 1, known.shape[1] - 1
        column = int(np.clip((x - left) / (right - left) * columns + 0.5, 0, columns))
        row = int(np.clip((y - bottom) / (top - bottom) * rows + 0.5, 0, rows))
        if found.values is not None:
            return f"   output {figures(found.values[row, column], 3)}"
        shares = known[row, column]
        if not np.isfinite(shares).all():
            return "   output undefined"
        best = int(np.argmax(shares))
        return f"   {self._network.data.classes[best]} {shares[best]:.0%}"

    def _show(
        self, network: Any, found: Surface, picture: np.ndarray, asked: tuple[Any, ...]
    ) -> None:
        if network is self._network and self._focus is not None:
            self.surface, self.drawn = found, asked[:2]
            self._draw_surface(picture)
            self.read_again()

    def _painter(self) -> Callable[[Surface], np.ndarray]:
        """What makes a picture of a surface in the theme's colours, on any thread."""
        if self._network.data.classes:
            colours, ground = self._class_colours()
            return lambda found: pictures.blended(found.shares, colours, ground)
        ends, table = pictures.ends_of(self._network.data), pale_colours(self.theme)
        return lambda found: pictures.coloured(found.values, ends, table)

    def _draw_surface(self, picture: np.ndarray) -> None:
        found = self.surface
        left, right, bottom, top = found.box
        # the values stand in the middle of the picture's cells
        x, y = (right - left) / (picture.shape[1] - 1) / 2, (top - bottom) / (len(picture) - 1) / 2
        self._picture.setImage(picture, levels=None, autoLevels=False)
        width, height = right - left + 2 * x, top - bottom + 2 * y
        self._picture.setRect(QRectF(left - x, bottom - y, width, height))
        ink = QColor(self.theme.text)
        ink.setAlphaF(0.55)
        self._border.setPen(pg.mkPen(ink, width=1.2))
        self._border.setData(found.border[:, 0], found.border[:, 1], connect="finite")

    def _class_colours(self) -> tuple[np.ndarray, np.ndarray]:
        count = len(self._network.data.classes)
        colours = [class_colour(index, self.theme).getRgb()[:3] for index in range(count)]
        return np.array(colours, float), np.array(QColor(self.theme.background).getRgb()[:3], float)

    def _draw_samples(self) -> None:
        if self._network is None:
            return
        data = self._network.data
        for item, test in ((self._train, False), (self._test, True)):
            part = pictures.samples(data, test)
            colours = self._colours_of(part.marks)
            symbols = ["o" if mark < len(OKABE_ITO) else "s" for mark in _classes(data, part.marks)]
            ground = QColor(self.theme.background)
            ground.setAlphaF(0.85)
            if test:
                veil = pg.mkBrush(_veil(self.theme)) if data.classes else None
                look = {"pen": [pg.mkPen(c, width=1.6) for c in colours], "brush": veil}
            else:
                look = {"pen": pg.mkPen(ground), "brush": [pg.mkBrush(c) for c in colours]}
            xs, ys = part.points.T
            item.setData(xs, ys, size=6.5 if test else 8, symbol=symbols or "o", **look)

    def _colours_of(self, marks: np.ndarray) -> list[QColor]:
        data = self._network.data
        if data.classes:
            known = [class_colour(index, self.theme) for index in range(len(data.classes))]
            return [known[int(mark)] for mark in marks]
        ends = pictures.ends_of(data)
        table = pictures.coloured(marks[:, 0], ends, value_colours())
        return [QColor(*(int(each) for each in row)) for row in table]


def _classes(data: Any, marks: np.ndarray) -> list[int]:
    return [int(mark) for mark in marks] if data.classes else [0] * len(marks)


def _veil(theme: Theme) -> QColor:
    """What fills hollow marks: a little of the ground, so that they stand out on the surface."""
    veil = QColor(theme.background)
    veil.setAlphaF(0.6)
    return veil
