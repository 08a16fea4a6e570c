"""The surface: what the map shows, seen from the side; it is turned by the mouse or by keys."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QLabel

from gdsim.app.look.theme import GRID, tabular
from gdsim.app.look.type_size import px
from gdsim.app.translation import tr
from gdsim.app.views.map import MapView
from gdsim.app.views.surface_look import SurfaceLook

KEY_STEP = 0.1  # radians for each press of an arrow
ZOOM_STEP = 1.25  # times, for each press of + or -
REACH = 7.0  # px from a point of a line to the mouse that means it
HELD = 12.0  # px from a start to a mouse that takes it


class SurfaceView(SurfaceLook):
    """A surface in the hand.

    A drag turns it, the wheel zooms the map, a double click is the usual camera. A click, or a drag
    of a start, means what it means on the map.
    """

    pointed = Signal(object)  # the colour number of the run under the mouse, or None
    read_at = Signal(object)  # the place under the mouse, on the axes of the map, or None

    def __init__(self, plane: MapView) -> None:
        super().__init__(plane)
        self._mouse: QPointF | None = None
        self._pressed: QPointF | None = None  # where the left button went down
        self._last = QPointF()
        self._has_moved = False  # since then
        self._held: int | None = None  # the index of the start that was there
        self._click = QTimer(self, singleShot=True)  # a double click may follow
        self._click.timeout.connect(self._click_now)
        self._clicked_start: int | None = None  # the index of the start that the click was on
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Surface"))
        self.setAccessibleDescription(tr("Arrows turn it, plus and minus zoom, Home turns it back"))
        self.readout = QLabel(self)
        self.readout.setProperty("role", "chip")
        self.readout.setFont(tabular(self.readout.font()))
        self.readout.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.readout.hide()
        self.trouble = QLabel(self)
        self.trouble.setProperty("role", "chip")
        self.trouble.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.trouble.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            if self._click.isActive():  # a press elsewhere: the click before it was a single one
                self._click_now()
            self._pressed = self._last = event.position()
            self._has_moved = False
            self._held = self.start_at(self._pressed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse = event.position()
        if self._pressed is None:
            self.read_again()
            self._show_cursor()
            return
        far = QGuiApplication.styleHints().startDragDistance()
        if not self._has_moved and (self._mouse - self._pressed).manhattanLength() < far:
            return
        self._has_moved = True
        if self._held is None:
            self._turn_by(self._mouse - self._last)
        else:
            place = self.place_at(self._mouse)
            if place is not None:
                self._map.drag_start(self._held, place)
        self._last = self._mouse

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        self._pressed = None
        self._show_cursor()
        place = self.place_at(event.position())
        if self._has_moved or place is None:
            return
        start = self.start_at(event.position())
        if _adds(event):  # which a double click does not undo
            self._map.click_at(place, start, is_added=True)
            return
        self._clicked, self._clicked_start = place, start
        self._click.start(QGuiApplication.styleHints().mouseDoubleClickInterval())
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if _adds(event):
            self.mousePressEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.forget_click()
            self.reset()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if turned:
            self._zoom(1.02 ** (turned * self._map.box.state["wheelScaleFactor"]), event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        turns = {
            Qt.Key.Key_Left: (-KEY_STEP, 0.0),
            Qt.Key.Key_Right: (KEY_STEP, 0.0),
            Qt.Key.Key_Up: (0.0, KEY_STEP),
            Qt.Key.Key_Down: (0.0, -KEY_STEP),
        }
        zooms = {
            Qt.Key.Key_Plus: 1 / ZOOM_STEP,
            Qt.Key.Key_Equal: 1 / ZOOM_STEP,
            Qt.Key.Key_Minus: ZOOM_STEP,
        }
        key = Qt.Key(event.key())
        if key in turns:
            across, up = turns[key]
            self.face(self.turn + across, self.tilt + up)
        elif key in zooms:
            self._zoom(zooms[key], None)
        elif key == Qt.Key.Key_Home:
            self.reset()
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._mouse = None
        self.say("")
        self.pointed.emit(None)
        self.read_at.emit(None)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.forget_click()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_readout()

    def say(self, text: str) -> None:
        """Show the readout, or hide it."""
        self.readout.setVisible(bool(text))
        self.readout.setText(text)
        self._place_readout()

    def say_why(self, sentence: str) -> None:
        """Say why the surface is not what the map shows; nothing if it is."""
        self.trouble.setVisible(bool(sentence))
        self.trouble.setText(sentence)
        self._place_readout()

    def forget_click(self) -> None:
        """What a click was on is gone before it is known to be no double click."""
        self._click.stop()
        self._clicked = None

    def read_again(self) -> None:
        """Update the readout: the run, the place and the value under the mouse."""
        if self._mouse is None or self._pressed is not None:
            return
        place, colour = self.place_at(self._mouse), self.run_at(self._mouse)
        self.pointed.emit(colour)
        self.read_at.emit(place)
        self.say("" if place is None else self._map.words_at(place.x(), place.y(), colour))

    def start_at(self, mouse: QPointF) -> int | None:
        """The index of the start in sight at a pixel, if it can be dragged."""
        sight = self.sight
        if sight is None or sight.content.ring is None:
            return None
        pixels = self.pixel_of(sight.marks["starts"].shown)
        away = np.nan_to_num(np.hypot(*(pixels - mouse.toTuple()).T), nan=np.inf)
        nearest = int(np.argmin(away))
        return nearest if away[nearest] <= px(HELD) else None

    @property
    def pointed_start(self) -> int | None:
        """The index of the one of several starts that is under the mouse."""
        if self._mouse is None or not self._map.starts.are_several:
            return None
        return self.start_at(self._mouse)

    def run_at(self, mouse: QPointF) -> int | None:
        """The colour number of the run whose line is in sight near a pixel, or None."""
        sight = self.sight
        if sight is None or sight.content.runs is None:
            return None
        runs = sight.content.runs
        lines = [
            (colour, each[index].shown)
            for each in (sight.ahead, sight.lines)
            for index, colour in enumerate(runs.colours)
            if each and colour not in runs.hidden
        ]
        points = self.pixel_of(np.concatenate([np.empty((0, 2)), *(line for _, line in lines)]))
        if not len(points):
            return None
        away = np.nan_to_num(np.hypot(*(points - mouse.toTuple()).T), nan=np.inf)
        nearest = int(np.argmin(away))
        if away[nearest] > REACH:
            return None
        ends = np.cumsum([len(line) for _, line in lines])
        return lines[int(np.searchsorted(ends, nearest, side="right"))][0]

    def _zoom(self, factor: float, mouse: QPointF | None) -> None:
        """Have the map show more (above 1) or less, about the place under the mouse."""
        place = None if mouse is None else self.place_at(mouse)
        middle = self._map.box.viewRect().center() if place is None else place
        self._map.box.scaleBy((factor, factor), center=middle)

    def _radius(self) -> float:
        """Pixels that turn it by a radian: the nearest corner follows the mouse."""
        view = self._view()
        return 200.0 if view is None else max(view.camera.scale * view.camera.reach, 40.0)

    def _turn_by(self, moved: QPointF) -> None:
        """Turn by a move of the mouse: the nearest corner follows it."""
        radius = self._radius()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.say("")
        self.face(self.turn - moved.x() / radius, self.tilt + moved.y() / radius)

    def _click_now(self) -> None:
        self._click.stop()
        place, self._clicked = self._clicked, None
        if place is not None:
            self._map.click_at(place, self._clicked_start, is_added=False)
        self.update()

    def _show_cursor(self) -> None:
        if self._mouse is not None and self.start_at(self._mouse) is not None:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()

    def _place_readout(self) -> None:
        self.readout.adjustSize()
        self.readout.move(self.width() - self.readout.width() - GRID, GRID)
        self.trouble.adjustSize()
        middle = (self.width() - self.trouble.width()) // 2
        self.trouble.move(middle, self.height() - self.trouble.height() - GRID)


def _adds(event: QMouseEvent) -> bool:
    """Whether a click adds a start."""
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
