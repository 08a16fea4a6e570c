"""One update of a run on a plot: where its gradient, its memory and its step point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from gdsim.app.look.strokes import with_opacity
from gdsim.app.look.theme import Theme
from gdsim.app.look.type_size import thick
from gdsim.app.views.arrows import add_arrow
from gdsim.app.views.overlay import Overlay
from gdsim.app.views.plot import Plot

LENGTH = 46.0  # px of the arrows that only have a direction
SHORTEST, LONGEST = 10.0, 400.0  # px of the step, whose length is its own


@dataclass(frozen=True)
class Move:
    """An update at a place, and where things point there: (n,), of all variables, or (2,), drawn.

    momentum: what is remembered of past gradients; None for a method that remembers none.
    """

    place: np.ndarray
    step: np.ndarray
    downhill: np.ndarray
    momentum: np.ndarray | None


class StepArrows(Overlay):
    """Draws the arrows of a move: its step as long as it is, the others only by direction."""

    def __init__(self, plot: Plot, depth: float) -> None:
        self.move: Move | None = None
        self._theme = plot.theme
        self._paths: list[tuple[QPainterPath, QColor, float]] = []
        super().__init__(plot, depth)

    def show_move(self, move: Move | None, theme: Theme) -> None:
        """Show a move, or none."""
        self.move, self._theme = move, theme
        self.change()

    def place(self) -> None:
        self._paths = []
        move = self.move
        if move is None or not np.isfinite(move.place).all():
            return
        text = QColor(self._theme.text)
        self._add(move.downhill, with_opacity(text, 0.45), 1.4, LENGTH)
        if move.momentum is not None:
            self._add(move.momentum, QColor(self._theme.accent), 1.6, LENGTH)
        self._add(move.step, text, 2.4, None)

    def draw(self, painter: QPainter) -> None:
        for path, colour, width in self._paths:
            painter.setPen(QPen(colour, thick(width)))
            painter.drawPath(path)

    def _add(self, vector: np.ndarray, colour: QColor, width: float, length: float | None) -> None:
        assert self.move is not None  # there is a place to draw it at
        with np.errstate(over="ignore"):  # of a run that diverges
            pixels = vector / self.plot.pixel
        own = float(np.hypot(*pixels))
        if not np.isfinite(own) or own == 0:
            return
        wanted = length or min(max(own, SHORTEST), LONGEST)
        right, up = (pixels * (wanted / own)).tolist()
        path = QPainterPath()
        add_arrow(path, self.pixel(*self.move.place.tolist()), right, up)
        self._paths.append((path, colour, width))
