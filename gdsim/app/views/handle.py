"""Where runs start: rings that the mouse can take and drag, or dots."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor

from gdsim.app.look.theme import Theme
from gdsim.app.look.type_size import thick
from gdsim.app.views.spots import Spots

RING = 13  # px
THIN, BOLD = 1.6, 2.8  # px of its line, and of that of the chosen one of several


class Handle(Spots):
    """Starts of a plot. Each ring can be dragged, and the chosen one of several stands out."""

    dragged = Signal(int, object)  # the index of a ring, and its place in the plot's coordinates

    def __init__(self) -> None:
        super().__init__()
        self._rings: tuple[np.ndarray, Theme] | None = None
        self._are_dots = False  # which cannot be dragged
        self._chosen = 0
        self._held: int | None = None  # the index of the ring that is dragged
        self._mouse: QPointF | None = None  # where the mouse is, while it is on a ring

    @property
    def are_several(self) -> bool:
        """Whether there are several rings."""
        return self._rings is not None and len(self._rings[0]) > 1

    @property
    def pointed(self) -> int | None:
        """The index of the ring under the mouse, if there are several."""
        return self.index_at(self._mouse) if self._mouse is not None and self.are_several else None

    @property
    def chosen(self) -> int | None:
        """The index of the ring that stands out among several, else 0; None without rings."""
        return None if self._rings is None else min(self._chosen, len(self._rings[0]) - 1)

    def show_rings(self, places: np.ndarray, theme: Theme) -> None:
        """Draw rings at places, (n, 2)."""
        self._are_dots = False
        pens = [pg.mkPen(theme.text, width=thick(THIN))] * len(places)
        if len(places) > 1:
            pens[min(self._chosen, len(places) - 1)] = pg.mkPen(theme.accent, width=thick(BOLD))
        look = self._chosen, theme
        self.show(places, look, symbol="o", size=thick(RING), pen=pens, brush=None)
        self._rings = places, theme  # after new marks have cleared the old ones

    def show_dots(self, places: np.ndarray, size: float, colour: QColor) -> None:
        """Draw dots at places, (n, 2), which cannot be dragged."""
        self._rings, self._are_dots = None, True
        look = size, colour.rgba()
        self.show(places, look, symbol="o", size=thick(size), pen=None, brush=colour)

    def choose(self, index: int) -> None:
        """Have another ring stand out."""
        if index != self._chosen:
            self._chosen = index
            if self._rings is not None:
                self.show_rings(*self._rings)

    def clear(self) -> None:
        """Draw none."""
        self._rings = None
        super().clear()

    def index_at(self, place: QPointF) -> int | None:
        """The index of the ring at a place; None if there is none."""
        near = [] if self._are_dots else list(self.pointsAt(place))
        return int(near[0].index()) if near else None

    def mouseDragEvent(self, event: Any) -> None:
        """Follow the mouse if the drag began on a ring; else the plot is panned."""
        if event.isStart():
            is_left = event.button() == Qt.MouseButton.LeftButton
            self._held = self.index_at(event.buttonDownPos()) if is_left else None
        if self._held is None:
            event.ignore()
            return
        event.accept()
        self.dragged.emit(self._held, event.pos())
        if event.isFinish():
            self._held = None

    def hoverEvent(self, event: Any) -> None:
        """Claim drags that begin here."""
        is_on_ring = not event.isExit() and self.index_at(event.pos()) is not None
        self._mouse = event.pos() if is_on_ring else None
        if is_on_ring:
            event.acceptDrags(Qt.MouseButton.LeftButton)
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()
