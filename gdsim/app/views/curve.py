"""The curve of an objective of one variable, with the runs moving on it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor

from gdsim.app.look.theme import DARK, LIGHT, Theme
from gdsim.app.model.workbench import Document
from gdsim.app.views.landscape import Curve, curve
from gdsim.app.views.map import REDRAW
from gdsim.app.views.plot import Plot, figures, rounded
from gdsim.app.views.trails import Trails
from gdsim.app.worker.background import Background
from gdsim.app.worker.frame import Frame
from gdsim.engine.verdict import Verdict


class CurveView(Plot):
    """Draws frames of objectives with one variable; a click picks a start."""

    clicked = Signal(float)
    pointed = Signal(object)  # the colour number of the run under the mouse, or None

    def __init__(self, background: Background) -> None:
        super().__init__("x", "f(x)")
        self._helper = background
        self._objective: Any = None
        self._fitted = False
        self._line = pg.PlotCurveItem(antialias=True)
        self._minima = pg.ScatterPlotItem(pxMode=True)
        self._starts = pg.ScatterPlotItem(pxMode=True)
        for depth, item in enumerate((self._line, self._minima, self._starts)):
            item.setZValue(5 + depth)
            self.addItem(item, ignoreBounds=True)
        self.trails = Trails(self)
        self._names: dict[int, str] = {}
        self._redraw = QTimer(self, singleShot=True, interval=REDRAW)
        self._redraw.timeout.connect(self.compute)
        self._redraw.timeout.connect(self.trails.redraw)
        self.box.disableAutoRange()
        self.box.sigXRangeChanged.connect(lambda *_: self._redraw.start())
        self.scene().sigMouseClicked.connect(self._mouse_clicked)

    def show_objective(self, objective: Any) -> None:
        """Draw another objective."""
        old, self._objective = self._objective, objective
        name = objective.variables[0]
        self.name_axes(name, f"f({name})")
        if old is None or tuple(old.domain) != tuple(objective.domain) or old != objective:
            self.fit()
        self._draw_minima()
        self.compute()

    def fit(self) -> None:
        """Show the whole domain."""
        if self._objective is not None:
            self._fitted = False
            self.setXRange(*self._objective.domain[0], padding=0.02)
            self.compute()

    def compute(self) -> None:
        """Have the visible part of the curve computed in the background."""
        if self._objective is None:
            return
        objective, box = self._objective, tuple(self.box.viewRange()[0])
        self._redraw.stop()
        self._helper.ask(
            "curve", lambda: curve(objective, box), lambda found: self._show(objective, found)
        )

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        if hasattr(self, "_line"):
            ink = QColor(theme.muted)
            self._line.setPen(pg.mkPen(ink, width=1.6))
            self._draw_minima()

    def draw(self, frame: Frame, document: Document, lit: int | None) -> None:
        """Draw the runs of a frame: place against loss."""
        paths = np.stack([frame.path[..., 0], frame.path_loss], axis=-1)
        shown = frame.heads.shape[1]
        losses = frame.loss[:, :shown] if frame.runs == shown else frame.path_loss[..., -1]
        heads = np.stack([frame.heads[..., 0], losses], axis=-1)
        starts = np.unique(paths[:, :, 0].reshape(-1, 2), axis=0)
        starts = starts[np.isfinite(starts).all(axis=1)]
        single = len(starts) == 1
        self._starts.setData(
            starts[:, 0],
            starts[:, 1],
            symbol="o",
            size=13 if single else 4,
            pen=pg.mkPen(self.theme.text, width=1.6) if single else None,
            brush=None if single else QColor(self.theme.muted),
        )
        # stars stay in sight: over many small heads, and larger than the few large ones
        self._minima.setZValue(45 if frame.heads.shape[1] > 1 else 35)
        self._names = dict(zip(frame.colours, frame.experiment.labels, strict=True))
        lost = frame.verdict[:, :shown] == Verdict.DIVERGED
        self.trails.draw(frame.colours, document.hidden, lit, paths, heads, lost, self.theme)

    def read(self, x: float, y: float) -> str:
        """X and the value there."""
        if self._objective is None:
            return ""
        try:
            value = self._objective.value([x])
        except (ArithmeticError, ValueError):
            value = float("nan")
        run = self._name_at(x, y)
        return f"{run}{self._objective.variables[0]} {figures(x)}   f {figures(value)}"

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

    def _show(self, objective: Any, found: Curve) -> None:
        if objective is not self._objective:
            return
        self._line.setData(found.x, found.y, connect="finite")
        finite = found.y[np.isfinite(found.y)]
        if finite.size and not self._fitted:
            self._fitted = True
            self.setYRange(float(finite.min()), float(finite.max()), padding=0.06)

    def _draw_minima(self) -> None:
        objective = self._objective
        minima = np.array(objective.minima if objective is not None else ()).reshape(-1)
        values = np.full(minima.shape, objective.minimum if minima.size else 0.0, float)
        self._minima.setData(
            minima,
            values,
            symbol="star",
            size=19,
            pen=pg.mkPen(self.theme.text if self.theme is LIGHT else "#5A4A10", width=1.2),
            brush="#FFD75E" if self.theme is DARK else "#FFF4C2",
        )

    def _mouse_clicked(self, event: Any) -> None:
        place = event.scenePos()
        if event.button().name != "LeftButton" or not self.box.sceneBoundingRect().contains(place):
            return
        event.accept()
        self.clicked.emit(rounded(self.box.mapSceneToView(place).x(), self.box.viewPixelSize()[0]))
