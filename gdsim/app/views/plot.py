"""A plot in the window's look: axes in its colours and type, a readout under the cursor."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QHideEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QGraphicsScene, QLabel, QSizePolicy

from gdsim.app.look.figures import between, figures, with_minus
from gdsim.app.look.theme import LIGHT, Theme, tabular
from gdsim.app.look.type_size import px
from gdsim.app.views.plot_frame import PlotFrame

# At the usual 100 moves a second the last ones before the mouse rests are dropped: what is read
# would be of a place where it no longer is. Qt itself drops moves that come too fast.
pg.setConfigOption("mouseRateLimit", -1)

HELD = 50  # ms for which changes are not painted, at most

Ticks = list[tuple[float, list[float]]]  # a spacing, and the places that have it


class Axis(pg.AxisItem):
    """An axis whose numbers are written as everywhere; `counts` are of steps: 20,000."""

    counts = False
    ROOM = 48  # px from one count to the next, at least

    def tickValues(self, low: float, high: float, size: float) -> Ticks:
        """Few of counts, however few there are."""
        if not self.counts or high <= low:
            usual: Ticks = super().tickValues(low, high, size)
            return usual
        step, places = even_places(low, high, max(int(size / px(self.ROOM)), 1))
        return [(max(step, 1.0), [place for place in places if place == round(place)])]

    def updateAutoSIPrefix(self) -> None:
        """Nothing: pyqtgraph multiplies numbers that are all below 1, also if told not to."""

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        if self.counts:
            return [f"{value * scale:,.0f}" if spacing >= 1 else "" for value in values]
        return between([value * scale for value in values], spacing * scale)


class LogAxis(Axis):
    """An axis of base-10 logarithms: whole decades are named, or 1, 2, 5 where few are in view."""

    NAMED = 7  # decades at most
    CLOSE = 0.6  # of a decade in view, below which ticks are evenly spaced numbers

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self.shares = False  # True: plain numbers from 0 to 1, as per cent
        self.is_linear = False  # True: plain numbers

    def tickValues(self, low: float, high: float, size: float) -> Ticks:
        if self.shares or self.is_linear:
            plain: Ticks = super().tickValues(low, high, size)
            return plain
        first, last = int(np.ceil(low)), int(np.floor(high))
        every = max(1, -(-(last - first + 1) // self.NAMED))
        decades = [float(n) for n in range(-(-first // every) * every, last + 1, every)]
        if high - low > 2.2:
            return [(1.0, decades)]
        if high - low < self.CLOSE:
            step, values = even_places(10.0**low, 10.0**high, self.NAMED)
            return [(step / 10.0**high, [float(np.log10(value)) for value in values])]
        places = [n + float(np.log10(d)) for n in range(first - 1, last + 1) for d in (1, 2, 5)]
        return [(0.1, [place for place in places if low <= place <= high])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        if self.shares:
            return [f"{value:.0%}" if spacing > 0.009 else f"{value:.1%}" for value in values]
        if self.is_linear:
            return super().tickStrings(values, scale, spacing)
        if spacing < 1:
            digits = max(int(np.ceil(-np.log10(spacing))) + 1, 2)
            return [figures(10.0**value, max(digits, 2 if value < 2 else 4)) for value in values]
        powers = [round(value) for value in values]
        return [figures(10.0**n) if abs(n) < 300 else with_minus(f"1e{n}") for n in powers]


def even_places(low: float, high: float, most: int) -> tuple[float, list[float]]:
    """A round step, 1, 2 or 5 times a power of ten, and its multiples between two ends."""
    rough = (high - low) / most
    size = 10.0 ** np.floor(np.log10(rough))
    step = float(next(size * m for m in (1, 2, 5, 10) if size * m >= rough))
    first, last = int(np.ceil(low / step - 1e-9)), int(np.floor(high / step + 1e-9))
    return step, [n * step for n in range(first, last + 1)]


class Plot(pg.GraphicsView):
    """Items in a view with two axes, and a readout."""

    double_clicked = Signal()
    sight_changed = Signal(bool)  # whether it can be seen from now on: what cannot costs nothing

    def __init__(
        self,
        x: str = "",
        y: str = "",
        log: bool = False,
        axes: dict[str, pg.AxisItem] | None = None,
    ) -> None:
        super().__init__()
        left = LogAxis("left") if log else Axis("left")
        self.item = PlotFrame(**(axes or {"bottom": Axis("bottom"), "left": left}))
        self.box = self.item.box
        self.setCentralItem(self.item)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # Curves change all over a plot at once: finding out where costs more than drawing it whole.
        self.setViewportUpdateMode(self.ViewportUpdateMode.FullViewportUpdate)
        self._held = QTimer(self, singleShot=True, interval=HELD)
        self._held.timeout.connect(self.let_go)
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.theme = LIGHT
        self.cost = 0.0  # s of processor time, of the last painting
        self._mouse: QPointF | None = None  # its place in the scene while it is in the plot
        self.names = {"bottom": x, "left": y}
        self.readout = QLabel(self)
        self.readout.setProperty("role", "chip")
        self.readout.setFont(tabular(self.readout.font()))
        self.readout.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.readout.hide()
        self.scene().sigMouseMoved.connect(self._mouse_moved)
        self._colour_axes()

    def add_item(self, item: Any, depth: float) -> None:
        """Draw an item above those of less depth; the view does not follow it."""
        item.setZValue(depth)
        self.box.addItem(item, ignoreBounds=True)

    def removeItem(self, item: Any) -> None:
        """Draw an item no longer."""
        self.box.removeItem(item)

    def raise_axes(self) -> None:
        """Draw the axes above pictures."""
        for side in ("bottom", "left"):
            self.item.getAxis(side).setZValue(60)

    def name_axes(self, x: str, y: str) -> None:
        """Set the labels of the axes."""
        self.names = {"bottom": x, "left": y}
        self._colour_axes()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.theme = theme
        self._colour_axes()

    def _colour_axes(self) -> None:
        theme = self.theme
        self.setBackground(theme.background)
        font = QFont(QApplication.font())
        font.setPixelSize(px(11))
        for side, name in self.names.items():
            axis = self.item.getAxis(side)
            axis.setPen(QColor(theme.line))
            axis.setTextPen(QColor(theme.muted))
            axis.setStyle(tickFont=font, tickLength=-4, tickTextOffset=5)
            axis.setLabel(name, **{"color": theme.muted, "font-size": f"{px(11)}px"})
            axis.enableAutoSIPrefix(False)

    def say(self, text: str) -> None:
        """Show the readout, or hide it."""
        self.readout.setVisible(bool(text))
        self.readout.setText(text)
        self.readout.adjustSize()
        inner = self.box.mapRectToScene(self.box.boundingRect())
        self.readout.move(int(inner.right() - self.readout.width() - 8), int(inner.top() + 8))

    def read_again(self) -> None:
        """Update the readout: the value under the mouse may have changed."""
        if self._mouse is not None:
            self._mouse_moved(self._mouse)

    def read(self, x: float, y: float) -> str:
        """The text of the readout at a place; overridden by the views."""
        return ""

    def click_place(self, event: Any) -> QPointF | None:
        """Accept a left click inside the axes and return its place; None for any other click."""
        place: QPointF = event.scenePos()
        if event.button() != Qt.MouseButton.LeftButton:
            return None
        if not self.box.sceneBoundingRect().contains(place):
            return None
        event.accept()
        on_axes: QPointF = self.box.mapSceneToView(place)
        return on_axes

    def hold(self) -> None:
        """Paint no changes until `let_go()`, or for a while: more of them are about to come."""
        self.setViewportUpdateMode(self.ViewportUpdateMode.NoViewportUpdate)
        self._held.start()

    def let_go(self) -> None:
        """Paint the changes."""
        if self.viewportUpdateMode() is self.ViewportUpdateMode.NoViewportUpdate:
            self._held.stop()
            self.setViewportUpdateMode(self.ViewportUpdateMode.FullViewportUpdate)
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        start = time.thread_time()
        super().paintEvent(event)
        self.cost = time.thread_time() - start

    @property
    def is_seen(self) -> bool:
        """Whether it can be seen."""
        seen: bool = self.isVisible()
        return seen

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.sight_changed.emit(self.is_seen)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.sight_changed.emit(self.is_seen)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._mouse = None
        self.say("")

    def _mouse_moved(self, mouse: QPointF) -> None:
        self._mouse = mouse
        if self.box.sceneBoundingRect().contains(mouse):
            place = self.box.mapSceneToView(mouse)
            self.say(self.read(place.x(), place.y()))
        else:
            self.say("")


def draw_picture(
    item: pg.ImageItem, picture: np.ndarray, box: tuple[float, float, float, float]
) -> None:
    """Draw a picture (rows, columns, 4), row 0 at the bottom, of values on a grid over a box.

    The grid includes the ends (left, right, bottom, top); values are in the middle of their pixels.
    """
    left, right, bottom, top = box
    rows, columns = picture.shape[:2]
    x, y = (right - left) / (columns - 1) / 2, (top - bottom) / (rows - 1) / 2
    item.setImage(picture, levels=None, autoLevels=False)
    item.setRect(QRectF(left - x, bottom - y, right - left + 2 * x, top - bottom + 2 * y))


def rounded(value: float, pixel: float) -> float:
    """A coordinate with no more digits than the screen can tell apart."""
    if pixel <= 0:
        return value
    return round(value, int(np.clip(-np.floor(np.log10(pixel)), 0, 15)))
