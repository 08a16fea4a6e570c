"""The loss over the steps on a log axis: a curve an optimizer, with a band where there are many.

Of networks it is the loss over all training samples, dashed that of the test samples; or their
accuracies, or the loss of the batches.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGraphicsPolygonItem

from gdsim.app.look.strokes import stroke
from gdsim.app.look.theme import series_colour
from gdsim.app.look.words import Elided
from gdsim.app.model.workbench import Document
from gdsim.app.views.plot import Plot
from gdsim.app.views.quantities import Quantities, Quantity, offered
from gdsim.app.views.scales import FEWEST_STEPS, floor, logarithms, nice_end, outline
from gdsim.app.views.trails import FEW, faded
from gdsim.app.worker.frame import Frame
from gdsim.engine.verdict import Verdict

DECADES = 16.0  # shown below the highest loss; float64 resolves no more
NEAR = 10  # px from a curve at which the mouse is on it


class LossView(Plot):
    """Draws the losses of frames."""

    pointed = Signal(object)  # the colour number of the curve under the mouse, or None
    picked = Signal(object)  # the same, clicked

    def __init__(self) -> None:
        super().__init__("step", "loss", log=True)
        self._curves: dict[int, pg.PlotCurveItem] = {}
        self._seconds: dict[int, pg.PlotCurveItem] = {}
        self._bands: dict[int, QGraphicsPolygonItem] = {}
        self._focus = pg.PlotCurveItem(antialias=True)
        self._focus.setZValue(35)
        self.addItem(self._focus, ignoreBounds=True)
        self._ends = pg.ScatterPlotItem(pxMode=True)
        self._ends.setZValue(40)
        self.addItem(self._ends, ignoreBounds=True)
        self.item.getAxis("left").setWidth(56)
        self.item.getAxis("bottom").setTickDensity(0.6)
        self.item.showGrid(x=False, y=True, alpha=0.12)
        self.box.disableAutoRange()
        self.box.setMouseEnabled(x=False, y=False)
        self.box.setRange(xRange=(0, FEWEST_STEPS), yRange=(-2.5, 2.5), padding=0)
        self.about = Elided()  # stands beside the heading
        self.about.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._floor = 0.0
        self._shown: tuple[Any, np.ndarray, np.ndarray] | None = None
        self._last: tuple[Frame, Document, int | None] | None = None
        self.choice = Quantities()
        self.choice.chosen.connect(lambda: self._last and self.draw(*self._last))
        self.scene().sigMouseClicked.connect(self._mouse_clicked)

    def draw(self, frame: Frame, document: Document, lit: int | None) -> None:
        """Draw the losses of a frame."""
        self._last = frame, document, lit
        self.choice.offer(offered(frame))
        quantity = self.choice.quantity
        shown = [i for i, c in enumerate(frame.colours) if c not in document.hidden]
        self._floor, name = (0.0, quantity.axis) if frame.finals else floor(frame)
        many = frame.path_loss.shape[1] > 1
        self.name_y(name, quantity.is_share)
        seconds = frame.more.get(quantity.test)
        self.about.say(_about(many, seconds is not None))
        heights = self._heights(frame.more.get(quantity.main, frame.bands), quantity)
        dashed = None if seconds is None else self._heights(seconds, quantity)
        self._shown = (frame, heights, np.array(shown, int))
        both = heights if dashed is None else np.concatenate([heights, dashed[:, [1, 1, 1]]], 1)
        self._fit(frame, both[shown], quantity)
        for colour in [c for c in self._curves if c not in frame.colours]:
            for items in (self._curves, self._seconds):
                self.removeItem(items.pop(colour))
            self.box.removeItem(self._bands.pop(colour))
        for index, colour in enumerate(frame.colours):
            curve, second, band = self._items(colour)
            curve.setVisible(index in shown)
            second.setVisible(index in shown and dashed is not None)
            band.setVisible(index in shown and many)
            if index in shown:
                self._draw_one(frame, heights[index], colour, lit, curve, band if many else None)
                if dashed is not None:
                    self._draw_second(frame, dashed[index, 1], colour, lit, second)
        self._draw_ends(frame, quantity, [] if quantity.is_share else shown)
        self._draw_focus(frame, quantity, many)

    def clear_runs(self) -> None:
        """Draw no runs."""
        self._shown = self._last = None
        self.about.say("")
        self._ends.clear()
        self._focus.setData([], [])
        items = (self._curves, self._seconds, self._bands)
        for item in (each for known in items for each in known.values()):
            item.setVisible(False)

    def name_y(self, name: str, shares: bool = False) -> None:
        """Name the loss axis."""
        axis = self.item.getAxis("left")
        if self.names["left"] != name or axis.shares != shares:
            axis.shares = shares
            axis.picture = None
            self.name_axes("step", name)

    def read(self, x: float, y: float) -> str:
        """The step, and the nearest optimizer's loss there."""
        found = self._nearest(x, y)
        self.pointed.emit(self._colour_near(found, y))
        if found is None:
            return ""
        (near, slot), frame, quantity = found, self._shown[0], self.choice.quantity
        label = frame.experiment.labels[near]
        value = frame.more.get(quantity.main, frame.bands)[near, 1, slot]
        words = f"{label}   step {frame.slots[slot]:,}   {quantity.words(value)}"
        if quantity.test in frame.more:
            words += (
                f"   test {quantity.words(frame.more[quantity.test][near, 1, slot], bare=True)}"
            )
        return words

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)

    def _nearest(self, x: float, y: float) -> tuple[int, int] | None:
        """The optimizer whose curve is nearest to a place, and the slot there."""
        if self._shown is None or not self._shown[2].size:
            return None
        frame, heights, shown = self._shown
        slot = int(np.clip(np.searchsorted(frame.slots, x), 0, len(frame.slots) - 1))
        here = heights[shown, 1, slot]
        if not np.isfinite(here).any():
            return None
        near = int(np.nanargmin(np.abs(np.where(np.isfinite(here), here, np.inf) - y)))
        return int(shown[near]), slot

    def _colour_near(self, found: tuple[int, int] | None, y: float) -> int | None:
        """The colour number of the nearest curve, if it is near on the screen."""
        if found is None:
            return None
        frame, heights, _ = self._shown
        away = abs(float(heights[found[0], 1, found[1]]) - y) / self.box.viewPixelSize()[1]
        return frame.colours[found[0]] if away < NEAR else None

    def _mouse_clicked(self, event: Any) -> None:
        place = event.scenePos()
        if event.button().name != "LeftButton" or not self.box.sceneBoundingRect().contains(place):
            return
        at = self.box.mapSceneToView(place)
        found = self._nearest(at.x(), at.y())
        if found is not None:
            event.accept()
            self.picked.emit(self._shown[0].colours[found[0]])

    def _heights(self, values: np.ndarray, quantity: Quantity) -> np.ndarray:
        return values if quantity.is_share else logarithms(values, self._floor)

    def _draw_one(
        self,
        frame: Frame,
        heights: np.ndarray,
        colour: int,
        lit: int | None,
        curve: pg.PlotCurveItem,
        band: QGraphicsPolygonItem | None,
    ) -> None:
        dim = lit is not None and lit != colour
        few = len(frame.colours) * len(frame.slots) <= FEW
        width = 2.4 if lit == colour else (1.6 if few else 1.0)
        curve.setPen(faded(stroke(colour, self.theme, width), dim))
        curve.setZValue(30 if lit == colour else 20)
        curve.setData(frame.slots.astype(float), heights[1], connect="finite")
        if band is not None:
            fill = series_colour(colour, self.theme)
            fill.setAlphaF(0.05 if dim else 0.16)
            band.setBrush(fill)
            band.setPolygon(outline(frame.slots, heights[0], heights[2], self.box.viewRange()[1]))

    def _draw_second(
        self,
        frame: Frame,
        heights: np.ndarray,
        colour: int,
        lit: int | None,
        curve: pg.PlotCurveItem,
    ) -> None:
        pen = stroke(colour, self.theme, 1.2)
        pen.setDashPattern([4.0, 3.0])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        curve.setPen(faded(pen, lit is not None and lit != colour))
        curve.setZValue(29 if lit == colour else 19)
        curve.setData(frame.slots.astype(float), heights, connect="finite")

    def _draw_focus(self, frame: Frame, quantity: Quantity, many: bool) -> None:
        """The run that is looked at among many, in the text's colour."""
        focus = frame.focus
        curves = focus.curves if focus is not None and many else {}
        curve = curves.get(quantity.main, curves.get("loss"))
        if curve is None or len(curve) != len(frame.slots):
            self._focus.setData([], [])
            return
        self._focus.setPen(pg.mkPen(self.theme.text, width=1.2))
        heights = self._heights(curve, quantity)
        self._focus.setData(frame.slots.astype(float), heights, connect="finite")

    def _draw_ends(self, frame: Frame, quantity: Quantity, shown: list[int]) -> None:
        """A cross at the step at which a single run diverged, at most as high as the view."""
        diverged = [i for i in shown if frame.runs == 1 and frame.verdict[i, 0] == Verdict.DIVERGED]
        low, top = self.box.viewRange()[1]
        last = frame.finals.get(quantity.main, frame.loss)[diverged, 0]
        heights = self._heights(last.astype(float), quantity)
        self._ends.setData(
            frame.taken[diverged, 0].astype(float),
            np.fmin(heights, top - 0.02 * (top - low)),  # that of a loss that is not finite is NaN
            symbol="x",
            size=11,
            brush=self.theme.verdict(Verdict.DIVERGED),
            pen=pg.mkPen(self.theme.background, width=0.5),
        )

    def _fit(self, frame: Frame, heights: np.ndarray, quantity: Quantity) -> None:
        self.box.setXRange(0, nice_end(frame.step, frame.steps), padding=0)
        finite = heights[np.isfinite(heights)]
        if not finite.size:
            return
        if quantity.is_share:
            self.box.setYRange(max(float(finite.min()) - 0.05, 0.0), 1.0, padding=0.03)
            return
        start = heights[..., 0][np.isfinite(heights[..., 0])]
        # a run that blows up must not press all others into one line
        top = min(float(finite.max()), (float(start.max()) if start.size else 0.0) + 6.0)
        low = max(float(finite.min()), top - DECADES)
        if top - low < 1:
            low, top = low - 0.5, top + 0.5
        self.box.setYRange(low, top, padding=0.05)

    def _items(
        self, colour: int
    ) -> tuple[pg.PlotCurveItem, pg.PlotCurveItem, QGraphicsPolygonItem]:
        if colour not in self._curves:
            curve, second = pg.PlotCurveItem(antialias=True), pg.PlotCurveItem(antialias=True)
            band = QGraphicsPolygonItem()
            band.setPen(Qt.PenStyle.NoPen)
            band.setZValue(10)
            for item in (curve, second):
                self.addItem(item, ignoreBounds=True)
            self.box.addItem(band, ignoreBounds=True)
            self._curves[colour], self._seconds[colour] = curve, second
            self._bands[colour] = band
        return self._curves[colour], self._seconds[colour], self._bands[colour]


def _about(many: bool, has_test: bool) -> str:
    if has_test:
        return "dashed: test" + ", band: 10–90 %" * many
    return "median and 10–90 % of the runs" * many
