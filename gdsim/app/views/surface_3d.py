"""The surface: what the map shows, seen from the side; it is turned by the mouse or by keys."""

from __future__ import annotations

import time
from math import remainder, tau

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QLabel, QWidget

from gdsim.app.look.theme import DARK, GRID, LIGHT, Theme, rgba, tabular
from gdsim.app.look.type_size import px
from gdsim.app.views.map import MapView
from gdsim.app.views.relief import Colours
from gdsim.app.views.sight import Content, Sight, View
from gdsim.app.views.surface_paint import SurfacePainter, SurfacePicture, SurfacePictures
from gdsim.app.worker.background import Background

TURN, TILT = -0.55, 0.85  # radians: the usual camera
LOWEST, HIGHEST = 0.08, 1.5  # tilts
KEY_STEP = 0.1  # radians for each press of an arrow
ZOOM_STEP = 1.25  # times, for each press of + or -
MOVING, PLAYING, STILL = 90_000, 400_000, 1_600_000  # pixels of a picture
STILL_AFTER = 140  # ms after the last turn or zoom until the picture is sharp
MARGINS = 5 * GRID, GRID, GRID, 5 * GRID  # px at the left, top, right and bottom
REACH = 7.0  # px from a point of a line to the mouse that means it
HELD = 12.0  # px from the start to a mouse that takes it


