"""A network of one input: its samples, and the curve of its outputs."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPolygonF
from PySide6.QtWidgets import QGraphicsPolygonItem

from gdsim.app.look.figures import figures
from gdsim.app.look.strokes import with_opacity
from gdsim.app.look.theme import Theme, class_colour, class_mark, series_colour
from gdsim.app.look.type_size import thick
from gdsim.app.translation import tr
from gdsim.app.views import surface as pictures
from gdsim.app.views.run_view import Job, RunView
from gdsim.app.views.spots import shared
from gdsim.app.views.surface import Fit
from gdsim.app.worker.background import Background
from gdsim.objectives.datasets import Data


class FitView(RunView):
    """Draws one run of a network of one raw input."""

    def __init__(self, background: Background) -> None:
        super().__init__("x", tr("target"), background)
        self.curve: Fit | None = None
        self._curves: list[pg.PlotCurveItem] = []
        self._bands: list[QGraphicsPolygonItem] = []
        for depth, item in enumerate((self._test, self._train)):
            self.add_item(item, depth)
        self.box.sigXRangeChanged.connect(lambda *_: self._redraw.start())

    def axis_names(self, data: Data) -> tuple[str, str]:
        """The names of the input and of the targets."""
        return data.raw_names[0], _target_name(data)

    def fit(self) -> None:
        """Show all samples."""
        if self._network is None:
            return
        data = self._network.data
        xs = np.concatenate([data.raw_inputs, data.raw_test_inputs])[:, 0]
        ys = np.concatenate([_heights(data, data.targets), _heights(data, data.test_targets)])
        self.box.setXRange(float(xs.min()), float(xs.max()), padding=0.04)
        self.box.setYRange(float(ys.min()), float(ys.max()), padding=0.12)

    def ask_for(self, job: Job) -> None:
        """Have the curve over the visible inputs computed in the background."""
        ends = job.box[:2]

        def work() -> Fit:
            curve = pictures.fit(job.own, job.focus.params, ends, job.dtype)
            if not job.over_seeds or not len(job.focus.seeds):
                return curve
            return replace(curve, band=pictures.band(job.own, job.focus.seeds, ends, job.dtype))

        self._helper.ask("fit", work, lambda curve: self._show(job, curve))

    def clear_outputs(self) -> None:
        """Draw no curve."""
        self.curve = None
        for curve in self._curves:
            curve.setData([], [])
        self._draw_bands(None)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
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
        said = ", ".join(figures(output, 3) for output in outputs)
        return words + tr("output {numbers}", numbers=said)

    def _show(self, job: Job, curve: Fit) -> None:
        if self.accepts(job):
            self.curve = curve
            self._draw_curves()

    def _draw_curves(self) -> None:
        if self.curve is None:
            return
        self._draw_bands(self.curve)
        count = self.curve.y.shape[1]
        while len(self._curves) < count:
            self._curves.append(pg.PlotCurveItem(antialias=True))
            self.add_item(self._curves[-1], 10)
        for index, curve in enumerate(self._curves):
            curve.setVisible(index < count)
            if index < count:
                pen = self._output_colour(index, count)
                curve.setPen(pg.mkPen(pen, width=thick(2.2)))
                curve.setData(self.curve.x, self.curve.y[:, index], connect="finite")

    def _draw_bands(self, curve: Fit | None) -> None:
        """Shade what most of the seeds give, below the curves."""
        count = 0 if curve is None or curve.band is None else curve.band.shape[2]
        while len(self._bands) < count:
            self._bands.append(QGraphicsPolygonItem())
            self.add_item(self._bands[-1], 5)
        for index, item in enumerate(self._bands):
            item.setVisible(index < count)
            if curve is not None and curve.band is not None and index < count:
                low, high = curve.band[:, :, index]
                known = np.isfinite(low) & np.isfinite(high)
                xs = np.concatenate([curve.x[known], curve.x[known][::-1]])
                ys = np.concatenate([low[known], high[known][::-1]])
                corners = zip(xs.tolist(), ys.tolist(), strict=True)
                item.setPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
                item.setPen(pg.mkPen(None))
                item.setBrush(with_opacity(self._output_colour(index, count), 0.22))

    def draw_samples(self, data: Data) -> None:
        """Draw the samples at their targets, or those of classes at 0 and 1."""
        for item, test in ((self._train, False), (self._test, True)):
            part = pictures.samples(data, test)
            heights = _heights(data, part.marks)
            xs = np.repeat(part.points, heights.shape[1], axis=1)
            colours = self._colours_of(data, part.marks, heights.shape[1])
            item.setData(
                xs.ravel(),
                heights.ravel(),
                size=thick(5.5 if test else 6),
                symbol=[class_mark(int(mark)) for mark in part.marks] if data.classes else "o",
                pen=shared(partial(pg.mkPen, width=thick(1.3)), colours) if test else None,
                brush=None if test else shared(pg.mkBrush, colours),
            )

    def _output_colour(self, index: int, count: int) -> QColor:
        """The only output has its optimizer's colour, several have those of classes."""
        if count == 1:
            return series_colour(self._colour, self.theme)
        return class_colour(index, self.theme)

    def _colours_of(self, data: Data, marks: np.ndarray, curves: int) -> list[QColor]:
        if data.classes:
            return [class_colour(int(mark), self.theme) for mark in marks]
        if curves > 1:
            return [self._output_colour(k, curves) for _ in marks for k in range(curves)]
        return [with_opacity(QColor(self.theme.muted), 0.75)] * len(marks)


def _target_name(data: Data) -> str:
    if len(data.classes) == 2:
        return tr("share of {name}", name=data.classes[1])
    return tr("share of each class") if data.classes else tr("target")


def _heights(data: Data, targets: np.ndarray) -> np.ndarray:
    """(n, curves): the heights of samples; 1 for all of several classes."""
    count = len(data.classes)
    if not count:
        return np.asarray(targets, float)
    return (targets.astype(float) if count == 2 else np.ones(len(targets)))[:, None]
