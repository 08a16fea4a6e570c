"""Curves of many runs: one item an optimizer, with gaps, thinned to what the screen can show."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor

from gdsim.app.controls.optimizers import stroke
from gdsim.app.theme import Theme, series_colour

FEW = 12_000  # points in all up to which curves are drawn 2 px wide: wider pens are 10 times slower


class Trails:
    """Trajectories with head markers in a plot; one curve item for each optimizer."""

    def __init__(self, plot: Any) -> None:
        self._plot = plot
        self._curves: dict[int, pg.PlotCurveItem] = {}
        self._heads: dict[int, pg.ScatterPlotItem] = {}

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
        for colour in list(self._curves):
            if colour not in colours:
                self._plot.removeItem(self._curves.pop(colour))
                self._plot.removeItem(self._heads.pop(colour))
        pixel = self._plot.box.viewPixelSize()
        middle = self._plot.box.viewRect().center()
        centre = middle.x(), middle.y()
        lines = [
            np.empty((0, 2)) if colour in hidden else joined(paths[i], pixel, centre)
            for i, colour in enumerate(colours)
        ]
        few = sum(map(len, lines)) <= FEW
        for index, colour in enumerate(colours):
            curve, head = self._items(colour)
            shown = colour not in hidden
            curve.setVisible(shown)
            head.setVisible(shown)
            if not shown:
                continue
            dim = lit is not None and lit != colour
            single = paths.shape[1] == 1
            width = (2.6 if lit == colour else 1.8) if few and single else 1.0
            pen = stroke(colour, theme, width)
            if dim:
                faded = QColor(pen.color())
                faded.setAlphaF(0.25)
                pen.setColor(faded)
            curve.setPen(pen)
            curve.setData(lines[index][:, 0], lines[index][:, 1], connect="finite")
            curve.setZValue(30 if lit == colour else 20)
            self._draw_heads(head, colour, heads[index], lost[index], dim, theme)

    def _draw_heads(
        self,
        item: pg.ScatterPlotItem,
        colour: int,
        heads: np.ndarray,
        lost: np.ndarray,
        dim: bool,
        theme: Theme,
    ) -> None:
        many = len(heads) > 1
        fill = series_colour(colour, theme)
        fill.setAlphaF(0.25 if dim else 1.0)
        edge = QColor(theme.background)
        edge.setAlphaF(0.25 if dim else 1.0)
        there = np.isfinite(heads).all(axis=1) & ~lost
        item.setData(
            heads[there, 0],
            heads[there, 1],
            size=5 if many else 11,
            pen=None if many else pg.mkPen(edge, width=1.5),
            brush=fill,
            symbol="o",
        )
        item.setZValue(40)

    def _items(self, colour: int) -> tuple[pg.PlotCurveItem, pg.ScatterPlotItem]:
        if colour not in self._curves:
            curve, head = pg.PlotCurveItem(antialias=True), pg.ScatterPlotItem(pxMode=True)
            self._plot.addItem(curve, ignoreBounds=True)
            self._plot.addItem(head, ignoreBounds=True)
            self._curves[colour], self._heads[colour] = curve, head
        return self._curves[colour], self._heads[colour]


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
