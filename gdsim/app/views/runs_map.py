"""The map of runs: any two axes of an experiment, one pixel per run (or median of several)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRectF, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdsim.app.controls.fields import Choices
from gdsim.app.controls.section import label, line
from gdsim.app.look.recolouring import recolour
from gdsim.app.look.theme import VERDICT_WORDS, Theme, value_colours
from gdsim.app.translation import grouped, tr
from gdsim.app.views.legend import Bar, Legend, Mark, with_keys
from gdsim.app.views.numbers import NAMES, axis_title, run_words, shown
from gdsim.app.views.pixels import (
    LOSSES,
    OPTIMIZER,
    IndexAxis,
    Pixels,
    named_places,
    of_quantity,
    pixels,
    scale_of,
    several,
)
from gdsim.app.views.plot import Plot
from gdsim.app.views.spots import Scatter
from gdsim.app.views.surface import coloured
from gdsim.app.worker.focus import Place
from gdsim.app.worker.scene import Scene
from gdsim.engine.verdict import Verdict
from gdsim.experiment import Experiment


class RunsMap(QWidget):
    """Draws all runs of scenes as a map; a run can be pointed at and picked."""

    pointed = Signal(object)  # (optimizer, run) under the mouse, or None
    picked = Signal(object)  # the same, clicked

    def __init__(self) -> None:
        super().__init__()
        self._experiment: Experiment | None = None
        self._labels: tuple[str, ...] = ()
        self._scene: Scene | None = None
        self._pixels: Pixels | None = None
        self._chosen: Place | None = None
        self.fit_wanted = True
        self.quantity, self.optimizer = Choices(self._draw), Choices(self._draw)
        self.x_axis = Choices(lambda _: self._turn(self.x_axis))
        self.y_axis = Choices(lambda _: self._turn(self.y_axis))
        self.plot = _MapPlot(self)
        self.bar, self.legend = Bar(), Legend()
        self._of = label(tr("of"))
        over = (tr("over"), self.x_axis, tr("and"), self.y_axis)
        names = {
            tr("Result"): self.quantity, tr("Optimizer"): self.optimizer,
            tr("Horizontal axis"): self.x_axis, tr("Vertical axis"): self.y_axis,
        }  # fmt: skip
        for name, choices in names.items():
            choices.setAccessibleName(name)
            choices.fit_names()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(line(self.quantity, self._of, self.optimizer, *over))
        layout.addLayout(with_keys(self.plot, self.bar, self.legend), 1)
        self._theme: Theme = self.plot.theme

    @property
    def cost(self) -> float:
        """Seconds of the last painting."""
        return self.plot.cost

    def draw(self, scene: Scene, chosen: Place | None, labels: tuple[str, ...]) -> None:
        """Draw the runs of a scene, with a ring around the pixel of the chosen one.

        labels: the names of its optimizers.
        """
        self._scene, self._chosen = scene, chosen
        if (scene.experiment, labels) != (self._experiment, self._labels):
            self._experiment, self._labels = scene.experiment, labels
            self._offer(scene)
        self._draw()

    def clear_runs(self) -> None:
        """Draw nothing."""
        self._scene = self._pixels = self._experiment = None
        self.plot.picture.clear()
        self.plot.ring.setData([], [])

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        recolour(theme, self.plot, self.bar, self.legend)
        self._draw()

    def fit(self) -> None:
        """Show the whole map."""
        if self._pixels is not None:
            rows, columns = self._pixels.values.shape
            self.plot.box.setRange(QRectF(-0.5, -0.5, columns, rows), padding=0)

    def run_at(self, x: float, y: float) -> Place | None:
        """The optimizer and run of the pixel at a place."""
        if self._pixels is None:
            return None
        row, column = int(np.floor(y + 0.5)), int(np.floor(x + 0.5))
        rows, columns = self._pixels.values.shape
        if not (0 <= row < rows and 0 <= column < columns):
            return None
        optimizer, run = self._pixels.runs[row, column]
        return int(optimizer), int(run)

    def words_at(self, x: float, y: float) -> str:
        """The run of a pixel in words, for the readout."""
        place = self.run_at(x, y)
        if place is None or self._scene is None:
            return ""
        scene, name = self._scene, self.quantity.currentData()
        value = float(of_quantity(scene, name)[place])
        verdict = Verdict(int(scene.verdict[place]))
        label = self._labels[place[0]]
        words = f"{self.quantity.currentText()} {shown(name, value)}"
        if verdict is Verdict.DIVERGED:
            words = tr("diverged at step {step}", step=grouped(int(scene.steps_taken[place])))
        elif verdict is not Verdict.RUNNING:
            words = f"{words}, {tr(VERDICT_WORDS[verdict])}"
        return "   ".join([label, *run_words(scene.experiment, place[1]), words])

    def _offer(self, scene: Scene) -> None:
        """The dimensions and quantities of another experiment; a choice stays if it can."""
        experiment = scene.experiment
        names = several(experiment)
        others = [name for name in names if name != OPTIMIZER]
        dims = list(dict.fromkeys([*others, OPTIMIZER]))
        x = others[-1] if others else OPTIMIZER
        y = next((name for name in reversed(others) if name != x), OPTIMIZER)
        labels = {name: axis_title(name) for name in dims}
        _fill(self.x_axis, labels, x)
        _fill(self.y_axis, labels, y)
        known = {name: NAMES[name] for name in scene.finals if self._has(scene, name)}
        known = {**known, "steps_taken": LOSSES["steps_taken"]} if known else LOSSES
        quantities = {name: tr(words) for name, words in known.items()}
        _fill(self.quantity, quantities, next(iter(quantities)))
        _fill(self.optimizer, dict(enumerate(self._labels)), 0)
        self._separate(self.x_axis)
        self.fit_wanted = True

    @staticmethod
    def _has(scene: Scene, name: str) -> bool:
        return not np.isnan(scene.finals[name]).all() or name.endswith("loss")

    def _separate(self, kept: Choices) -> None:
        """Give the other axis another dimension if both have the same one."""
        other = self.y_axis if kept is self.x_axis else self.x_axis
        if other.currentData() == kept.currentData() and other.count() > 1:
            other.setCurrentIndex((other.currentIndex() + 1) % other.count())
        both = self.x_axis.currentData(), self.y_axis.currentData()
        alone = OPTIMIZER in both or self.optimizer.count() < 2
        for part in (self._of, self.optimizer):
            part.setHidden(alone)

    def _turn(self, turned: Choices) -> None:
        self._separate(turned)
        self.fit_wanted = True
        self._draw()

    def _draw(self, _: object = None) -> None:
        scene = self._scene
        if scene is None:
            return
        x, y, quantity = (box.currentData() for box in (self.x_axis, self.y_axis, self.quantity))
        if x == y:  # an experiment without axes, which has no map
            self.clear_runs()
            return
        old, shown = self._pixels, pixels(scene, quantity, x, y, int(self.optimizer.currentData()))
        same = old is not None and old.values.shape == shown.values.shape
        self._pixels = shown
        self.plot.show_axes(scene.experiment, self._labels, x, y)
        ends, log = scale_of(shown.values, bool(scene.finals))
        with np.errstate(all="ignore"):
            values = np.log10(shown.values) if log else shown.values
        picture = coloured(values, ends, value_colours())
        picture[shown.gone] = QColor(self._theme.diverged).getRgb()
        self.plot.picture.setImage(picture, levels=None, autoLevels=False)
        rows, columns = shown.values.shape
        self.plot.picture.setRect(QRectF(-0.5, -0.5, columns, rows))
        self.bar.show_scale(self.quantity.currentText(), ends, value_colours(), log=log)
        marks = (Mark(tr("diverged"), self._theme.diverged),) if shown.gone.any() else ()
        self.legend.show_marks(marks)
        self._draw_ring(shown)
        self.plot.read_again()
        if self.fit_wanted or not same:
            self.fit_wanted = False
            self.fit()

    def _draw_ring(self, shown: Pixels) -> None:
        pixel = np.empty((0, 2), int)
        if self._chosen is not None:
            pixel = np.argwhere((shown.runs == self._chosen).all(axis=-1))[:1]
        ys, xs = pixel.T
        outer = pg.mkPen(self._theme.background, width=2)
        self.plot.ring.setData(xs, ys, size=13, symbol="s", pen=outer, brush=None)
        inner = pg.mkPen(self._theme.text, width=1)
        self.plot.inner.setData(xs, ys, size=11, symbol="s", pen=inner, brush=None)


class _MapPlot(Plot):
    """The picture of a map, whose axes are named after dimensions."""

    def __init__(self, owner: RunsMap) -> None:
        super().__init__(axes={"bottom": IndexAxis("bottom"), "left": IndexAxis("left")})
        self._owner = owner
        self.picture = pg.ImageItem(axisOrder="row-major")
        self.ring = Scatter()
        self.inner = Scatter()
        for depth, item in enumerate((self.picture, self.ring, self.inner)):
            self.add_item(item, depth)
        self.box.disableAutoRange()
        self.scene().sigMouseClicked.connect(self._mouse_clicked)

    def show_axes(self, experiment: Experiment, labels: tuple[str, ...], x: str, y: str) -> None:
        """Name the axes after two dimensions."""
        names = axis_title(x), axis_title(y)
        if (self.names["bottom"], self.names["left"]) != names:
            self.name_axes(*names)
        for side, name, most in (("bottom", x, 8), ("left", y, 12)):
            axis = self.item.getAxis(side)
            places = named_places(experiment, labels, name, most)
            if axis.named != places:
                axis.named = places
                axis.picture = None
                axis.update()

    def read(self, x: float, y: float) -> str:
        self._owner.pointed.emit(self._owner.run_at(x, y))
        return self._owner.words_at(x, y)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._owner.pointed.emit(None)

    def _mouse_clicked(self, event: Any) -> None:
        place = self.click_place(event)
        if place is not None:
            self._owner.picked.emit(self._owner.run_at(place.x(), place.y()))


def _fill(box: Choices, names: Mapping[Any, str], first: object) -> None:
    """Offer names; the chosen one stays if the same are offered."""
    old = [box.itemData(row) for row in range(box.count())]
    box.show_names(names, box.currentData() if old == list(names) else first, {})
