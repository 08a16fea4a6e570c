"""A quantity over the steps: one curve per optimizer, with a band over many runs.

For functions it is the loss, or one that is derived from the paths (`views.quantities`). For
networks it is the loss over all training samples, and dashed that of the test samples; or the
accuracies; or the loss of the batches.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, Signal

from gdsim.app.look.type_size import px, thick
from gdsim.app.look.words import Elided
from gdsim.app.model.document import Document
from gdsim.app.translation import grouped, tr
from gdsim.app.views.labels import Label, Labels
from gdsim.app.views.loss_heights import Heights
from gdsim.app.views.loss_lines import LossLines
from gdsim.app.views.plot import Plot
from gdsim.app.views.quantities import STABILITY, Quantities, Quantity, offered
from gdsim.app.views.readable import Readable
from gdsim.app.views.scales import FEWEST_STEPS, fits, last_heights, nice_end, with_room
from gdsim.app.views.spots import Spots
from gdsim.app.views.stability_meter import StabilityMeter
from gdsim.app.worker.background import Background
from gdsim.app.worker.curves import Curves, measured
from gdsim.app.worker.scene import Scene
from gdsim.engine.verdict import Verdict
from gdsim.objectives import Objective

GRID_OPACITY = 30  # of 255, of the lines across the curves
NAMES = 40  # at the ends of curves, of which those that have room are shown
OFTEN = 0.05  # s from one picture of curves that grow to the next, at least
# s after which curves are drawn again that have moved by less than a pixel; bands of many runs,
# which are slow to draw, are not drawn sooner.
READABLE = 0.2


class LossView(Plot):
    """Draws a quantity of scenes, at first the loss."""

    pointed = Signal(object)  # the colour number of the curve under the mouse, or None
    picked = Signal(object)  # the same, clicked
    stepped = Signal(object)  # the step under the mouse, or None

    def __init__(self, background: Background) -> None:
        super().__init__(tr("step"), tr("loss"), log=True)
        self.lines = LossLines(self)
        self._ends = Spots()
        self.add_item(self._ends, 40)
        self.labels = Labels(self, many=NAMES)
        self.labels.lines = self.lines.drawn
        self.item.getAxis("bottom").counts = True
        self.item.getAxis("left").setGrid(GRID_OPACITY)
        self.box.disableAutoRange()
        self.box.setMouseEnabled(x=False, y=False)
        self.box.setRange(xRange=(0, FEWEST_STEPS), yRange=(-2.5, 2.5), padding=0)
        self.about = Elided()  # stands beside the heading
        self.about.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._fitted: tuple[np.ndarray, tuple[Any, ...], float] | None = None  # what is seen whole
        self._drawn_at = 0.0  # s
        self._shown: Readable | None = None
        self._derived: tuple[Scene, Quantity, Curves] | None = None  # the last that was computed
        self._number_axes(False)
        self._meter = StabilityMeter(background, self)
        self._meter.changed.connect(self._draw_again)
        self._edge = pg.InfiniteLine(angle=0)
        self._edge.hide()
        self.add_item(self._edge, 12)
        self._last: tuple[Scene, Document, int | None] | None = None  # the arguments of `draw`
        self.choice = Quantities()
        self._heights = Heights(self.choice)
        self.choice.chosen.connect(self._draw_again)
        self.scene().sigMouseClicked.connect(self._mouse_clicked)

    def _draw_again(self) -> None:
        if self._last is not None:
            self.draw(*self._last)

    def _colour_axes(self) -> None:
        super()._colour_axes()
        self.item.getAxis("left").setWidth(px(56))

    def _number_axes(self, numbered: bool) -> None:
        axes = [self.item.getAxis(side) for side in ("left", "bottom")]
        if axes[0].style["showValues"] != numbered:
            for axis in axes:
                axis.setStyle(showValues=numbered)

    def differs(self, scene: Scene, document: Document, lit: int | None) -> bool:
        """Whether a scene of runs that play is to be drawn.

        Not one of the same runs that comes too soon, is less than a pixel further, or has the
        curves of the last one.
        """
        last, age = self._last, time.perf_counter() - self._drawn_at
        if last is None:
            return True
        drawn, is_same = last[0], last[1:] == (document, lit)
        if is_same and scene.has_moved_from(drawn):
            return False
        if age > READABLE:
            return True
        is_same &= drawn.experiment is scene.experiment and drawn.ahead is scene.ahead
        moved = abs(scene.step - drawn.step) / self.pixel[0]
        is_far = bool(moved >= 1) and age > OFTEN and scene.numbers is None
        return not is_same or is_far or drawn.colours != scene.colours

    def draw(self, scene: Scene, document: Document, lit: int | None, plays: bool = False) -> None:
        """Draw the losses of a scene. Of one that plays the axis has room and seldom moves."""
        self._drawn_at = time.perf_counter()
        self._number_axes(True)
        self._last = scene, document, lit
        self.choice.offer(offered(scene.experiment.objective))
        quantity = self.choice.quantity
        shown = [i for i, c in enumerate(scene.colours) if c not in document.hidden]
        whole = scene.ahead or scene
        name = self._heights.take_floor(whole, quantity)
        many = scene.path_loss.shape[1] > 1
        self.name_y(name, quantity.is_share, not self.choice.is_log)
        every = self._curves_of(whole, quantity)
        played = (
            every.until(scene.step) if quantity.is_derived else self._curves_of(scene, quantity)
        )
        seconds = scene.more.get(quantity.test)
        self.about.say(*self._words_about(every, many, seconds is not None))
        heights = self._heights.of_bands(played.bands, quantity, many)
        dashed = None if seconds is None else self._heights.of(seconds, quantity)
        ahead = None if scene.ahead is None else self._heights.of_complete(every, quantity, many)
        readable = heights if ahead is None else ahead
        curves = played if ahead is None else every
        self._shown = Readable(scene, curves, readable, np.array(shown, int))
        both = readable if dashed is None else np.concatenate([heights, dashed[:, [1, 1, 1]]], 1)
        self._fit(whole, both, shown, quantity, plays and scene.ahead is None)
        self.box.updateMatrix()  # or it is while painting, which is then done twice
        self._draw_edge(quantity)
        colours, lines = scene.colours, self.lines
        lines.draw(colours, shown, played.slots, heights, lit, many)
        second = None if dashed is None else dashed[:, 1]
        lines.draw_seconds(colours, shown, scene.slots, second, lit)
        lines.draw_ahead(colours, shown, every.slots, ahead, lit)
        self._draw_ends(scene, heights, quantity, [] if quantity.is_share else shown)
        lines.draw_focus(scene.slots, self._heights_of_focus(scene, quantity, many))
        names = document.labels_in(scene.experiment, scene.colours)
        ends = self._ends_in_view(curves.slots, readable[:, 1], shown)
        labels = [Label(names[scene.colours[i]], scene.colours[i], x, y) for i, x, y in ends]
        self.labels.show_labels(labels, lit, self.theme)

    def _ends_in_view(
        self, slots: np.ndarray, heights: np.ndarray, shown: list[int]
    ) -> Iterator[tuple[int, float, float]]:
        """Where curves, (o, s), end or leave the axis of steps: (place, x, y) for each line."""
        if len(slots) < 2:
            return
        known = np.isfinite(heights) & (slots <= self.box.viewRange()[0][1])
        last = len(slots) - 1 - np.argmax(known[:, ::-1], axis=1)
        is_line = known.sum(axis=1) >= 2
        for index in shown:
            if is_line[index]:
                at = last[index]
                yield index, float(slots[at]), float(heights[index, at])

    def _curves_of(self, scene: Scene, quantity: Quantity) -> Curves:
        """The curves of a quantity; of stability as far as they have been computed."""
        if not quantity.is_derived:
            return Curves(scene.slots, scene.more.get(quantity.main, scene.bands))
        if quantity is STABILITY:
            return self._meter.curves(scene)
        known = self._derived
        if known is None or known[0] is not scene or known[1] is not quantity:
            known = self._derived = scene, quantity, measured(scene, quantity.main)
        return known[2]

    def show_objective(self, objective: Objective) -> None:
        """Offer the quantities of an objective whose runs are not there yet."""
        self.choice.offer(offered(objective))
        quantity = self.choice.quantity
        self.name_y(tr(quantity.axis), quantity.is_share, not self.choice.is_log)

    def clear_runs(self) -> None:
        """Draw no runs, and no numbers at the axes: they were those of other runs."""
        self._number_axes(False)
        self._shown = self._last = self._derived = None
        self.about.say("")
        self._ends.clear()
        self.labels.show_labels((), None, self.theme)
        self.lines.clear()

    def name_y(self, name: str, shares: bool = False, is_linear: bool = False) -> None:
        """Name the axis of the quantity."""
        axis = self.item.getAxis("left")
        if (self.names["left"], axis.shares, axis.is_linear) != (name, shares, is_linear):
            axis.shares, axis.is_linear = shares, is_linear
            axis.picture = None
            self.name_axes(tr("step"), name)

    def read(self, x: float, y: float) -> str:
        """The nearest optimizer, the step, and its value there."""
        readable = self._shown
        nearest = readable and readable.nearest(x, y)
        self.pointed.emit(readable and readable.colour_near(x, y, self.pixel[1]))
        self.stepped.emit(readable and readable.step_at(x))
        if nearest is None or readable is None:
            return ""
        (near, slot), scene, curves = nearest, readable.scene, readable.curves
        quantity, value = self.choice.quantity, curves.bands[near, 1, slot]
        step = tr("step {step}", step=grouped(curves.slots[slot]))
        words = [self._label(near), step, quantity.words(value)]
        if quantity.test in scene.more:
            number = quantity.number(scene.more[quantity.test][near, 1, slot])
            words.append(tr("test {number}", number=number))
        return "   ".join(words)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)
        self.stepped.emit(None)

    def _words_about(self, curves: Curves, many: bool, has_test: bool) -> list[str]:
        """What there is to say about the curves, also in fewer words: what is drawn and missing."""
        if has_test:
            short = [tr("dashed: test"), tr("– – test")]
            return [tr("dashed: test, band: 10–90 %"), *short] if many else short
        said = []
        if not curves.is_whole:
            said.append(tr("computing…"))
        if curves.unbound:
            names = ", ".join(map(self._label, curves.unbound))
            said.append(tr("no bound: {names}", names=names))
        if many:
            said.append(tr("median and 10–90 % of the runs"))
        return [", ".join(said)]

    def _label(self, index: int) -> str:
        """The name of an optimizer of the drawn scene, chosen or given."""
        assert self._last is not None  # there is one
        scene, document, _ = self._last
        return document.labels_in(scene.experiment, scene.colours)[scene.colours[index]]

    def _mouse_clicked(self, event: Any) -> None:
        place = self.click_place(event)
        if place is None or self._shown is None:
            return
        nearest = self._shown.nearest(place.x(), place.y())
        if nearest is not None:
            self.picked.emit(self._shown.scene.colours[nearest[0]])

    def _heights_of_focus(self, scene: Scene, quantity: Quantity, many: bool) -> np.ndarray | None:
        """The heights of the inspected run among many."""
        focus = scene.focus
        curves = focus.curves if focus is not None and many else {}
        curve = curves.get(quantity.main, curves.get("loss"))
        if curve is None or len(curve) != len(scene.slots):
            return None
        return self._heights.of(curve, quantity)

    def _draw_edge(self, quantity: Quantity) -> None:
        """A line at the edge of the quantity, if it has one."""
        self._edge.setVisible(quantity.edge is not None)
        if quantity.edge is not None:
            self._edge.setPos(np.log10(quantity.edge) if self.choice.is_log else quantity.edge)
            self._edge.setPen(
                pg.mkPen(self.theme.text, width=thick(1.2), style=Qt.PenStyle.DashLine)
            )

    def _draw_ends(
        self, scene: Scene, drawn: np.ndarray, quantity: Quantity, shown: list[int]
    ) -> None:
        """A cross at the step at which a single run diverged, at most as high as the view."""
        diverged = [i for i in shown if scene.runs == 1 and scene.verdict[i, 0] == Verdict.DIVERGED]
        low, top = self.box.viewRange()[1]
        if quantity.is_derived:
            heights = last_heights(drawn[diverged, 1])
        else:
            last = scene.finals.get(quantity.main, scene.loss)[diverged, 0]
            heights = self._heights.of(last.astype(float), quantity)
        highest = top - 0.02 * (top - low)  # a loss that is not finite has the height NaN
        self._ends.show(
            np.stack([scene.steps_taken[diverged, 0], np.fmin(heights, highest)], axis=1),
            self.theme,
            symbol="x",
            size=thick(11),
            brush=self.theme.verdict(Verdict.DIVERGED),
            pen=pg.mkPen(self.theme.background, width=0.5),
        )

    def _fit(
        self,
        scene: Scene,
        heights: np.ndarray,
        shown: list[int],
        quantity: Quantity,
        has_room: bool,
    ) -> None:
        end, asked = nice_end(scene.step, scene.steps), (shown, quantity, self.choice.is_log)
        known = self._fitted
        if known is not None and known[0] is heights and known[1:] == (asked, end):
            return  # those of the complete curves stay
        self._fitted = heights, asked, end
        ends = self._heights.ends(scene, heights, shown, quantity)
        self.box.setXRange(0, end, padding=0)
        if ends is not None and not (has_room and fits(ends, tuple(self.box.viewRange()[1]))):
            if has_room:
                ends = with_room(ends)
            self.box.setYRange(*ends, padding=0.03 if quantity.is_share else 0.05)
