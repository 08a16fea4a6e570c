"""A function of two variables from above, with a point, a direction, and the gradient."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor

from gdsim.app.calculus.draggable import Draggable
from gdsim.app.look.theme import Theme, map_colours, usual_colour
from gdsim.app.look.type_size import thick
from gdsim.app.model.cut import Pair
from gdsim.app.translation import tr
from gdsim.app.views.arrows import Arrows
from gdsim.app.views.landscape import Box, Landscape, landscape
from gdsim.app.views.map import EQUAL
from gdsim.app.views.plot import draw_picture
from gdsim.app.views.polyline import Polyline
from gdsim.app.views.still import Still
from gdsim.app.worker.background import Background
from gdsim.objectives import Function

REDRAW = 120  # ms after the last move of the view: it is computed anew
ARROW = 84  # px of the arrow of the direction, and of the gradient
DIRECTION = 1  # the number of the colour


class ContourPlot(Draggable):
    """Contours of a function over the plane of two of its variables, the others held constant."""

    drawn = Signal()  # the landscape that is seen

    def __init__(self, background: Background) -> None:
        super().__init__("x", "y")
        self.setAccessibleName(tr("Contours"))
        self._helper = background
        self._function: Function | None = None
        self._cut: Pair | None = None
        self.landscape: Landscape | None = None
        self._picture, self.lines = pg.ImageItem(axisOrder="row-major"), Polyline()
        self.level = Polyline()  # along the contour through the point
        self._ground = Still(self, 0)  # which stays while the point is dragged
        for depth, item in enumerate((self._picture, self.lines)):
            self._ground.add_item(item, depth)
        self.add_item(self.level, 20)
        self.direction, self.gradient = Arrows(self, 30, 2.6), Arrows(self, 31, 3.4)
        self._degrees = 0.0
        self._ascent: float | None = None
        self.raise_axes()
        self._redraw = QTimer(self, singleShot=True, interval=REDRAW)
        self._redraw.timeout.connect(self.compute)
        self.box.sigRangeChanged.connect(lambda *_: self._changed())

    def show_function(self, function: Function, cut: Pair) -> None:
        """Show another function, or another plane of it."""
        is_new = function != self._function
        self._function, old, self._cut = function, self._cut, cut
        self.name_axes(*cut.names)
        if is_new or old is None or old.names != cut.names:
            self._picture.clear()
            self.lines.set_points(np.empty(0), np.empty(0))
            self._ground.renew()
            self.fit()
        if cut != old or is_new:
            self.compute()

    def fit(self) -> None:
        """Show the whole domain, with one scale for both axes unless a side is much longer."""
        assert self._function is not None and self._cut is not None
        (left, right), (bottom, top) = self._cut.sides(self._function.domain)
        ratio = (right - left) / (top - bottom)
        self.box.setAspectLocked(1 / EQUAL <= ratio <= EQUAL)
        self.box.setRange(QRectF(left, bottom, right - left, top - bottom), padding=0)

    def compute(self) -> None:
        """Have what is seen computed."""
        function, cut = self._function, self._cut
        if function is None or cut is None:
            return
        self._redraw.stop()
        (left, right), (bottom, top) = self.box.viewRange()
        box: Box = (left, right, bottom, top)
        self._helper.ask("contours", lambda: landscape(function, box, cut), self._show)

    def show_direction(self, degrees: float) -> None:
        """Turn the arrow."""
        self._degrees = degrees
        self._draw_arrows()

    def show_ascent(self, degrees: float | None) -> None:
        """Show the direction of the gradient, and the contour that it is perpendicular to."""
        self._ascent = degrees
        self._draw_arrows()

    def show_place(self, place: tuple[float, float] | None) -> None:
        """Draw the point, and the arrows from it."""
        super().show_place(place)
        self._draw_arrows()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        line = QColor(theme.muted)
        line.setAlphaF(0.55)
        self.lines.setPen(pg.mkPen(line, width=1))  # wider ones take very long to draw
        dashed = Qt.PenStyle.DashLine
        self.level.setPen(pg.mkPen(QColor(theme.text), width=thick(1.6), style=dashed))
        self._draw_landscape()
        self._draw_arrows()

    def _show(self, landscape: Landscape) -> None:
        self.landscape = landscape
        self._draw_landscape()
        self.drawn.emit()

    def _draw_landscape(self) -> None:
        made = self.landscape
        if made is None:
            return
        picture = map_colours(self.theme)[made.ranks]
        picture[~made.finite, 3] = 0
        draw_picture(self._picture, picture, made.box)
        self.lines.set_points(*made.lines.T)
        self._ground.renew()

    def _changed(self) -> None:
        self._redraw.start()
        self._draw_arrows()

    def _pixels(self, degrees: float) -> np.ndarray:
        """(2,): an arrow in a direction of the plane, in px to the right and up."""
        angle = math.radians(degrees)
        across = np.array([math.cos(angle), math.sin(angle)]) / self.pixel
        return np.asarray(across / np.hypot(*across) * thick(ARROW))

    def _draw_arrows(self) -> None:
        if self.place is None:
            return
        place = np.array([self.place])
        colour = usual_colour(DIRECTION, self.theme)
        self.direction.show_arrows(place, self._pixels(self._degrees)[None], colour)
        if self._ascent is None:
            self.gradient.clear()
            self.level.set_points(np.empty(0), np.empty(0))
            return
        up = self._pixels(self._ascent)
        self.gradient.show_arrows(place, 1.3 * up[None], QColor(self.theme.accent))
        along = self._pixels(self._ascent + 90) * self.pixel
        ends = np.array([place[0] - along, place[0] + along])
        self.level.set_points(*ends.T)
