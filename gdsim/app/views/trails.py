"""Curves of many runs: one item per optimizer, with gaps, thinned to the screen's pixels."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QBrush

from gdsim.app.look.strokes import paler
from gdsim.app.look.theme import Theme, series_colour
from gdsim.app.look.type_size import thick
from gdsim.app.views.bands import Band, is_swinging, middles, pieces
from gdsim.app.views.growing import Growing
from gdsim.app.views.nearest_run import ON_HEAD, ON_PATH
from gdsim.app.views.plot import Plot
from gdsim.app.views.polyline import Polyline
from gdsim.app.views.runs import FEW, Runs
from gdsim.app.views.spots import Spots
from gdsim.app.views.still import Still
from gdsim.engine.verdict import Verdict

MARGIN = 8  # px a cross stays inside the view
LEAVING = 0.3  # share of the opacity that is left of lines that leave the view
BAND = 0.28  # and of the band of a path that swings to and fro


class Seen(NamedTuple):
    """What is seen of a plot: its ranges, (2,) the size of a pixel, the middle, the px round it."""

    view: list[list[float]]
    pixel: np.ndarray
    centre: tuple[float, float]
    around: float

    @classmethod
    def of(cls, plot: Plot) -> Seen:
        """What is seen of a plot now."""
        box, size = plot.box, plot.box.boundingRect()
        view = box.viewRange()
        centre = sum(view[0]) / 2, sum(view[1]) / 2
        return cls(view, plot.pixel, centre, 2 * (size.width() + size.height()))


class Trails:
    """Trajectories with head markers: a curve item for each optimizer, one item for all heads."""

    def __init__(self, plot: Plot) -> None:
        self._plot = plot
        self._curves: dict[int, Polyline] = {}
        self._ahead_curves: dict[int, Polyline] = {}
        self.bands: dict[Polyline, Band] = {}  # of the paths that swing to and fro
        self.leaving: dict[Polyline, Polyline] = {}  # the pale lines that leave the view
        self._drawn: dict[Polyline, tuple[Any, ...]] = {}  # what the parts of a curve depend on
        self._still = Still(plot, 15)  # draws the complete paths
        self._growing = Growing(plot, 20)  # draws what has been played of them
        self._ahead_drawn: tuple[Any, ...] = ()  # what their curves depend on
        self._ahead_joined: tuple[Any, list[np.ndarray]] = None, []  # and their points
        self.heads = Spots()
        plot.add_item(self.heads, 40)
        self.crosses = Spots()  # where diverged runs left the view
        plot.add_item(self.crosses, 42)
        self.drawn: Runs | None = None
        self._is_seen = True
        self.lines: dict[int, np.ndarray] = {}  # the points of those that are drawn, with gaps
        self._ahead_lines: dict[int, np.ndarray] = {}
        self._alive: dict[int, np.ndarray] = {}  # the heads that are drawn

    def draw(self, runs: Runs) -> None:
        """Draw runs."""
        self.drawn = runs
        colours, paths = runs.colours, runs.paths
        if not self._is_seen:
            return
        for curves, host in ((self._curves, self._growing), (self._ahead_curves, self._still)):
            for colour in [colour for colour in curves if colour not in colours]:
                self._remove(curves.pop(colour), host)
        seen, shown = Seen.of(self._plot), runs.shown
        lines = dict(zip(shown, each_joined(paths[shown], seen.pixel, seen.centre), strict=True))
        single = paths.shape[1] == 1
        wide = single and sum(map(len, lines.values())) <= FEW
        for index, colour in enumerate(colours):
            curve = _curve(self._curves, colour, self._growing, 20)
            self._set_visible(curve, index in lines)
            if index in lines:
                curve.setPen(runs.played(colour, wide))
                curve.setZValue(30 if runs.lit == colour else 20)
                self._draw_line(curve, lines[index], single, self._growing, seen)
        self._growing.update()
        self._draw_ahead(runs, seen)
        self.lines = {colours[i]: line for i, line in lines.items()} | self._ahead_lines
        self._draw_heads(runs)
        self._draw_crosses(single, runs.theme)

    def move(self, heads: np.ndarray) -> None:
        """Draw the same runs with their heads, (o, d, 2), elsewhere."""
        if self.drawn is not None:
            self.drawn = self.drawn._replace(heads=heads)
            if self._is_seen:
                self._draw_heads(self.drawn)

    def set_seen(self, seen: bool) -> None:
        """Draw from now on, or only keep what is to be drawn while it cannot be seen."""
        is_late = seen and not self._is_seen
        self._is_seen = seen
        if is_late:
            self.redraw()

    def left_at(self) -> np.ndarray:
        """(n, 2): where runs that diverged have left the view."""
        runs = self.drawn
        if runs is None:
            return np.empty((0, 2))
        seen, lost = Seen.of(self._plot), [i for i in runs.shown if runs.lost[i].any()]
        left = [exits(runs.paths[i][runs.lost[i]], seen) for i in lost]
        return np.concatenate([np.empty((0, 2)), *left])

    def redraw(self) -> None:
        """Draw the same runs again, thinned for another visible part."""
        if self.drawn is not None:
            self.draw(self.drawn)

    def clear(self) -> None:
        """Draw no runs."""
        self.drawn = None
        for curve in (*self._curves.values(), *self._ahead_curves.values()):
            self._set_visible(curve, False)
        self._growing.update()
        self.lines, self._ahead_lines, self._alive, self._ahead_drawn = {}, {}, {}, ()
        self._ahead_joined = None, []
        self._still.renew()
        self.heads.clear()
        self.crosses.clear()

    def nearest(self, x: float, y: float) -> int | None:
        """The colour number of the run at a place, heads before lines; None without a run."""
        pixel = self._plot.pixel
        place = np.array([x, y]) / pixel
        spots = {c: np.repeat(heads, 2, axis=0) for c, heads in self._alive.items()}
        for marks, reach in ((spots, ON_HEAD), (self.lines, ON_PATH)):  # spots are without length
            near = {c: distance(points / pixel, place) for c, points in marks.items()}
            best = min(near, key=near.__getitem__, default=None)
            if best is not None and near[best] <= reach:
                return best
        return None

    def _draw_ahead(self, runs: Runs, seen: Seen) -> None:
        """The complete paths, if they have changed or are seen otherwise than before."""
        colours, shown, ahead = runs.colours, runs.shown, runs.ahead
        look = colours, tuple(shown), runs.lit, runs.theme
        wanted = (id(ahead), *look, seen.view, seen.around)
        if wanted == self._ahead_drawn:
            return
        self._ahead_drawn = wanted
        lines, self._ahead_lines = {}, {}
        if ahead is not None:
            points = id(ahead), tuple(shown), seen.view, seen.around
            if points != self._ahead_joined[0]:
                joined_lines = each_joined(ahead[shown], seen.pixel, seen.centre)
                self._ahead_joined = points, joined_lines
            lines = dict(zip(shown, self._ahead_joined[1], strict=True))
        for index, colour in enumerate(colours):
            curve = _curve(self._ahead_curves, colour, self._still, 15)
            self._set_visible(curve, index in lines)
            if ahead is not None and index in lines:
                line = self._ahead_lines[colour] = lines[index]
                curve.setPen(runs.unplayed(colour))
                self._draw_line(curve, line, ahead.shape[1] == 1, self._still, seen)
        self._still.renew()

    def _draw_line(
        self, curve: Polyline, line: np.ndarray, single: bool, host: Still, seen: Seen
    ) -> None:
        """Draw a path with the pen of its curve: lines, or a band and its middle; pale at the edge.

        Lines that leave the view would paint walls across it where a run diverges.
        """
        pen, pixel = curve.pen(), seen.pixel
        points, known = (line.tobytes(), seen.view, seen.around), self._drawn.get(curve)
        if known == (points, pen):
            return
        self._drawn[curve] = points, pen
        if known is not None and known[0] == points and self._take_pen(curve):
            return
        path = line[np.isfinite(line[:, 0])] if single else line[:0]  # gaps are of both
        swings = is_swinging(path, pixel, seen.around)
        band, leaving = self.bands.get(curve), self.leaving.get(curve)
        if swings and band is None:
            band = self.bands[curve] = Band()
            host.add_item(band, curve.zValue() - 1)
        if band is not None:
            band.setVisible(swings)
        if band is not None and swings:
            band.show_polygons(pieces(path, pixel), paler(pen, BAND).color())
            line = np.concatenate([path[:1], middles(path)])
        inside, outside = at_the_edge(line, seen.view)
        curve.set_points(inside[:, 0], inside[:, 1])
        if len(outside) and leaving is None:
            leaving = self.leaving[curve] = Polyline()
            host.add_item(leaving, curve.zValue() - 1)
        if leaving is not None:
            leaving.setPen(paler(pen, LEAVING))
            leaving.set_points(outside[:, 0], outside[:, 1])

    def _take_pen(self, curve: Polyline) -> bool:
        """Have what leaves the view follow the pen of a path; whether that is all there is to do.

        A band is made anew.
        """
        band, leaving = self.bands.get(curve), self.leaving.get(curve)
        if leaving is not None:
            leaving.setPen(paler(curve.pen(), LEAVING))
        return band is None or not band.isVisible()

    def _parts(self, curve: Polyline) -> list[Polyline | Band]:
        """All that draws a path."""
        parts = (curve, self.bands.get(curve), self.leaving.get(curve))
        return [part for part in parts if part is not None]

    def _set_visible(self, curve: Polyline, visible: bool) -> None:
        if curve.isVisible() != visible:
            self._drawn.pop(curve, None)  # of its parts, not all may be seen again
            for part in self._parts(curve):
                part.setVisible(visible)

    def _remove(self, curve: Polyline, host: Still) -> None:
        for part in self._parts(curve):
            host.removeItem(part)
        self._drawn.pop(curve, None)
        self.bands.pop(curve, None)
        self.leaving.pop(curve, None)

    def _draw_crosses(self, single: bool, theme: Theme) -> None:
        self.crosses.show(
            self.left_at(),
            (single, theme),
            symbol="x",
            size=thick(13 if single else 6),
            brush=theme.verdict(Verdict.DIVERGED),
            pen=pg.mkPen(theme.background, width=1.0) if single else None,
        )

    def _draw_heads(self, runs: Runs) -> None:
        colours, theme, single = runs.colours, runs.theme, runs.heads.shape[1] == 1
        is_alive = np.isfinite(runs.heads).all(axis=2) & ~runs.lost
        order = sorted(runs.shown, key=lambda index: colours[index] == runs.lit)
        self._alive = {colours[index]: runs.heads[index][is_alive[index]] for index in order}
        fills = tuple(
            (colour, runs.strength(colour), len(heads)) for colour, heads in self._alive.items()
        )
        self.heads.show(
            np.concatenate([np.empty((0, 2)), *self._alive.values()]),
            (single, theme, fills),
            size=thick(11 if single else 6),
            pen=pg.mkPen(theme.background, width=1.5 if single else 0.8),
            brush=[
                brush
                for colour, strength, count in fills
                for brush in [_fill(colour, strength, theme)] * count
            ],
            symbol="o",
        )


@lru_cache(256)
def _fill(colour: int, strength: float, theme: Theme) -> QBrush:
    """The brush of an optimizer's heads."""
    fill = series_colour(colour, theme)
    fill.setAlphaF(strength)
    return QBrush(fill)


