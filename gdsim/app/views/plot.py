"""A plot in the window's look: axes in its colours and type, a readout under the cursor."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QHideEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QGraphicsScene, QLabel, QSizePolicy

from gdsim.app.look.theme import LIGHT, Theme, tabular
from gdsim.app.look.type_size import px
from gdsim.app.views.axis import Axis, LogAxis
from gdsim.app.views.plot_frame import PlotFrame

# At the usual 100 moves a second the last ones before the mouse rests are dropped: what is read
# would be of a place where it no longer is. Qt itself drops moves that come too fast.
pg.setConfigOption("mouseRateLimit", -1)

HELD = 50  # ms for which changes are not painted, at most


class Plot(pg.GraphicsView):
    """Items in a view with two axes, and a readout."""

    double_clicked = Signal()
    sight_changed = Signal(bool)  # whether it can be seen from now on: what cannot costs nothing
    filmed = Signal(bool)  # whether it is filmed from now on: nothing drawn depends on time then

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
        # Unless somebody listens, Qt paints the window as soon as one of its scenes has changed.
        self.scene().changed.connect(self.updateScene)
        self.theme = LIGHT
        self.cost = 0.0  # s of processor time, of the last painting
        self._mouse: QPointF | None = None  # its place in the scene while it is in the plot
        self.names = {"bottom": x, "left": y}
        self.readout = QLabel(self)
        self.readout.setProperty("role", "chip")
        self.readout.setFont(tabular(self.readout.font()))
        self.readout.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.readout.hide()
        self.box.sigResized.connect(lambda _: self._place_readout())
        self.scene().sigMouseMoved.connect(self._mouse_moved)
        self._colour_axes()

    def add_item(self, item: Any, depth: float) -> None:
        """Draw an item above those of less depth; the view does not follow it."""
        item.setZValue(depth)
        self.box.addItem(item, ignoreBounds=True)

    def removeItem(self, item: Any) -> None:
        """Draw an item no longer."""
        self.box.removeItem(item)

    @property
    def pixel(self) -> np.ndarray:
        """(2,): the width and height of a pixel in units of the view, above 0.

        Taken from the range: far from the origin both ends of one pixel may be the same number.
        """
        size = self.box.rect()
        spans = np.ptp(np.array(self.box.viewRange(), float), axis=1)
        pixels = np.maximum((size.width(), size.height()), 1.0)
        return np.asarray(np.maximum(spans, 1e-300) / pixels)

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
        self._place_readout()

    def _place_readout(self) -> None:
        """Put the readout into the upper right corner, also of a plot that is resized."""
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
