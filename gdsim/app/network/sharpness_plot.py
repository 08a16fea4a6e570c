"""The sharpness of the loss along a run, against what its method is stable up to."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen, QWheelEvent

from gdsim.app.look.figures import figures
from gdsim.app.look.theme import Theme, series_colour
from gdsim.app.look.type_size import thick
from gdsim.app.translation import grouped, tr
from gdsim.app.views.plot import Plot
from gdsim.app.views.polyline import Polyline
from gdsim.app.views.scales import logarithms_above_zero


class SharpnessPlot(Plot):
    """Draws the largest curvature as a line with dots, and its bound dashed."""

    def __init__(self) -> None:
        super().__init__(tr("step"), tr("sharpness"), log=True)
        self._steps = self._sharpness = self._bound = np.empty(0)
        self._colour = 0
        self._line, self._dashed = Polyline(), Polyline()
        self._dots = pg.ScatterPlotItem(pxMode=True)
        for item in (self._dashed, self._line, self._dots):
            self.add_item(item, 10)
        self.item.getAxis("bottom").counts = True
        self.box.disableAutoRange()
        self.box.setMouseEnabled(x=False, y=False)

    def show_sharpness(
        self, steps: np.ndarray, sharpness: np.ndarray, bound: np.ndarray, last: int, colour: int
    ) -> None:
        """Draw sharpness and bounds, (c,) each, at steps of a run of a colour."""
        self._steps, self._sharpness, self._bound = steps, sharpness, bound
        self._colour = colour
        heights, dashed = logarithms_above_zero(sharpness), logarithms_above_zero(bound)
        known = np.concatenate([heights, dashed])
        known = known[np.isfinite(known)]
        low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
        room = max(0.12 * (high - low), 0.15)
        self.box.setRange(QRectF(0, low - room, max(last, 1), high - low + 2 * room), padding=0)
        self._line.set_points(steps, heights)
        self._dots.setData(steps, heights)
        self._dashed.set_points(steps, dashed)
        self._set_pens()
        self.read_again()

    def clear(self) -> None:
        """Draw nothing."""
        nothing = np.empty(0)
        self._steps = self._sharpness = self._bound = nothing
        self._line.set_points(nothing, nothing)
        self._dashed.set_points(nothing, nothing)
        self._dots.clear()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # what it stands in is scrolled

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        self._set_pens()

    def read(self, x: float, y: float) -> str:
        """The sharpness at the nearest step, and its bound."""
        if not len(self._steps):
            return ""
        at = int(np.abs(self._steps - x).argmin())
        words = [tr("step {step}", step=grouped(int(self._steps[at])))]
        words.append(tr("sharpness {number}", number=figures(float(self._sharpness[at]), 3)))
        if np.isfinite(self._bound[at]):
            words.append(tr("stable up to {number}", number=figures(float(self._bound[at]), 3)))
        return "   ".join(words)

    def _set_pens(self) -> None:
        colour, text = QColor(series_colour(self._colour, self.theme)), QColor(self.theme.text)
        self._line.setPen(QPen(colour, thick(1.8)))
        self._dots.setPen(pg.mkPen(None))
        self._dots.setBrush(pg.mkBrush(colour))
        self._dots.setSize(thick(5))
        self._dashed.setPen(QPen(text, thick(1.2), Qt.PenStyle.DashLine))
