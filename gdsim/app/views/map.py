"""The map: an objective of two variables from above, with the runs on it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QColor

from gdsim.app.look.theme import DARK, LIGHT, Theme, map_colours
from gdsim.app.model.workbench import Document
from gdsim.app.views.landscape import SIDE, Landscape, landscape
from gdsim.app.views.plot import Plot, figures, rounded
from gdsim.app.views.trails import Trails
from gdsim.app.worker.background import Background
from gdsim.app.worker.frame import Frame
from gdsim.engine.verdict import Verdict

REDRAW = 90  # ms after the last zoom or pan until the map is computed anew


class MapView(Plot):
    """Draws frames of objectives with two variables; a click picks a start."""

    clicked = Signal(float, float)
    pointed = Signal(object)  # the colour number of the run under the mouse, or None

    def __init__(self, background: Background) -> None:
        super().__init__("x", "y")
        self._helper = background
        self._objective: Any = None
        self._landscape: Landscape | None = None
        self._picture = pg.ImageItem(axisOrder="row-major")
        self._lines = pg.PlotCurveItem(antialias=True)
        self._minima = pg.ScatterPlotItem(pxMode=True)
        self._starts = pg.ScatterPlotItem(pxMode=True)
        for depth, item in enumerate((self._picture, self._lines, self._minima, self._starts)):
            item.setZValue(depth if depth < 2 else 8 + depth)
            self.addItem(item, ignoreBounds=True)
        self.trails = Trails(self)
        self._names: dict[int, str] = {}
        self.item.getAxis("bottom").setZValue(60)
        self.item.getAxis("left").setZValue(60)
        self._redraw = QTimer(self, singleShot=True, interval=REDRAW)
        self._redraw.timeout.connect(self.compute)
        self._redraw.timeout.connect(self.trails.redraw)
        self.box.disableAutoRange()
        self.box.sigRangeChanged.connect(lambda *_: self._redraw.start())
        self.scene().sigMouseClicked.connect(self._mouse_clicked)

    def show_objective(self, objective: Any) -> None:
        """Draw the map of another objective; the old one stays until the new one is ready."""
        old = self._objective
        self._objective = objective
        self.name_axes(*objective.variables)
        if old is None or tuple(old.domain) != tuple(objective.domain):
            self.fit()
        self._draw_minima()
        self.compute()

    def fit(self) -> None:
        """Show the whole domain."""
        if self._objective is not None:
            (left, right), (bottom, top) = self._objective.domain
            self.setRange(QRectF(left, bottom, right - left, top - bottom), padding=0)

    def compute(self) -> None:
        """Have the visible part of the map computed in the background."""
        if self._objective is None:
            return
        (left, right), (bottom, top) = self.box.viewRange()
        objective = self._objective
        self._redraw.stop()
        self._helper.ask(
            "map",
            lambda: landscape(objective, (left, right, bottom, top)),
            lambda found: self._show(objective, found),
        )

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        if hasattr(self, "_picture"):
            self._draw_landscape()
            self._draw_minima()

    def draw(self, frame: Frame, document: Document, lit: int | None) -> None:
        """Draw the runs of a frame."""
        starts = frame.path[:, :, 0].reshape(-1, 2)
        starts = np.unique(starts[np.isfinite(starts).all(axis=1)], axis=0)
        single = len(starts) == 1
        text = QColor(self.theme.text)
        if not single:
            text.setAlphaF(0.45)
        self._starts.setData(
            starts[:, 0],
            starts[:, 1],
            symbol="o",
            size=13 if single else 3,
            pen=pg.mkPen(text, width=1.6) if single else None,
            brush=None if single else text,
        )
        # stars stay in sight: over many small heads, and larger than the few large ones
        self._minima.setZValue(45 if frame.heads.shape[1] > 1 else 35)
        self._names = dict(zip(frame.colours, frame.experiment.labels, strict=True))
        lost = frame.verdict[:, : frame.heads.shape[1]] == Verdict.DIVERGED
        self.trails.draw(
            frame.colours, document.hidden, lit, frame.path, frame.heads, lost, self.theme
        )

    def read(self, x: float, y: float) -> str:
        """x, y and the value there."""
        if self._objective is None:
            return ""
        names = self._objective.variables
        try:
            value = self._objective.value([x, y])
        except (ArithmeticError, ValueError):
            value = float("nan")
        run = self._name_at(x, y)
        return f"{run}{names[0]} {figures(x)}   {names[1]} {figures(y)}   f {figures(value)}"

    def clear_runs(self) -> None:
        """Draw no runs: those there are belong to another objective."""
        self._starts.clear()
        self.trails.clear()

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)

    def _name_at(self, x: float, y: float) -> str:
        """The optimizer whose run is at a place, for the readout; it is told to who listens."""
        colour = self.trails.nearest(x, y)
        self.pointed.emit(colour)
        return f"{self._names[colour]}   " if colour in self._names else ""

    def _show(self, objective: Any, found: Landscape) -> None:
        if objective is self._objective:
            self._landscape = found
            self._draw_landscape()

    def _draw_landscape(self) -> None:
        found = self._landscape
        if found is None:
            return
        left, right, bottom, top = found.box
        picture = map_colours(self.theme)[found.ranks]
        picture[~found.known, 3] = 0
        # the values stand in the middle of the picture's cells
        x, y = (right - left) / (SIDE - 1) / 2, (top - bottom) / (SIDE - 1) / 2
        self._picture.setImage(picture, levels=None, autoLevels=False)
        width, height = right - left + 2 * x, top - bottom + 2 * y
        self._picture.setRect(QRectF(left - x, bottom - y, width, height))
        ink = QColor(self.theme.text)
        ink.setAlphaF(0.16 if self.theme is LIGHT else 0.14)
        self._lines.setPen(pg.mkPen(ink, width=1))
        self._lines.setData(found.lines[:, 0], found.lines[:, 1], connect="finite")

    def _draw_minima(self) -> None:
        minima = np.array(self._objective.minima if self._objective is not None else ())
        minima = minima.reshape(-1, 2)
        gold = "#FFD75E" if self.theme is DARK else "#FFF4C2"
        self._minima.setData(
            minima[:, 0],
            minima[:, 1],
            symbol="star",
            size=19,
            pen=pg.mkPen(self.theme.text if self.theme is LIGHT else "#5A4A10", width=1.2),
            brush=gold,
        )

    def _mouse_clicked(self, event: Any) -> None:
        place = event.scenePos()
        if event.button().name != "LeftButton" or not self.box.sceneBoundingRect().contains(place):
            return
        at, (px, py) = self.box.mapSceneToView(place), self.box.viewPixelSize()
        event.accept()
        self.clicked.emit(rounded(at.x(), px), rounded(at.y(), py))
