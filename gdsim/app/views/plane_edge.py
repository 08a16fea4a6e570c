"""The edge of stability as a line on a map of two settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor

from gdsim.app.look.figures import figures
from gdsim.app.look.theme import Theme
from gdsim.app.look.type_size import thick
from gdsim.app.model.plane import Area, Plane
from gdsim.app.translation import tr
from gdsim.app.views.legend import Mark
from gdsim.app.views.plane_layer import area_of
from gdsim.app.views.plane_map import PlaneMap
from gdsim.app.views.polyline import Polyline
from gdsim.app.worker.background import Background
from gdsim.app.worker.stable_edge import StableEdge, stable_edge

EVEN = 1e-6  # relative difference of two curvatures that are one


class EdgeLine(QObject):
    """Has the edge of stability computed where a map is seen, and draws it."""

    changed = Signal()  # what is known of it

    def __init__(self, view: PlaneMap) -> None:
        super().__init__(view)
        self.edge: StableEdge | None = None
        self._view, self._is_on, self._is_due = view, False, False
        self._plane: Plane | None = None  # which the edge is of
        self._area: Area | None = None  # where it was computed
        self._background = Background(self)
        self._halo, self._core = (Polyline(is_parted=True) for _ in range(2))
        for depth, curve in ((7, self._halo), (8, self._core)):
            view.add_item(curve, depth)
        view.settled.connect(self._compute)
        view.sight_changed.connect(self._follow)

    def switch(self, on: bool) -> None:
        """Draw the edge, or draw it no longer."""
        self._is_on = on
        self._take(None)
        self._compute()

    @property
    def mark(self) -> Mark | None:
        """What the line means, or why there is none."""
        edge = self.edge
        if edge is None:
            computing = tr("edge of stability: computing…")
            return Mark(computing, hollow=True) if self._is_on else None
        if edge.why_not:
            return Mark(tr("no edge of stability: {reason}", reason=edge.why_not), hollow=True)
        low, high = edge.curvature
        curvature = (
            figures(high) if high - low <= EVEN * high else f"{figures(low)}–{figures(high)}"
        )
        if edge.at_minimum:
            words = tr("edge of stability: curvature {number} at the minimum", number=curvature)
        else:
            words = tr("edge of stability: curvature {number} at the start", number=curvature)
        if not self._is_seen(edge):
            return Mark(tr("not in view: {edge}", edge=words), hollow=True)
        return Mark(words, self._view.theme.text, hollow=True, symbol="_")

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        for curve, colour, width in (
            (self._halo, theme.background, 4),
            (self._core, theme.text, 2),
        ):
            curve.setPen(pg.mkPen(QColor(colour), width=thick(width)))

    def close(self) -> None:
        """Give up what is being computed."""
        self._background.close()

    def _is_seen(self, edge: StableEdge) -> bool:
        area = area_of(self._view)
        parts = ((np.asarray(edge.x), area.x), (np.asarray(edge.y), area.y))
        known = np.isfinite(parts[0][0]) & np.isfinite(parts[1][0])
        return bool(known.any()) and all(
            side[known].min() <= span.high and side[known].max() >= span.low for side, span in parts
        )

    def _compute(self) -> None:
        plane, area = self._view.layer.plane, area_of(self._view)
        if self.edge is not None and area == self._area and self._stays_for(plane):
            self._plane = plane
            return
        if plane != self._plane:
            self._take(None)
        self._plane, self._area = plane, area
        self._is_due = plane is not None and self._is_on
        if plane is None or not self._is_due or not self._view.is_seen:
            return

        def work(is_wanted: Callable[[], bool]) -> Iterator[StableEdge]:
            edge = stable_edge(plane, area, is_wanted)
            if edge is not None:
                yield edge

        self._background.follow("edge", work, lambda edge: self._take(edge, plane))

    def _stays_for(self, plane: Plane | None) -> bool:
        """Whether another plane has the same edge: at a minimum it depends on no start."""
        old = self._plane
        if plane is None or old is None or plane.axes != old.axes:
            return False
        assert self.edge is not None  # who asks has one
        changed = {
            field.name
            for field in fields(plane.experiment)
            if getattr(plane.experiment, field.name) != getattr(old.experiment, field.name)
        }
        return not changed or (self.edge.at_minimum and changed == {"start"})

    def _follow(self, is_seen: bool) -> None:
        """Compute what is due once the map is seen, and nothing while it is not."""
        if not is_seen:
            self._background.drop("edge")
        elif self._is_due:
            self._compute()

    def _take(self, edge: StableEdge | None, plane: Plane | None = None) -> None:
        if edge is not None and not (self._is_on and plane == self._plane):
            return
        self.edge, self._is_due = edge, self._is_due and edge is None
        line = ((), ()) if edge is None else (edge.x, edge.y)
        for curve in (self._halo, self._core):
            curve.set_points(*map(np.asarray, line))
        self.changed.emit()
