"""The lines of a quantity over the steps: curves, their bands, and what is to come."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGraphicsPolygonItem

from gdsim.app.look.strokes import stroke, with_opacity
from gdsim.app.look.theme import series_colour
from gdsim.app.look.type_size import thick
from gdsim.app.views.growing import Growing
from gdsim.app.views.plot import Plot
from gdsim.app.views.polyline import Polyline
from gdsim.app.views.runs import AHEAD, FEW, faded
from gdsim.app.views.scales import outline
from gdsim.app.views.still import Still

Colours = tuple[int, ...]


class LossLines:
    """Draws heights over steps, by the numbers of the optimizers' colours.

    curves: of what has been played; seconds: dashed ones beside them; bands: round those of many
    runs; ahead: of what has not been played yet.
    """

    def __init__(self, plot: Plot) -> None:
        self._plot = plot
        self.curves: dict[int, Polyline] = {}
        self.seconds: dict[int, Polyline] = {}
        self.bands: dict[int, QGraphicsPolygonItem] = {}
        self.ahead: dict[int, Polyline] = {}
        self._still = Still(plot, 15)  # draws what is ahead
        self._growing = Growing(plot, 20)  # draws what has been played
        self._ahead_drawn: tuple[Any, ...] = ()  # what it depends on
        self._focus = Polyline()
        plot.add_item(self._focus, 35)

    def draw(
        self,
        colours: Colours,
        shown: list[int],
        slots: np.ndarray,
        heights: np.ndarray,
        lit: int | None,
        many: bool,
    ) -> None:
        """Draw what was played: heights (o, 3, s) at slots (s,), of many runs with their bands.

        shown: the places of the optimizers that are not hidden; lit: the colour that stands out.
        """
        for colour in [colour for colour in self.curves if colour not in colours]:
            self._remove(colour)
        for index, colour in enumerate(colours):
            if colour not in self.curves:
                self._add(colour)
            curve, band = self.curves[colour], self.bands[colour]
            curve.setVisible(index in shown)
            band.setVisible(index in shown and many)
            if index in shown:
                self._draw_curve(curve, colour, slots, heights[index, 1], lit)
            if index in shown and many:
                self._draw_band(band, colour, slots, heights[index], lit)
        self._growing.update()

    def draw_seconds(
        self,
        colours: Colours,
        shown: list[int],
        slots: np.ndarray,
        heights: np.ndarray | None,
        lit: int | None,
    ) -> None:
        """Draw dashed curves, (o, s), beside those that are drawn, or none."""
        for index, colour in enumerate(colours):
            curve = self.seconds[colour]
            curve.setVisible(index in shown and heights is not None)
            if heights is not None and index in shown:
                pen = stroke(colour, self._plot.theme, 1.2)
                pen.setDashPattern([4.0, 3.0])
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
                curve.setPen(faded(pen, lit is not None and lit != colour))
                curve.setZValue(29 if lit == colour else 19)
                curve.set_points(slots.astype(float), heights[index])

    def draw_ahead(
        self,
        colours: Colours,
        shown: list[int],
        slots: np.ndarray,
        heights: np.ndarray | None,
        lit: int | None,
    ) -> None:
        """Draw the curves up to the end, (o, 3, s), pale, if they have changed; or none."""
        theme = self._plot.theme
        wanted = (colours, id(heights), shown, lit, theme)
        if wanted == self._ahead_drawn:
            return
        self._ahead_drawn = wanted
        for index, colour in enumerate(colours):
            curve = self.ahead[colour]
            curve.setVisible(index in shown and heights is not None)
            if heights is not None and index in shown:
                pen = stroke(colour, theme, 1.0, dashed=False)
                pen.setColor(with_opacity(pen.color(), AHEAD[0]))
                curve.setPen(faded(pen, lit is not None and lit != colour))
                curve.set_points(slots.astype(float), heights[index, 1])
        self._still.renew()

    def draw_focus(self, slots: np.ndarray, heights: np.ndarray | None) -> None:
        """Draw one run among many, (s,), in the text's colour; or none."""
        if heights is None:
            self._focus.set_points(np.empty(0), np.empty(0))
            return
        self._focus.setPen(pg.mkPen(self._plot.theme.text, width=thick(1.2)))
        self._focus.set_points(slots.astype(float), heights)

    def drawn(self) -> dict[int, np.ndarray]:
        """(n, 2): the points of the complete lines, or of what was played, by their colours."""
        lines = {
            colour: self.ahead[colour] if self.ahead[colour].isVisible() else curve
            for colour, curve in self.curves.items()
            if curve.isVisible()
        }
        return {colour: np.stack(line.getData(), axis=-1) for colour, line in lines.items()}

    def clear(self) -> None:
        """Draw nothing."""
        self._ahead_drawn = ()
        self._still.renew()
        self.draw_focus(np.empty(0), None)
        items: tuple[dict[int, Any], ...] = (self.curves, self.seconds, self.bands, self.ahead)
        for item in (item for group in items for item in group.values()):
            item.setVisible(False)
        self._growing.update()

    def _draw_curve(
        self, curve: Polyline, colour: int, slots: np.ndarray, heights: np.ndarray, lit: int | None
    ) -> None:
        few = len(self.curves) * len(slots) <= FEW
        width = 2.4 if lit == colour else (1.6 if few else 1.0)
        pen = stroke(colour, self._plot.theme, width)
        curve.setPen(faded(pen, lit is not None and lit != colour))
        curve.setZValue(30 if lit == colour else 20)
        curve.set_points(slots.astype(float), heights)

    def _draw_band(
        self,
        band: QGraphicsPolygonItem,
        colour: int,
        slots: np.ndarray,
        heights: np.ndarray,
        lit: int | None,
    ) -> None:
        fill = series_colour(colour, self._plot.theme)
        fill.setAlphaF(0.16 if lit in (None, colour) else 0.05)
        band.setBrush(fill)
        view = self._plot.box.viewRange()[1]
        band.setPolygon(outline(slots, heights[0], heights[2], view))

    def _add(self, colour: int) -> None:
        self.curves[colour], self.seconds[colour] = Polyline(), Polyline()
        for item in (self.curves[colour], self.seconds[colour]):
            self._growing.add_item(item, 20)
        self.ahead[colour] = Polyline()
        self._still.add_item(self.ahead[colour], 15)
        band = self.bands[colour] = QGraphicsPolygonItem()
        band.setPen(Qt.PenStyle.NoPen)
        self._plot.add_item(band, 10)

    def _remove(self, colour: int) -> None:
        for items in (self.curves, self.seconds):
            self._growing.removeItem(items.pop(colour))
        self._still.removeItem(self.ahead.pop(colour))
        self._plot.removeItem(self.bands.pop(colour))
