"""The map of runs: any two axes of an experiment, a pixel a run (or the median of several)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gdsim.app.frame import Frame
from gdsim.app.kinds import is_network
from gdsim.app.theme import GRID, VERDICT_WORDS, Theme, value_colours
from gdsim.app.views.legend import Bar, Legend, Mark, ticks
from gdsim.app.views.numbers import NAMES, run_words, shown
from gdsim.app.views.plot import Axis, Plot, figures
from gdsim.app.views.surface import coloured
from gdsim.verdict import Verdict

OPTIMIZER = "optimizer"
LOSSES = {"loss": "loss", "best_loss": "best loss", "taken": "steps taken"}  # of functions
SHARE = 0.01  # of the pixels at either end that take no colours of their own


@dataclass(frozen=True)
class Pixels:
    """A map: rows from the bottom, columns from the left.

    `values` (rows, columns), NaN where most runs diverged (`gone`) or there is no number; `runs`
    (rows, columns, 2): the optimizer and run that a pixel stands for.
    """

    values: np.ndarray
    gone: np.ndarray
    runs: np.ndarray


def several(experiment: Any) -> list[str]:
    """The dimensions that have more than one value, the optimizer's first."""
    pairs = zip(experiment.dims, experiment.shape, strict=True)
    return [name for name, size in pairs if size > 1]