class SurfaceView(QWidget):
    """Draws what a map shows as a block of heights with the runs on it.

    A drag turns it, the wheel zooms the map, a click or a drag of the start moves the start.
    """

    clicked = Signal(object)  # a place on the axes of the map, as a `QPointF`
    pointed = Signal(object)  # the colour number of the run under the mouse, or None

    def __init__(self, plane: MapView) -> None:
        super().__init__()
        self._map = plane
        self._helper = Background(self)
        self._pictures = SurfacePictures()
        self.theme = LIGHT
        self.turn, self.tilt = TURN, TILT
        self.picture: SurfacePicture | None = None
        self.cost = 0.0  # s of processor time, of the last painting
        self._is_asked = self._is_late = False  # for a sight; it shows what has changed since
        self._moved_key: object = None  # of the block that was asked for last
        self._pressed: QPointF | None = None  # where the left button went down
        self._last = QPointF()
        self._holds_start = self._is_turning = False
        self._mouse: QPointF | None = None
        self._still = QTimer(self, singleShot=True, interval=STILL_AFTER)
        self._still.timeout.connect(self.look)
        self._click = QTimer(self, singleShot=True)
        self._click.timeout.connect(self._start_there)
        self._wanted_start: QPointF | None = None  # clicked; a double click may follow
        self._clicked = QPointF()
        self.setMinimumSize(160, 140)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Surface")
        self.setAccessibleDescription("Arrows turn it, plus and minus zoom, Home turns it back")
        self.readout = QLabel(self)
        self.readout.setProperty("role", "chip")
        self.readout.setFont(tabular(self.readout.font()))
        self.readout.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.readout.hide()
        plane.redrawn.connect(self.look)
        plane.box.sigRangeChanged.connect(lambda *_: self.look())

    # what is seen

    def look(self) -> None:
        """Have what is seen computed, when the last sight is there: coarse while it moves."""
        view = self._view()
        if view is None or not self.isVisible():
            if self._map.landscape is None:
                self.picture = None
                self.update()
            return
        if self._is_asked:
            self._is_late = True
            return
        self._is_asked, content = True, self._content()
        names, ratio = self._map.names, self.devicePixelRatioF()
        both = names["bottom"], names["left"]
        self._helper.ask(
            "surface", lambda: self._pictures.make(view, content, both, ratio), self._show
        )

    def close_down(self) -> None:
        """Give up what is being computed."""
        self._helper.close()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.theme = theme
        self.look()
        self.update()

    def reset(self) -> None:
        """The usual camera."""
        self._face(TURN, TILT)

    @property
    def sight(self) -> Sight | None:
        """What is seen now."""
        return None if self.picture is None else self.picture.sight

    @property
    def inner(self) -> QRectF:
        """Where the block is drawn."""
        left, top, right, bottom = MARGINS
        whole = QRectF(self.rect())
        return whole.adjusted(px(left), px(top), -px(right), -px(bottom))

    def place_at(self, mouse: QPointF) -> QPointF | None:
        """The place on the axes of the map that is seen at a pixel of the widget."""
        if self.sight is None:
            return None
        inner = self.inner
        place = self.sight.place(mouse.x() - inner.left(), inner.bottom() - mouse.y())
        return None if place is None else QPointF(*place)

    def pixel_of(self, seen: np.ndarray) -> np.ndarray:
        """Points of a sight, (…, 2) from its bottom left, as pixels of the widget."""
        inner = self.inner
        return np.stack([inner.left() + seen[..., 0], inner.bottom() - seen[..., 1]], axis=-1)

    def _view(self) -> View | None:
        """From where the landscape is seen now, and how sharply."""
        landscape, inner = self._map.landscape, self.inner
        if landscape is None or inner.width() < 8 or inner.height() < 8:
            return None
        (left, right), (bottom, top) = self._map.box.viewRange()
        size = self._map.box.boundingRect()
        longer = max(size.width(), size.height(), 1.0)
        sides = max(size.width() / longer, 0.1), max(size.height() / longer, 0.1)
        shape = max(int(inner.width()), 8), max(int(inner.height()), 8)
        box = left, right, bottom, top
        key = id(landscape), box, sides, shape, self.turn, self.tilt, self.theme
        if key != self._moved_key:
            self._moved_key = key
            self._still.start()
        pixels = MOVING if self._still.isActive() else STILL
        if pixels == STILL and self._map.has_cloud:
            pixels = PLAYING  # it is painted anew with each frame
        ratio = 2 * self.devicePixelRatioF()  # twice as many, so that edges are smooth
        pixels = min(pixels, int(shape[0] * shape[1] * ratio**2))
        is_fine = not self._still.isActive()
        return View(landscape, box, sides, self.turn, self.tilt, shape, pixels, is_fine)

    def _content(self) -> Content:
        """What the map has on its landscape."""
        runs, marks = self._map.trails.drawn, self._map.marks
        return Content(_colours(self.theme), runs, self._map.sheets, marks)

    def _show(self, picture: SurfacePicture) -> None:
        self._is_asked = False
        old, self.picture = self.sight, picture
        self.update()
        if old is None or old.view.key != picture.sight.view.key:
            self._read()
        if self._is_late:
            self._is_late = False
            self.look()

    def paintEvent(self, event: QPaintEvent) -> None:
        start = time.thread_time()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.theme.background))
        if self.picture is not None:
            painter.drawImage(self.inner, self.picture.image)
            over = SurfacePainter(painter, self.picture.sight, self.theme, self.inner)
            over.paint(self.picture.axes)
            if self._wanted_start is not None:
                over.start_to_be(self._clicked)
        painter.end()
        self.cost = time.thread_time() - start

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_readout()
        self.look()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.picture = None  # it would be old when it is shown again

    # the hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed = self._last = event.position()
        self._is_turning = False
        self._holds_start = self._is_on_start(self._pressed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse = event.position()
        if self._pressed is None:
            self._read()
            self._show_cursor()
            return
        if self._holds_start:
            place = self.place_at(self._mouse)
            if place is not None:
                self.clicked.emit(place)
            return
        distance_moved = (self._mouse - self._pressed).manhattanLength()
        if (
            not self._is_turning
            and distance_moved < QGuiApplication.styleHints().startDragDistance()
        ):
            return
        self._is_turning = True
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.say("")
        moved = self._mouse - self._last
        self._last = self._mouse
        radius = self._radius()
        self._face(self.turn - moved.x() / radius, self.tilt + moved.y() / radius)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        was_held = self._holds_start or self._is_turning
        self._pressed, self._holds_start, self._is_turning = None, False, False
        self._show_cursor()
        if not was_held:
            self._clicked = event.position()
            self._wanted_start = self.place_at(self._clicked)
            if self._wanted_start is not None:
                self._click.start(QGuiApplication.styleHints().mouseDoubleClickInterval())
                self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._click.stop()
            self._wanted_start = None
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
            self._face(self.turn + across, self.tilt + up)
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

    def say(self, text: str) -> None:
        """Show the readout, or hide it."""
        self.readout.setVisible(bool(text))
        self.readout.setText(text)
        self._place_readout()

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

    def _face(self, turn: float, tilt: float) -> None:
        self.turn, self.tilt = remainder(turn, tau), min(max(tilt, LOWEST), HIGHEST)
        self.look()

    def _zoom(self, factor: float, mouse: QPointF | None) -> None:
        """Have the map show more (above 1) or less, about the place under the mouse."""
        place = None if mouse is None else self.place_at(mouse)
        middle = self._map.box.viewRect().center() if place is None else place
        self._map.box.scaleBy((factor, factor), center=middle)

    def _radius(self) -> float:
        """Pixels that turn it by a radian: the nearest corner follows the mouse."""
        view = self._view()
        return 200.0 if view is None else max(view.camera.scale * view.camera.reach, 40.0)

    def _is_on_start(self, mouse: QPointF) -> bool:
        if self.sight is None or len(self.sight.marks["starts"].shown) != 1:
            return False
        start = self.pixel_of(self.sight.marks["starts"].shown[0])
        return bool(np.hypot(start[0] - mouse.x(), start[1] - mouse.y()) <= px(HELD))

    def _start_there(self) -> None:
        place, self._wanted_start = self._wanted_start, None
        if place is not None:
            self.clicked.emit(place)

    def _show_cursor(self) -> None:
        if self._mouse is not None and self._is_on_start(self._mouse):
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()

    def _read(self) -> None:
        """Update the readout: the run, the place and the value under the mouse."""
        if self._mouse is None or self._pressed is not None:
            return
        place, colour = self.place_at(self._mouse), self.run_at(self._mouse)
        self.pointed.emit(colour)
        self.say("" if place is None else self._map.words_at(place.x(), place.y(), colour))

    def _place_readout(self) -> None:
        self.readout.adjustSize()
        self.readout.move(self.width() - self.readout.width() - GRID, GRID)


def _colours(theme: Theme) -> Colours:
    """The colours of the landscape, the same as on the map, and of the walls of the block."""
    is_dark = theme.name == DARK.name
    wall = "#10161E" if is_dark else "#C3CCD8"
    low, high, side, ink = (rgba(c)[:3] for c in (theme.valley, theme.peak, wall, theme.text))
    return Colours(low, high, side, ink, 0.14 if is_dark else 0.16)
