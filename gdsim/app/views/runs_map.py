"""The map of runs: any two axes of an experiment, a pixel a run (or the median of several)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gdsim.app.controls.fields import Choices
from gdsim.app.look.theme import GRID, VERDICT_WORDS, Theme, value_colours
from gdsim.app.views.legend import Bar, Legend, Mark
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
from gdsim.app.views.surface import coloured
from gdsim.app.worker.frame import Frame
from gdsim.engine.verdict import Verdict


class RunsMap(QWidget):
    """Draws all runs of frames as a map; a run can be pointed at and picked."""

    pointed = Signal(object)  # (optimizer, run) under the mouse, or None
    picked = Signal(object)  # the same, clicked

    def __init__(self) -> None:
        super().__init__()
        self._experiment: Any = None
        self._frame: Frame | None = None
        self._pixels: Pixels | None = None
        self._chosen: tuple[int, int] | None = None
        self.fit_wanted = True
        self.quantity, self.optimizer = Choices(self._draw), Choices(self._draw)
        self.x = Choices(lambda _: self._turn(self.x))
        self.y = Choices(lambda _: self._turn(self.y))
        self.plot = _MapPlot(self)
        self.bar, self.legend = Bar(), Legend()
        top = QHBoxLayout()
        top.setContentsMargins(2 * GRID, GRID // 2, GRID, GRID // 2)
        top.setSpacing(GRID // 2)
        self._of = QLabel("of")
        over = (QLabel("over"), self.x, QLabel("and"), self.y)
        for part in (self.quantity, self._of, self.optimizer, *over):
            if isinstance(part, QLabel):
                part.setProperty("role", "muted")
            else:
                part.setSizeAdjustPolicy(Choices.SizeAdjustPolicy.AdjustToContents)
                part.setMinimumWidth(48)  # names are cut before the window has to grow
            top.addWidget(part)
        top.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.plot, 1)
        middle.addWidget(self.bar)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(7 * GRID, 0, 2 * GRID, GRID // 2)
        bottom.addWidget(self.legend)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addLayout(middle, 1)
        layout.addLayout(bottom)
        self._theme: Theme = self.plot.theme

    @property
    def cost(self) -> float:
        """Seconds that the last painting took."""
        return self.plot.cost

    def draw(self, frame: Frame, chosen: tuple[int, int] | None) -> None:
        """Draw the runs of a frame, with a ring around the pixel of the chosen one."""
        self._frame, self._chosen = frame, chosen
        if frame.experiment is not self._experiment:
            self._experiment = frame.experiment
            self._offer(frame)
        self._draw()

    def clear_runs(self) -> None:
        """Draw nothing."""
        self._frame = self._pixels = self._experiment = None
        self.plot.picture.clear()
        self.plot.ring.setData([], [])

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        for part in (self.plot, self.bar, self.legend):
            part.recolour(theme)
        self._draw()

    def fit(self) -> None:
        """Show the whole map."""
        if self._pixels is not None:
            rows, columns = self._pixels.values.shape
            self.plot.setRange(QRectF(-0.5, -0.5, columns, rows), padding=0)

    def run_at(self, x: float, y: float) -> tuple[int, int] | None:
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
        """What the readout says of a pixel."""
        place = self.run_at(x, y)
        if place is None or self._frame is None:
            return ""
        frame, name = self._frame, self.quantity.currentData()
        value = float(of_quantity(frame, name)[place])
        verdict = Verdict(int(frame.verdict[place]))
        label = frame.experiment.labels[place[0]]
        words = f"{self.quantity.currentText()} {shown(name, value)}"
        if verdict is Verdict.DIVERGED:
            words = f"diverged at step {int(frame.taken[place]):,}"
        elif verdict is not Verdict.RUNNING:
            words += f", {VERDICT_WORDS[verdict]}"
        return "   ".join([label, *run_words(frame.experiment, place[1]), words])

    def _offer(self, frame: Frame) -> None:
        """The dimensions and quantities of another experiment; what was chosen stays if it can."""
        experiment = frame.experiment
        names = several(experiment)
        others = [name for name in names if name != OPTIMIZER]
        dims = list(dict.fromkeys([*others, OPTIMIZER]))
        x = others[-1] if others else OPTIMIZER
        y = next((name for name in reversed(others) if name != x), OPTIMIZER)
        labels = {name: axis_title(name) for name in dims}
        _fill(self.x, labels, x)
        _fill(self.y, labels, y)
        quantities = {name: NAMES[name] for name in frame.finals if self._has(frame, name)}
        quantities = {**quantities, "taken": "steps taken"} if quantities else LOSSES
        _fill(self.quantity, quantities, next(iter(quantities)))
        _fill(self.optimizer, dict(enumerate(experiment.labels)), 0)
        self._separate(self.x)
        self.fit_wanted = True

    @staticmethod
    def _has(frame: Frame, name: str) -> bool:
        return not np.isnan(frame.finals[name]).all() or name.endswith("loss")

    def _separate(self, kept: Choices) -> None:
        """Two axes of one dimension make no map: the other one gives way."""
        other = self.y if kept is self.x else self.x
        if other.currentData() == kept.currentData() and other.count() > 1:
            other.setCurrentIndex((other.currentIndex() + 1) % other.count())
        both = self.x.currentData(), self.y.currentData()
        alone = OPTIMIZER in both or self.optimizer.count() < 2
        for part in (self._of, self.optimizer):
            part.setHidden(alone)

    def _turn(self, turned: Choices) -> None:
        self._separate(turned)
        self.fit_wanted = True
        self._draw()

    def _draw(self, _: Any = None) -> None:
        frame = self._frame
        if frame is None:
            return
        x, y, quantity = (box.currentData() for box in (self.x, self.y, self.quantity))
        if x == y:  # an experiment without axes, which has no map
            self.clear_runs()
            return
        found = pixels(frame, quantity, x, y, int(self.optimizer.currentData()))
        same = self._pixels is not None and self._pixels.values.shape == found.values.shape
        self._pixels = found
        self.plot.show_axes(frame.experiment, x, y)
        ends, log = scale_of(found.values, bool(frame.finals))
        with np.errstate(all="ignore"):
            values = np.log10(found.values) if log else found.values
        picture = coloured(values, ends, value_colours())
        picture[found.gone] = QColor(self._theme.diverged).getRgb()
        self.plot.picture.setImage(picture, levels=None, autoLevels=False)
        rows, columns = found.values.shape
        self.plot.picture.setRect(QRectF(-0.5, -0.5, columns, rows))
        self.bar.show_scale(self.quantity.currentText(), ends, value_colours(), log=log)
        marks = (Mark("diverged", self._theme.diverged),) if found.gone.any() else ()
        self.legend.show_marks(marks)
        self._draw_ring(found)
        self.plot.read_again()
        if self.fit_wanted or not same:
            self.fit_wanted = False
            self.fit()

    def _draw_ring(self, found: Pixels) -> None:
        there = np.empty((0, 2), int)
        if self._chosen is not None:
            there = np.argwhere((found.runs == self._chosen).all(axis=-1))[:1]
        pen = pg.mkPen(self._theme.background, width=2)
        self.plot.ring.setData(there[:, 1], there[:, 0], size=13, symbol="s", pen=pen, brush=None)
        inner = pg.mkPen(self._theme.text, width=1)
        self.plot.inner.setData(
            there[:, 1], there[:, 0], size=11, symbol="s", pen=inner, brush=None
        )


class _MapPlot(Plot):
    """The picture of a map, whose axes are named after dimensions."""

    def __init__(self, owner: RunsMap) -> None:
        super().__init__(axes={"bottom": IndexAxis("bottom"), "left": IndexAxis("left")})
        self._owner = owner
        self.picture = pg.ImageItem(axisOrder="row-major")
        self.ring = pg.ScatterPlotItem(pxMode=True)
        self.inner = pg.ScatterPlotItem(pxMode=True)
        for depth, item in enumerate((self.picture, self.ring, self.inner)):
            item.setZValue(depth)
            self.addItem(item, ignoreBounds=True)
        self.box.disableAutoRange()
        self.scene().sigMouseClicked.connect(self._mouse_clicked)

    def show_axes(self, experiment: Any, x: str, y: str) -> None:
        """Name the axes after two dimensions."""
        names = axis_title(x), axis_title(y)
        if (self.names["bottom"], self.names["left"]) != names:
            self.name_axes(*names)
        for side, name, most in (("bottom", x, 8), ("left", y, 12)):
            axis = self.item.getAxis(side)
            found = named_places(experiment, name, most)
            if axis.named != found:
                axis.named = found
                axis.picture = None
                axis.update()

    def read(self, x: float, y: float) -> str:
        self._owner.pointed.emit(self._owner.run_at(x, y))
        return self._owner.words_at(x, y)

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        self._owner.pointed.emit(None)

    def _mouse_clicked(self, event: Any) -> None:
        place = event.scenePos()
        if event.button().name != "LeftButton" or not self.box.sceneBoundingRect().contains(place):
            return
        at = self.box.mapSceneToView(place)
        event.accept()
        self._owner.picked.emit(self._owner.run_at(at.x(), at.y()))


def _fill(box: Choices, names: Any, first: Any) -> None:
    """Offer names; what was chosen stays chosen if the same are offered."""
    known = [box.itemData(row) for row in range(box.count())]
    box.show_names(names, box.currentData() if known == list(names) else first, {})
