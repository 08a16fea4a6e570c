"""The plane in which samples are drawn with the mouse, over the outputs of a run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from gdsim.app.look.figures import figures
from gdsim.app.look.theme import class_colour, class_mark
from gdsim.app.look.type_size import thick
from gdsim.app.model import drawn_points
from gdsim.app.translation import tr
from gdsim.app.views import surface as pictures
from gdsim.app.views.outputs import OutputsView
from gdsim.app.views.plot import rounded
from gdsim.app.worker.background import Background
from gdsim.objectives.datasets import Data

NEAR = 9.0  # px to a point that is taken
DAB, BRUSH = 8, 26.0  # points of one dab of the brush, and px of its radius
APART = 14.0  # px between dabs
_REMOVE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_LEFT, _RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


class DrawingPlane(OutputsView):
    """Takes points with clicks and drags; what they are to change is said by signals."""

    added = Signal(object)  # points (n, 2)
    moved = Signal(int, object)  # a point's index, and its place
    removed = Signal(int)
    mark_chosen = Signal(int)  # a class, by its number key

    def __init__(self, background: Background) -> None:
        super().__init__(background)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Plane to draw points in"))
        self.mark, self.is_brush, self.keeps_view = 0, False, False
        self._dragged: int | None = None  # the point that is dragged
        self._stroke: list[np.ndarray] = []  # what is being drawn, in dabs
        self._last: QPointF | None = None  # the place of the last dab
        self._fresh = pg.ScatterPlotItem(pxMode=True)
        self.add_item(self._fresh, 9)

    @property
    def data(self) -> Data | None:
        """The data, if points can be added to them."""
        network = self._network
        may = network is not None and drawn_points.is_drawable(network.data)
        return network.data if network is not None and may else None

    @property
    def pointed(self) -> int | None:
        """The index of the point under the mouse."""
        return None if self._mouse is None else self.point_at(self._mouse)

    def point_at(self, place: QPointF) -> int | None:
        """The index of the point near a place of the scene."""
        if self.data is None or not len(self.data.raw_inputs):
            return None
        at = self.box.mapSceneToView(place)
        away = np.hypot(*((self.data.raw_inputs - (at.x(), at.y())) / self.pixel).T)
        near = int(away.argmin())
        return near if away[near] <= NEAR else None

    def fit(self) -> None:
        """Show all samples, and of a drawing as much as a new one shows."""
        if self._network is None or self.keeps_view:
            return
        super().fit()
        if self._network.data.recipe is None:
            left, right, bottom, top = pictures.box_of(self._network.data)
            reach = drawn_points.REACH
            corner = min(left, -reach), min(bottom, -reach)
            size = max(right, reach) - corner[0], max(top, reach) - corner[1]
            self.box.setAspectLocked(True)
            self.box.setRange(QRectF(*corner, *size), padding=0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to draw, or to drag a point; the right button removes one."""
        place = self._inside(event)
        if place is None or event.button() not in (_LEFT, _RIGHT):
            super().mousePressEvent(event)
            return
        event.accept()
        self.setFocus()
        near = self.point_at(place)
        if event.button() == _RIGHT:
            if near is not None:
                self.removed.emit(near)
        elif self.is_brush:
            self._dab(place)
        elif near is not None:
            self._dragged = near
            self._show_dragged(place)
        else:
            self._stroke = [np.array([self._rounded(place)])]
            self._show_stroke()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with what was begun."""
        place = QPointF(self.mapToScene(event.position().toPoint()))
        if self._dragged is not None:
            self._show_dragged(place)
        elif self._stroke and self.is_brush:
            step = place - self._last if self._last is not None else QPointF(APART, 0)
            if np.hypot(step.x(), step.y()) >= APART:
                self._dab(place)
        elif self._stroke:
            self._stroke = [np.array([self._rounded(place)])]
            self._show_stroke()
        else:
            super().mouseMoveEvent(event)
            return
        self._mouse_moved(place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """What was drawn, or where the point was put, becomes an edit."""
        held, stroke = self._dragged, self._stroke
        place = QPointF(self.mapToScene(event.position().toPoint()))
        self._dragged, self._stroke, self._last = None, [], None
        self._fresh.setData([], [])
        if held is not None:
            self.moved.emit(held, self._rounded(place))
        elif stroke:
            self.added.emit(np.concatenate(stroke))
        else:
            super().mouseReleaseEvent(event)

    def event(self, event: QEvent) -> bool:
        """Number keys are its own; Delete is the window's, unless a point is under the mouse."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            is_digit = event.text() in self._digits
            if is_digit or (event.key() in _REMOVE and self.pointed is not None):
                event.accept()
                return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Number keys choose a class; Delete removes the point under the mouse."""
        pointed = self.pointed
        if event.text() in self._digits:
            self.mark_chosen.emit(int(event.text()) - 1)
        elif event.key() in _REMOVE and pointed is not None:
            self.removed.emit(pointed)
        else:
            event.ignore()

    def read(self, x: float, y: float) -> str:
        """The place, and how a point near it is changed."""
        near = self.pointed
        data = self.data
        if near is None or data is None:
            return super().read(x, y)
        name = data.classes[int(data.targets[near])]
        first, second = (figures(float(each), 3) for each in data.raw_inputs[near])
        return tr("{name} at {x}, {y}: drag it, or remove it with Delete", name=name, x=first,
                  y=second)  # fmt: skip

    @property
    def _digits(self) -> tuple[str, ...]:
        return tuple(str(n + 1) for n in range(drawn_points.MOST))

    def _inside(self, event: QMouseEvent) -> QPointF | None:
        """The place of the mouse in the scene, if it is inside the axes and points can be drawn."""
        place = QPointF(self.mapToScene(event.position().toPoint()))
        is_inside = self.data is not None and self.box.sceneBoundingRect().contains(place)
        return place if is_inside else None

    def _rounded(self, place: QPointF) -> tuple[float, float]:
        at = self.box.mapSceneToView(place)
        return self._as_seen(at.x(), at.y())

    def _as_seen(self, x: float, y: float) -> tuple[float, float]:
        """A point to as many digits as are seen."""
        wide, high = self.pixel
        return rounded(x, float(wide)), rounded(y, float(high))

    def _dab(self, place: QPointF) -> None:
        at, radius = self._rounded(place), BRUSH * float(self.pixel[0])
        count = 0 if self.data is None else len(self.data.inputs)
        seed = count + sum(map(len, self._stroke))
        points = drawn_points.cloud(at, radius, DAB, seed)
        self._stroke.append(np.array([self._as_seen(x, y) for x, y in points.tolist()]))
        self._last = place
        self._show_stroke()

    def _show_stroke(self) -> None:
        self._show_fresh(np.concatenate(self._stroke), self.mark)

    def _show_dragged(self, place: QPointF) -> None:
        if self.data is not None and self._dragged is not None:
            self._show_fresh(
                np.array([self._rounded(place)]), int(self.data.targets[self._dragged])
            )

    def _show_fresh(self, points: np.ndarray, mark: int) -> None:
        colour = class_colour(mark, self.theme)
        look: dict[str, Any] = {"symbol": class_mark(mark), "brush": pg.mkBrush(colour)}
        pen = pg.mkPen(self.theme.text, width=thick(1.0))
        self._fresh.setData(*points.T, size=thick(9), pen=pen, **look)
