"""Curves of a comparison: one line per optimizer, read under the mouse, opened by a click."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGraphicsPolygonItem

from gdsim.app.look.strokes import paler, stroke, with_opacity
from gdsim.app.look.theme import Theme, series_colour
from gdsim.app.look.type_size import px, thick
from gdsim.app.views.axis import LogAxis
from gdsim.app.views.labels import MANY, Label, Labels
from gdsim.app.views.plot import Plot
from gdsim.app.views.polyline import Polyline
from gdsim.app.views.scales import outline
from gdsim.app.views.spots import Spots
from gdsim.results.analysis.scales import ends_apart

FEW = 4  # lines of which all bands are drawn; of more, that of the one under the mouse
NEAR = 12.0  # px from a line at which the mouse is on it
FADED, BAND = 0.22, 0.13  # opacities
ROOM = 0.04  # of an axis, beyond its ends
NAMES = 0.12  # of an axis, beyond its end, for names


@dataclass(frozen=True, eq=False)
class Line:
    """One row's numbers (n,) as the library's data has them; infinite ones are gaps.

    low, high: the ends of its band. best: the place of its best number. is_held: whether a number
    holds until the next place.
    """

    label: str
    colour: int
    x: np.ndarray
    y: np.ndarray
    low: np.ndarray | None = None
    high: np.ndarray | None = None
    best: tuple[float, float] | None = None
    is_held: bool = False


@dataclass(frozen=True)
class Axes:
    """The names of two axes and their scales; `y_share`: numbers are shares from 0 to 1."""

    x: str
    y: str
    x_log: bool = True
    y_log: bool = False
    y_share: bool = False


class Curves(Plot):
    """Draws lines; `words` says what is read at a place of one of them."""

    picked = Signal(int, int)  # the row and the place of a line that is clicked

    def __init__(self, words: Callable[[Line, int], str]) -> None:
        super().__init__(axes={"bottom": LogAxis("bottom"), "left": LogAxis("left")})
        self._words = words
        self.lines: tuple[Line, ...] = ()
        self.axes = Axes("", "")
        self.lit: int | None = None
        self._drawn: list[Polyline] = []
        self._bands: list[QGraphicsPolygonItem] = []
        self._best = Spots()
        self.add_item(self._best, 40)
        self.labels = Labels(self)
        self.box.disableAutoRange()
        self.box.setMouseEnabled(x=False, y=False)
        self.item.getAxis("left").setGrid(30)
        self.scene().sigMouseClicked.connect(self._clicked)

    def show_lines(self, lines: Sequence[Line], axes: Axes) -> None:
        """Draw other lines."""
        self.lines, self.axes = tuple(lines), axes
        bottom, left = (self.item.getAxis(side) for side in ("bottom", "left"))
        bottom.is_linear, left.is_linear = not axes.x_log, not axes.y_log
        left.shares = axes.y_share
        left.setWidth(px(60))
        self.name_axes(axes.x, axes.y)
        self._fit()
        self._draw()

    def light(self, row: int | None) -> None:
        """Have one line stand out, or none."""
        if row != self.lit:
            self.lit = row
            self._draw()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        self._draw()

    def read(self, x: float, y: float) -> str:
        """The numbers of the line under the mouse."""
        near = self.nearest(x, y)
        self.light(None if near is None else near[0])
        return "" if near is None else self._words(self.lines[near[0]], near[1])

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.light(None)

    def nearest(self, x: float, y: float) -> tuple[int, int] | None:
        """The row of the line at a place of the axes, and the nearest of its places."""
        found, least = None, NEAR
        wide, tall = self.pixel
        for row, line in enumerate(self.lines):
            xs, ys = self.places(line)
            known = np.flatnonzero(np.isfinite(ys))
            if not known.size:
                continue
            near = _near_held if line.is_held else _near
            at, away = near(xs[known], ys[known], x, y, wide, tall)
            if away < least:
                found, least = (row, int(known[at])), away
        return found

    def places(self, line: Line) -> tuple[np.ndarray, np.ndarray]:
        """Its numbers as places of the axes; NaN where there is none."""
        return _placed(line.x, self.axes.x_log), _placed(line.y, self.axes.y_log)

    def _fit(self) -> None:
        xs = [self.places(line)[0] for line in self.lines]
        ys = [self.places(line)[1] for line in self.lines]
        if self.axes.y_share:
            ends = (0.0, 1.0)
        else:
            lows = [
                _placed(line.low, self.axes.y_log)
                for line in self.lines
                if line.low is not None and len(self.lines) <= FEW
            ]
            ends = _ends([*ys, *lows])
            starts = [y[np.isfinite(y)] for y in ys]
            top = max((float(np.quantile(y, 0.98)) for y in starts if y.size), default=ends[1])
            ends = ends[0], max(top, ends[0] + 0.5) if self.axes.y_log else ends[1]
        across, room = _ends(xs), ROOM * (ends[1] - ends[0])
        end = NAMES * (across[1] - across[0]) if len(self.lines) <= MANY else 0.0
        self.box.setRange(
            xRange=(across[0], across[1] + end), yRange=(ends[0] - room, ends[1] + room), padding=0
        )

    def _draw(self) -> None:
        while len(self._drawn) < len(self.lines):
            self._drawn.append(Polyline())
            self.add_item(self._drawn[-1], 30)
            self._bands.append(QGraphicsPolygonItem())
            self.add_item(self._bands[-1], 10)
        for row, (drawn, band) in enumerate(zip(self._drawn, self._bands, strict=True)):
            is_shown = row < len(self.lines)
            drawn.setVisible(is_shown)
            band.setVisible(is_shown and self._has_band(row))
            if is_shown:
                self._draw_line(row, drawn, band)
        self._draw_best()
        self._draw_labels()

    def _draw_line(self, row: int, drawn: Polyline, band: QGraphicsPolygonItem) -> None:
        line = self.lines[row]
        x, y = self.places(line)
        if line.is_held and len(x):
            x, y = np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1]
        drawn.set_points(x, y)
        pen = stroke(line.colour, self.theme, 2.8 if row == self.lit else 1.8)
        drawn.setPen(pen if self.lit in (None, row) else paler(pen, FADED))
        drawn.setZValue(35 if row == self.lit else 30)
        if self._has_band(row):
            assert line.low is not None and line.high is not None  # it has a band
            bottom, top = self.box.viewRange()[1]
            low, high = (_placed(each, self.axes.y_log) for each in (line.low, line.high))
            high = np.where(np.isposinf(line.high), top, np.minimum(high, top))
            xs = _placed(line.x, self.axes.x_log)
            band.setPolygon(outline(xs, np.maximum(low, bottom), high, (bottom, top)))
            band.setPen(Qt.PenStyle.NoPen)
            band.setBrush(with_opacity(series_colour(line.colour, self.theme), BAND))

    def _has_band(self, row: int) -> bool:
        is_open = row == self.lit or (self.lit is None and len(self.lines) <= FEW)
        return is_open and self.lines[row].low is not None

    def _draw_best(self) -> None:
        shown = [
            (line.best, series_colour(line.colour, self.theme))
            for row, line in enumerate(self.lines)
            if line.best is not None and self.lit in (None, row)
        ]
        if not shown:
            self._best.clear()
            return
        places = np.array([at for at, _ in shown], float).T
        x, y = _placed(places[0], self.axes.x_log), _placed(places[1], self.axes.y_log)
        colours = [colour for _, colour in shown]
        self._best.show(
            np.stack([x, y], axis=-1), None, brush=colours, size=thick(8.0),
            pen=self.theme.background,
        )  # fmt: skip

    def _draw_labels(self) -> None:
        named = []
        for line in self.lines:
            x, y = self.places(line)
            known = np.flatnonzero(np.isfinite(y))
            if known.size:
                at = int(known[-1])
                named.append(Label(line.label, line.colour, float(x[at]), float(y[at])))
        lit = None if self.lit is None or self.lit >= len(self.lines) else self.lines[self.lit]
        self.labels.show_labels(named, None if lit is None else lit.colour, self.theme)

    def _clicked(self, event: Any) -> None:
        place = self.click_place(event)
        near = None if place is None else self.nearest(place.x(), place.y())
        if near is not None:
            self.picked.emit(*near)


def _near(
    xs: np.ndarray, ys: np.ndarray, x: float, y: float, wide: float, tall: float
) -> tuple[int, float]:
    """The nearest of the points of a line to a place, and how many pixels the line is away."""
    at = int(np.argmin(np.abs(xs - x)))
    from_point = np.hypot((xs[at] - x) / wide, (ys[at] - y) / tall)
    return at, float(min(abs(float(np.interp(x, xs, ys)) - y) / tall, from_point))


def _near_held(
    xs: np.ndarray, ys: np.ndarray, x: float, y: float, wide: float, tall: float
) -> tuple[int, float]:
    """The same of a line of steps, each up to its point: the point that it has come to."""
    at = max(int(np.searchsorted(xs, x, side="right")) - 1, 0)
    found = at, abs(float(ys[at]) - y) / tall
    for rise in (at, at + 1):
        if 0 < rise < len(xs):
            low, high = sorted((float(ys[rise - 1]), float(ys[rise])))
            beside = (float(xs[rise]) - x) / wide
            away = math.hypot(beside, (y - min(max(y, low), high)) / tall)
            if away < found[1]:
                found = rise, away
    return found


def _placed(values: np.ndarray, log: bool) -> np.ndarray:
    """Numbers as places of an axis; NaN for those that have none."""
    values = np.asarray(values, float)
    with np.errstate(all="ignore"):
        places = np.log10(values) if log else values
    return np.where(np.isfinite(places), places, np.nan)


def _ends(many: Sequence[np.ndarray]) -> tuple[float, float]:
    """The ends of the known places; an axis of some length where they are one or none."""
    return ends_apart(np.concatenate([*many, np.zeros(0)]))
