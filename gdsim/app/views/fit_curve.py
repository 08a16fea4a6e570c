"""A network of one input: its samples, and the curve of its outputs."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor

from gdsim.app.look.theme import Theme, class_colour, series_colour
from gdsim.app.views import surface as pictures
from gdsim.app.views.outputs import REDRAW
from gdsim.app.views.plot import Plot, figures
from gdsim.app.views.surface import Fit
from gdsim.app.worker.background import Background
from gdsim.app.worker.focus import Focus, Place
from gdsim.objectives import Network
from gdsim.objectives.datasets import Data

Request = tuple[Place, int, tuple[float, float]]  # a run, its step and the visible inputs


class FitView(Plot):
    """Draws one run of a network of one raw input."""

    def __init__(self, background: Background) -> None:
        super().__init__("x", "target")
        self._helper = background
        self._network: Network | None = None
        self._focus: Focus | None = None
        self._dtype, self._colour = "float64", 0
        self._asked: Request | None = None
        self.drawn: tuple[Place, int] | None = None  # the drawn run and its step
        self.curve: Fit | None = None
        self._curves: list[pg.PlotCurveItem] = []
        self._test = pg.ScatterPlotItem(pxMode=True)
        self._train = pg.ScatterPlotItem(pxMode=True)
        for depth, item in enumerate((self._test, self._train)):
            self.add_item(item, depth)
        self._redraw = QTimer(self, singleShot=True, interval=REDRAW)
        self._redraw.timeout.connect(self.compute)
        self.box.disableAutoRange()
        self.box.sigXRangeChanged.connect(lambda *_: self._redraw.start())

    def show_network(self, network: Network) -> None:
        """Draw the samples of another network, and no curve yet."""
        old, self._network = self._network, network
        self.clear_run()
        name = network.data.raw_names[0]
        self.name_axes(name, _target_name(network.data))
        self._draw_samples()
        if old is None or old.data != network.data:
            self.fit()

    def show_run(self, focus: Focus, dtype: str, colour: int = 0) -> None:
        """Have the curve of a run drawn, in an optimizer's colour, as soon as it is computed."""
        self._focus, self._dtype, self._colour = focus, dtype, colour
        self.compute()

    def clear_run(self) -> None:
        """Draw no curve."""
        self._focus = self.curve = self._asked = self.drawn = None
        for curve in self._curves:
            curve.setData([], [])

    def fit(self) -> None:
        """Show all samples."""
        if self._network is None:
            return
        data = self._network.data
        xs = np.concatenate([data.raw_inputs, data.raw_test_inputs])[:, 0]
        ys = np.concatenate([_heights(data, data.targets), _heights(data, data.test_targets)])
        self.setXRange(float(xs.min()), float(xs.max()), padding=0.04)
        self.setYRange(float(ys.min()), float(ys.max()), padding=0.12)

    def compute(self) -> None:
        """Have the curve over the visible inputs computed in the background."""
        if self._network is None or self._focus is None:
            return
        left, right = self.box.viewRange()[0]
        network, focus, dtype = self._network, self._focus, self._dtype
        request = focus.place, focus.step, (left, right)
        if request == self._asked:
            return
        self._asked = request
        self._helper.ask(
            "fit",
            lambda: pictures.fit(network, focus.params, (left, right), dtype),
            lambda computed: self._show(network, computed, request),
        )

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        self._draw_samples()
        self._draw_curves()

    def read(self, x: float, y: float) -> str:
        """The input, and the outputs of the network for it."""
        if self._network is None:
            return ""
        data, curve = self._network.data, self.curve
        words = f"{data.raw_names[0]} {figures(x, 3)}   "
        if curve is None or not curve.x[0] <= x <= curve.x[-1]:
            return words + f"{_target_name(data)} {figures(y, 3)}"
        outputs = [float(np.interp(x, curve.x, heights)) for heights in curve.y.T]
        return words + "output " + ", ".join(figures(output, 3) for output in outputs)

    def _show(self, network: Network, computed: Fit, request: Request) -> None:
        if network is self._network and self._focus is not None:
            self.curve, self.drawn = computed, request[:2]
            self._draw_curves()

    def _draw_curves(self) -> None:
        if self.curve is None:
            return
        count = self.curve.y.shape[1]
        while len(self._curves) < count:
            self._curves.append(pg.PlotCurveItem(antialias=True))
            self.add_item(self._curves[-1], 10)
        for index, curve in enumerate(self._curves):
            curve.setVisible(index < count)
            if index < count:
                first = self._colour if count == 1 else index
                curve.setPen(pg.mkPen(series_colour(first, self.theme), width=2.2))
                curve.setData(self.curve.x, self.curve.y[:, index], connect="finite")

    def _draw_samples(self) -> None:
        if self._network is None:
            return
        data = self._network.data
        for item, test in ((self._train, False), (self._test, True)):
            part = pictures.samples(data, test)
            heights = _heights(data, part.marks)
            xs = np.repeat(part.points, heights.shape[1], axis=1)
            colours = self._colours_of(data, part.marks, heights.shape[1])
            item.setData(
                xs.ravel(),
                heights.ravel(),
                size=5.5 if test else 6,
                symbol="o",
                pen=[pg.mkPen(c, width=1.3) for c in colours] if test else None,
                brush=None if test else [pg.mkBrush(c) for c in colours],
            )

    def _colours_of(self, data: Data, marks: np.ndarray, curves: int) -> list[QColor]:
        if data.classes:
            return [class_colour(int(mark), self.theme) for mark in marks]
        if curves > 1:
            return [series_colour(k, self.theme) for _ in marks for k in range(curves)]
        ink = QColor(self.theme.muted)
        ink.setAlphaF(0.75)
        return [ink] * len(marks)


def _target_name(data: Data) -> str:
    if len(data.classes) == 2:
        return f"share of {data.classes[1]}"
    return "share of each class" if data.classes else "target"


def _heights(data: Data, targets: np.ndarray) -> np.ndarray:
    """(n, curves): the heights of samples; 1 for all of several classes."""
    count = len(data.classes)
    if not count:
        return np.asarray(targets, float)
    return (targets.astype(float) if count == 2 else np.ones(len(targets)))[:, None]