def pixels(frame: Frame, quantity: str, x: str, y: str, optimizer: int) -> Pixels:
    """The map of a quantity over two dimensions; over the others it is the median.

    Without the optimizer among the two it is a map of one optimizer.
    """
    experiment = frame.experiment
    dims, shape = list(experiment.dims), experiment.shape
    values = np.asarray(of_quantity(frame, quantity), float).reshape(shape)
    verdict = frame.verdict.reshape(shape)
    numbers = np.arange(frame.runs).reshape(shape[1:])
    numbers = np.broadcast_to(numbers, shape)
    if OPTIMIZER not in (x, y):
        values, verdict, numbers = (each[[optimizer]] for each in (values, verdict, numbers))
    owners = np.arange(shape[0]) if OPTIMIZER in (x, y) else np.array([optimizer])
    owners = np.broadcast_to(owners.reshape(-1, *[1] * (len(shape) - 1)), values.shape)
    places = [dims.index(y), dims.index(x)]

    def stacked(array: np.ndarray) -> np.ndarray:
        moved = np.moveaxis(array, places, (0, 1))
        return moved.reshape(*moved.shape[:2], -1)

    values, verdict, numbers, owners = map(stacked, (values, verdict, numbers, owners))
    gone = (verdict == Verdict.DIVERGED).mean(axis=2) > 0.5
    order = np.argsort(np.where(np.isnan(values), np.inf, values), axis=2)
    middle = order[:, :, [order.shape[2] // 2]]

    def chosen(array: np.ndarray) -> np.ndarray:
        return np.take_along_axis(array, middle, axis=2)[:, :, 0]

    shown_values = np.where(gone | ~np.isfinite(chosen(values)), np.nan, chosen(values))
    return Pixels(shown_values, gone, np.stack([chosen(owners), chosen(numbers)], axis=-1))


def of_quantity(frame: Frame, name: str) -> np.ndarray:
    """(o, r): a quantity of all runs now."""
    return frame.finals[name] if name in frame.finals else getattr(frame, name)


def scale_of(values: np.ndarray, robust: bool) -> tuple[tuple[float, float], bool]:
    """The ends of the colours, and whether they are logarithms."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return (0.0, 1.0), False
    ends = np.quantile(finite, (SHARE, 1 - SHARE)) if robust else (finite.min(), finite.max())
    low, high = float(ends[0]), float(ends[1])
    log = high > 10 * low > 0
    if log:
        low, high = float(np.log10(low)), float(np.log10(high))
    if high - low < 1e-9 * max(abs(low), abs(high), 1e-12):
        low, high = low - 0.5, high + 0.5
    return (low, high), log


class IndexAxis(Axis):
    """An axis whose numbers are places along a dimension and whose names are its values."""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self.named: list[tuple[float, str]] = []

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        return [(1.0, [place for place, _ in self.named if low <= place <= high])]

    def tickStrings(self, values: Any, scale: float, spacing: float) -> list[str]:
        names = dict(self.named)
        return [names.get(value, "") for value in values]


def named_places(experiment: Any, name: str, most: int) -> list[tuple[float, str]]:
    """Places along a dimension that are named on its axis, at most about so many."""
    if name == OPTIMIZER:
        return [(float(i), label) for i, label in enumerate(experiment.labels)]
    values = experiment.axes.get(name)
    size = experiment.shape[list(experiment.dims).index(name)]
    if values is None:  # several schedules
        return [(float(i), each.method.title) for i, each in enumerate(experiment.schedules)]
    axis = next(d.axis for d in experiment.layout.dimensions if d.name == name)
    kind = type(axis).__name__
    if kind in ("Logspace", "Linspace") and size > most:
        log = kind == "Logspace"
        scale = np.log10(values) if log else values
        low, high = float(scale[0]), float(scale[-1])
        width = (high - low) / (size - 1)
        return [((place - low) / width, text) for place, text in ticks(low, high, log)]
    every = max(1, -(-size // most))
    return [(float(i), figures(values[i], 3)) for i in range(0, size, every)]


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
        self.x, self.y, self.quantity, self.optimizer = (QComboBox() for _ in range(4))
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
                part.setMinimumContentsLength(4)
                part.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
                part.activated.connect(self._chosen_otherwise)
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
        labels = {name: name.replace("_", " ") for name in dims}
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

    def _separate(self, kept: QComboBox) -> None:
        """Two axes of one dimension make no map: the other one gives way."""
        other = self.y if kept is self.x else self.x
        if other.currentData() == kept.currentData() and other.count() > 1:
            other.setCurrentIndex((other.currentIndex() + 1) % other.count())
        both = self.x.currentData(), self.y.currentData()
        alone = OPTIMIZER in both or self.optimizer.count() < 2
        for part in (self._of, self.optimizer):
            part.setHidden(alone)

    def _chosen_otherwise(self) -> None:
        sender = self.sender()
        self._separate(sender if sender in (self.x, self.y) else self.x)
        self.fit_wanted = True
        self._draw()

    def _draw(self) -> None:
        frame = self._frame
        if frame is None:
            return
        x, y, quantity = (box.currentData() for box in (self.x, self.y, self.quantity))
        found = pixels(frame, quantity, x, y, int(self.optimizer.currentData()))
        same = self._pixels is not None and self._pixels.values.shape == found.values.shape
        self._pixels = found
        self.plot.show_axes(frame.experiment, x, y)
        ends, log = scale_of(found.values, is_network(frame.experiment.objective))
        with np.errstate(all="ignore"):
            values = np.log10(found.values) if log else found.values
        picture = coloured(values, ends, value_colours())
        picture[found.gone] = QColor(self._theme.diverged).getRgb()
        self.plot.picture.setImage(picture, levels=None, autoLevels=False)
        rows, columns = found.values.shape
        self.plot.picture.setRect(QRectF(-0.5, -0.5, columns, rows))
        self.bar.show_scale(self.quantity.currentText(), ends, value_colours(), log)
        marks = (Mark("diverged", self._theme.diverged),) if found.gone.any() else ()
        self.legend.show_marks(marks)
        self._draw_ring(found)
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
        names = x.replace("_", " "), y.replace("_", " ")
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


def _fill(box: QComboBox, names: Any, first: Any) -> None:
    """Offer names; what was chosen stays chosen if it is still there."""
    old = box.currentData()
    known = [box.itemData(row) for row in range(box.count())]
    if known != list(names):
        box.clear()
        for name, words in names.items():
            box.addItem(words, name)
        box.setCurrentIndex(max(box.findData(old if old in names else first), 0))
