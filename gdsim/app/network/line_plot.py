"""The loss along the straight line between two runs."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from gdsim.app.look.figures import figures
from gdsim.app.look.theme import Theme, series_colour
from gdsim.app.look.type_size import thick
from gdsim.app.network.slice_work import Line
from gdsim.app.translation import tr
from gdsim.app.views.plot import Plot
from gdsim.app.views.polyline import Polyline
from gdsim.app.views.scales import logarithms_above_zero


class LinePlot(Plot):
    """Draws the losses of a line, dashed those of the test samples, and where the runs are."""

    def __init__(self) -> None:
        super().__init__(tr("share of the way to the other run"), tr("loss"), log=True)
        self.line: Line | None = None
        self._colour, self._is_log = 0, True
        self._loss, self._test, self._chord = Polyline(), Polyline(), Polyline()
        self._ends = [pg.InfiniteLine(pos, angle=90) for pos in (0.0, 1.0)]
        for item in (*self._ends, self._chord, self._test, self._loss):
            self.add_item(item, 10)
        self.box.disableAutoRange()
        self.box.setMouseEnabled(x=False, y=False)
        self.box.setRange(xRange=(-0.25, 1.25), yRange=(-1, 1), padding=0)

    def show_line(self, line: Line, colour: int, is_log: bool) -> None:
        """Draw the losses between two runs, the first of which has this colour."""
        self.line, self._colour, self._is_log = line, colour, is_log
        axis = self.item.getAxis("left")
        axis.is_linear = not is_log
        axis.picture = None
        between = (line.shares >= 0) & (line.shares <= 1)
        several = [line.losses, line.chord[between]]
        several += [] if line.tested is None else [line.tested]
        heights = [self._heights(each) for each in several]
        known = np.concatenate(heights)
        known = known[np.isfinite(known)]
        low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
        room = 0.06 * (high - low) if high > low else 1.0
        first, last = float(line.shares[0]), float(line.shares[-1])
        shown = QRectF(first, low - room, last - first, high - low + 2 * room)
        self.box.setRange(shown, padding=0)
        self._loss.set_points(line.shares, heights[0])
        self._chord.set_points(line.shares[between], heights[1])
        nothing = np.empty(0)
        drawn = (nothing, nothing) if line.tested is None else (line.shares, heights[2])
        self._test.set_points(*drawn)
        self._set_pens()
        self.read_again()

    def clear(self) -> None:
        """Draw no line."""
        self.line = None
        for item in (self._loss, self._test, self._chord):
            item.set_points(np.empty(0), np.empty(0))

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        self._set_pens()

    def read(self, x: float, y: float) -> str:
        """The losses at a share of the way."""
        line = self.line
        if line is None:
            return ""
        at = int(np.abs(line.shares - x).argmin())
        words = [f"{line.shares[at]:.0%}", tr("loss {number}", number=figures(line.losses[at]))]
        if line.tested is not None:
            words.append(tr("test {number}", number=figures(line.tested[at])))
        return "   ".join(words)

    def _heights(self, losses: np.ndarray) -> np.ndarray:
        return logarithms_above_zero(losses) if self._is_log else losses

    def _set_pens(self) -> None:
        colour = QColor(series_colour(self._colour, self.theme))
        muted = QColor(self.theme.muted)
        self._loss.setPen(QPen(colour, thick(2)))
        self._test.setPen(QPen(colour, thick(1.4), Qt.PenStyle.DashLine))
        self._chord.setPen(QPen(muted, thick(1.2), Qt.PenStyle.DotLine))
        for item in self._ends:
            item.setPen(pg.mkPen(QColor(self.theme.line), width=thick(1.2)))