def _curve(curves: dict[int, Polyline], colour: int, host: Still, depth: float) -> Polyline:
    """The curve of an optimizer, made when it is first wanted."""
    if colour not in curves:
        curves[colour] = Polyline()
        host.add_item(curves[colour], depth)
    return curves[colour]


def exits(paths: np.ndarray, seen: Seen) -> np.ndarray:
    """The places where paths (d, s, 2) left the view for good: (d, 2), a little inside it.

    A path that ends in view is marked at its end, one that was never in view at the nearest edge.
    """
    (left, right), (bottom, top) = seen.view
    px, py = seen.pixel * MARGIN
    low, high = np.array([left + px, bottom + py]), np.array([right - px, top - py])
    places = []
    for path in paths:
        finite = path[np.isfinite(path).all(axis=1)]
        inside = np.flatnonzero(((finite >= low) & (finite <= high)).all(axis=1))
        if not len(finite):
            continue
        last = int(inside[-1]) if inside.size else 0
        here, following = finite[last], finite[min(last + 1, len(finite) - 1)]
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            step = following - here
            shares = np.where(step > 0, (high - here) / step, (low - here) / step)
        shares = shares[np.isfinite(shares) & (shares >= 0)]
        share = min(float(shares.min()), 1.0) if inside.size and shares.size else 0.0
        places.append(np.clip(here + share * step, low, high))
    return np.array(places).reshape(-1, 2)


