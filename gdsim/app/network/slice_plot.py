"""A slice of the loss as a landscape of one hue, with the ways of the runs on it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QTimer, Signal
from PySide6.QtGui import QColor

from gdsim.app.look.figures import figures
from gdsim.app.look.strokes import with_opacity
from gdsim.app.look.theme import LIGHT, Theme, map_colours
from gdsim.app.look.type_size import thick
from gdsim.app.network.page import Seen
from gdsim.app.network.slice_work import Slice
from gdsim.app.translation import tr
from gdsim.app.views.landscape import Box
from gdsim.app.views.nearest_run import nearest_run
from gdsim.app.views.plot import Plot, draw_picture
from gdsim.app.views.polyline import Polyline
from gdsim.app.views.run_view import REDRAW
from gdsim.app.views.runs import Runs
from gdsim.app.views.spots import Spots
from gdsim.app.views.trails import Trails
from gdsim.engine.verdict import Verdict


class SlicePlot(Plot):
    """Draws a slice: the loss, its contours, the ways of all runs, and a ring round the chosen."""

    picked = Signal(object)  # the (optimizer, run) whose way was clicked
    moved = Signal(object)  # the box that is seen, after a zoom or a pan

    def __init__(self) -> None:
        super().__init__()
        self.slice: Slice | None = None
        self._seen: Seen | None = None
        self._picture = pg.ImageItem(axisOrder="row-major")
        self._lines, self._way, self._halo, self._ring = Polyline(), Polyline(), Spots(), Spots()
        for depth, item in enumerate((self._picture, self._lines)):
            self.add_item(item, depth)
        self._trails = Trails(self)
        self.add_item(self._way, 35)
        self.add_item(self._halo, 45)
        self.add_item(self._ring, 46)
        self.raise_axes()
        self.box.disableAutoRange()
        self._redraw = QTimer(self, singleShot=True, interval=REDRAW)
        self._redraw.timeout.connect(lambda: self.moved.emit(self.shown))
        self._redraw.timeout.connect(self._trails.redraw)
        self.box.sigRangeChangedManually.connect(lambda *_: self._redraw.start())
        self.scene().sigMouseClicked.connect(self._mouse_clicked)

    @property
    def shown(self) -> Box:
        """The part of the plane that is seen."""
        (left, right), (bottom, top) = self.box.viewRange()
        return left, right, bottom, top

    def show_slice(self, computed: Slice, seen: Seen, names: tuple[str, str]) -> None:
        """Draw a slice of the runs of a frame."""
        old, self.slice, self._seen = self.slice, computed, seen
        if names != (self.names["bottom"], self.names["left"]):
            self.name_axes(*names)
        if old is None or old.box != computed.box:
            left, right, bottom, top = computed.box
            self.box.setRange(QRectF(left, bottom, right - left, top - bottom), padding=0)
        self._draw_ground()
        self._draw_runs(computed, seen)
        self.read_again()

    def clear(self) -> None:
        """Draw nothing."""
        self.slice = self._seen = None
        self._picture.clear()
        for line in (self._lines, self._way):
            line.set_points(np.empty(0), np.empty(0))
        self._trails.clear()
        self._ring.clear()
        self._halo.clear()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        if self.slice is not None and self._seen is not None:
            self._draw_ground()
            self._draw_runs(self.slice, self._seen)

    def read(self, x: float, y: float) -> str:
        """The loss at a place, and the run whose way is near it."""
        drawn = self.slice
        if drawn is None or self._seen is None:
            return ""
        left, right, bottom, top = drawn.box
        if not (left <= x <= right and bottom <= y <= top):
            return ""
        last = len(drawn.losses) - 1
        row = round((y - bottom) / (top - bottom) * last)
        column = round((x - left) / (right - left) * last)
        loss = float(drawn.losses[row, column])
        known = figures(loss) if np.isfinite(loss) else tr("not finite")
        words = tr("loss {number}", number=known)
        near = self._near(QPointF(x, y))
        if near is None:
            return words
        scene = self._seen.scene
        names = self._seen.document.labels_in(scene.experiment, scene.colours)
        name = names[scene.colours[near[0]]]
        return "   ".join([words, name, tr("run {number}", number=near[1])])

    def _draw_ground(self) -> None:
        drawn = self.slice
        assert drawn is not None  # there is one
        ranks = np.clip(np.nan_to_num(drawn.heights) * 255, 0, 255).astype(np.uint8)
        picture = map_colours(self.theme)[ranks]
        picture[np.isnan(drawn.heights), 3] = 0
        draw_picture(self._picture, picture, drawn.box)
        ink = with_opacity(QColor(self.theme.text), 0.16 if self.theme.name == LIGHT.name else 0.14)
        self._lines.setPen(pg.mkPen(ink, width=thick(1)))
        self._lines.set_points(drawn.lines[:, 0], drawn.lines[:, 1])

    def _draw_runs(self, drawn: Slice, seen: Seen) -> None:
        scene, ways = seen.scene, drawn.job.ways
        if ways is None or not drawn.paths.size:
            self._trails.clear()
            self._way.set_points(np.empty(0), np.empty(0))
        else:
            lost = scene.verdict[:, ways.numbers] == Verdict.DIVERGED
            runs = Runs(
                scene.colours, seen.document.hidden, None, drawn.paths, drawn.paths[:, :, -1],
                lost, self.theme, None, ways.numbers,
            )  # fmt: skip
            self._trails.draw(runs)
            optimizer, run = drawn.job.place
            place = np.flatnonzero(ways.numbers == run)
            way = drawn.paths[optimizer, place[0]] if place.size else np.empty((0, 2))
            self._way.setPen(runs.played(scene.colours[optimizer], True))
            self._way.set_points(way[:, 0], way[:, 1])
        ground, ink = QColor(self.theme.background), QColor(self.theme.text)
        look = self.theme.name
        self._halo.show(drawn.spot[None], look, size=thick(15), symbol="o", brush=None,
                        pen=pg.mkPen(ground, width=thick(4)))  # fmt: skip
        self._ring.show(drawn.spot[None], look, size=thick(15), symbol="o", brush=None,
                        pen=pg.mkPen(ink, width=thick(2)))  # fmt: skip

    def _near(self, place: QPointF) -> tuple[int, int] | None:
        """The (optimizer, run) whose way is near a place, by the run's own number."""
        drawn, seen = self.slice, self._seen
        if drawn is None or seen is None or drawn.job.ways is None or not drawn.paths.size:
            return None
        colours = seen.scene.colours
        rows = [i for i, colour in enumerate(colours) if colour not in seen.document.hidden]
        if not rows:
            return None
        paths = drawn.paths[rows]
        near = nearest_run((place.x(), place.y()), paths[:, :, -1], paths, self.pixel)
        return None if near is None else (rows[near[0]], int(drawn.job.ways.numbers[near[1]]))

    def _mouse_clicked(self, event: Any) -> None:
        place = self.click_place(event)
        near = None if place is None else self._near(place)
        if near is not None:
            self.picked.emit(near)
