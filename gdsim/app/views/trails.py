"""Curves of many runs: one item an optimizer, with gaps, thinned to what the screen can show."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor, QPen

from gdsim.app.strokes import stroke
from gdsim.app.theme import Theme, series_colour

FEW = 8_000  # points in all up to which curves are 2 px wide: wider pens are several times slower
FADED = 0.25  # opacity of what is not the optimizer under the mouse


class Trails:
    """Trajectories with head markers: a curve item for each optimizer, one item for all heads."""

    def __init__(self, plot: Any) -> None:
        self._plot = plot
        self._curves: dict[int, pg.PlotCurveItem] = {}
        self.heads = pg.ScatterPlotItem(pxMode=True)
        self.heads.setZValue(40)
        plot.addItem(self.heads, ignoreBounds=True)

    def draw(
        self,
        colours: tuple[int, ...],
        hidden: frozenset[int],
        lit: int | None,
        paths: np.ndarray,
        heads: np.ndarray,
        lost: np.ndarray,
        theme: Theme,
    ) -> None:
        """Draw paths (o, d, s, 2) and heads (o, d, 2); `lost` (o, d) marks diverged runs."""
        for colour in [colour for colour in self._curves if colour not in colours]:
            self._plot.removeItem(self._curves.pop(colour))
        pixel = self._plot.box.viewPixelSize()
        middle = self._plot.box.viewRect().center()
        centre = middle.x(), middle.y()
        shown = [i for i, colour in enumerate(colours) if colour not in hidden]
        lines = {i: joined(paths[i], pixel, centre) for i in shown}
        single = paths.shape[1] == 1
        wide = single and sum(map(len, lines.values())) <= FEW
        for index, colour in enumerate(colours):
            curve = self._curve(colour)
            curve.setVisible(index in lines)
            if index in lines:
                width = (2.6 if lit == colour else 1.8) if wide else 1.0
                curve.setPen(faded(stroke(colour, theme, width), lit not in (None, colour)))
                curve.setData(lines[index][:, 0], lines[index][:, 1], connect="finite")
                curve.setZValue(30 if lit == colour else 20)
        self._draw_heads(colours, shown, lit, heads, lost, theme)

    def _draw_heads(
        self,
        colours: tuple[int, ...],
        shown: list[int],
        lit: int | None,
        heads: np.ndarray,
        lost: np.ndarray,
        theme: Theme,
    ) -> None:
        single = heads.shape[1] == 1
        places, brushes = [np.empty((0, 2))], []
        for index in sorted(shown, key=lambda index: colours[index] == lit):
            there = heads[index][np.isfinite(heads[index]).all(axis=1) & ~lost[index]]
            fill = series_colour(colours[index], theme)
            fill.setAlphaF(FADED if lit not in (None, colours[index]) else 1.0)
            places.append(there)
            brushes += [pg.mkBrush(fill)] * len(there)
        spots = np.concatenate(places)
        edge = pg.mkPen(theme.background, width=1.5) if single else None
        size = 11 if single else 5
        self.heads.setData(spots[:, 0], spots[:, 1], size=size, pen=edge, brush=brushes, symbol="o")

    def _curve(self, colour: int) -> pg.PlotCurveItem:
        if colour not in self._curves:
            self._curves[colour] = pg.PlotCurveItem(antialias=True)
            self._plot.addItem(self._curves[colour], ignoreBounds=True)
        return self._curves[colour]


def faded(pen: QPen, dim: bool) -> QPen:
    """The pen, pale if `dim`."""
    if dim:
        colour = QColor(pen.color())
        colour.setAlphaF(FADED)
        pen.setColor(colour)
    return pen


def joined(
    paths: np.ndarray, pixel: tuple[float, float], centre: tuple[float, float] = (0.0, 0.0)
) -> np.ndarray:
    """Paths (d, s, 2) as one list of points with NaN gaps, without steps inside one pixel.

    Points more than 100 000 px from the centre of the view are left out: Qt draws so far slowly.
    """
    d = len(paths)
    flat = np.concatenate([paths, np.full((d, 1, 2), np.nan)], axis=1).reshape(-1, 2)
    size = np.maximum(np.abs(np.asarray(pixel, float)), 1e-300)
    with np.errstate(invalid="ignore", over="ignore"):
        places = np.floor((flat - centre) / size)
        places[~(np.abs(places) < 1e5).all(axis=1)] = np.nan
        gap = np.isnan(places[:, 0])
        moved = np.ones(len(flat), bool)
        moved[1:] = np.any(places[1:] != places[:-1], axis=1)
    moved[1:] &= ~(gap[1:] & gap[:-1])
    return np.where(gap[moved, None], np.nan, flat[moved])