def distance(line: np.ndarray, place: np.ndarray) -> float:
    """The distance from a place to a line (n, 2) with NaN gaps; infinite for less than a line."""
    if len(line) < 2:
        return float("inf")
    with np.errstate(all="ignore"):
        start, step = line[:-1], np.diff(line, axis=0)
        along = ((place - start) * step).sum(axis=1) / np.maximum((step**2).sum(axis=1), 1e-12)
        nearest = start + np.clip(along, 0, 1)[:, None] * step
        distances = np.hypot(*(nearest - place).T)
    distances = distances[np.isfinite(distances)]
    return float(distances.min()) if distances.size else float("inf")


def at_the_edge(line: np.ndarray, view: Any) -> tuple[np.ndarray, np.ndarray]:
    """A line (n, 2) with gaps in two: what is in view, and, with an end out of view, the rest.

    view: the ranges of both axes. The second has no pieces that lie beside the view as a whole,
    which would take long to draw, and is empty if there are no others.
    """
    low, high = np.array(view, float).T
    with np.errstate(invalid="ignore"):
        below, above = line < low, line > high
    out = (below | above).any(axis=1)
    if not out.any():
        return line, line[:0]
    beside = ((below[1:] & below[:-1]) | (above[1:] & above[:-1])).any(axis=1)
    leaves = (out[1:] | out[:-1]) & ~beside
    kept = np.zeros(len(line), bool)
    kept[1:] |= leaves
    kept[:-1] |= leaves
    inside, outside = line.copy(), line.copy()
    inside[out], outside[~kept] = np.nan, np.nan
    return inside, outside if kept.any() else line[:0]


def joined(
    paths: np.ndarray,
    pixel: np.ndarray | tuple[float, float],
    centre: tuple[float, float] = (0.0, 0.0),
) -> np.ndarray:
    """Paths (d, s, 2) as one list of points with NaN gaps, without steps inside one pixel."""
    return each_joined(paths[None], pixel, centre)[0]


def each_joined(
    paths: np.ndarray,
    pixel: np.ndarray | tuple[float, float],
    centre: tuple[float, float] = (0.0, 0.0),
) -> list[np.ndarray]:
    """The paths of each optimizer, (o, d, s, 2), as `joined` gives them.

    Points more than 100 000 px from the centre of the view are left out: Qt draws them slowly.
    """
    o, d, s, _ = paths.shape
    flat = np.concatenate([paths, np.full((o, d, 1, 2), np.nan)], axis=2).reshape(-1, 2)
    size = np.maximum(np.abs(np.asarray(pixel, float)), 1e-300)
    with np.errstate(invalid="ignore", over="ignore"):
        x, y = (np.floor((flat[:, i] - centre[i]) / size[i]) for i in (0, 1))
        gap = ~((np.abs(x) < 1e5) & (np.abs(y) < 1e5))
    moved = np.ones(len(flat), bool)
    moved[1:] = (x[1:] != x[:-1]) | (y[1:] != y[:-1]) | (gap[1:] != gap[:-1])
    moved[1:] &= ~(gap[1:] & gap[:-1])
    line = flat[moved]
    line[gap[moved]] = np.nan
    ends = np.cumsum(moved.reshape(o, d * (s + 1)).sum(axis=1))
    return np.split(line, ends)[:o]
