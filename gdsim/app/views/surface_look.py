"""What the map shows, seen from the side: asked for in the background, and painted."""

from __future__ import annotations

import time
from math import remainder, tau

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from gdsim.app.look.theme import DARK, GRID, LIGHT, Theme, rgba
from gdsim.app.look.type_size import px
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.app.views.map import MapView
from gdsim.app.views.relief import Colours
from gdsim.app.views.sight import Content, Sight, View
from gdsim.app.views.surface_paint import SurfacePainter, SurfacePicture, SurfacePictures
from gdsim.app.worker.background import Background

TURN, TILT = -0.55, 0.85  # radians: the usual camera
LOWEST, HIGHEST = 0.08, 1.5  # tilts
MOVING, PLAYING, STILL = 90_000, 400_000, 1_600_000  # pixels of a picture
STILL_AFTER = 140  # ms after the last turn or zoom until the picture is sharp
FAILED = QT_TR_NOOP("The surface could not be drawn here. Turn or zoom it to try again.")
MARGINS = 5 * GRID, GRID, GRID, 5 * GRID  # px at the left, top, right and bottom


class SurfaceLook(QWidget):
    """Draws what a map shows as a block of heights with the runs on it.

    It is coarse while it moves, and sharp soon after that.
    """

    def __init__(self, plane: MapView) -> None:
        super().__init__()
        self._map = plane
        self._helper = Background(self)
        self._pictures = SurfacePictures()
        self.theme = LIGHT
        self.turn, self.tilt = TURN, TILT
        self.picture: SurfacePicture | None = None
        self.cost = 0.0  # s of processor time, of the last painting
        self._is_asked = self._is_late = False  # for a picture; it shows what has changed since
        self._moved_key: object = None  # of the block that was asked for last
        self._pointer: QPointF | None = None  # where the mouse is on the map
        self._clicked: QPointF | None = None  # a place on the map, where the start is going to be
        self._still = QTimer(self, singleShot=True, interval=STILL_AFTER)
        self._still.timeout.connect(self.look)
        self.setMinimumSize(160, 140)
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
            "surface",
            lambda: self._pictures.make(view, content, both, ratio),
            self._show,
            self._fail,
        )

    def read_again(self) -> None:
        """Something else may be under the mouse."""

    def close_down(self) -> None:
        """Give up what is being computed."""
        self._helper.close()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.theme = theme
        self.look()
        self.update()

    def show_pointer(self, place: QPointF | None) -> None:
        """Mark the place that the mouse is on in the map, or none."""
        if place != self._pointer:
            self._pointer = place
            self.update()

    def reset(self) -> None:
        """The usual camera."""
        self.face(TURN, TILT)

    def face(self, turn: float, tilt: float) -> None:
        """Turn the camera; it stays above the base."""
        self.turn, self.tilt = remainder(turn, tau), min(max(tilt, LOWEST), HIGHEST)
        self.look()

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
        plane = self._map
        labels, steps = plane.labels.wanted, plane.step_marks.marked
        marks = plane.marks | {
            "labels": np.array([(label.x, label.y) for label in labels]).reshape(-1, 2),
            "steps": np.array([place for _, place in steps]).reshape(-1, 2),
        }
        return Content(
            _colours(self.theme),
            plane.trails.drawn,
            plane.marked_path,
            plane.starts.chosen,
            labels,
            tuple(colour for colour, _ in steps),
            plane.sheets,
            marks,
            plane.slopes.segments,
        )

    def _fail(self, _: Exception) -> None:
        """Say that what is seen could not be computed, and go on."""
        self._is_asked = False
        self._pictures = SurfacePictures()  # of which a part may be half done
        self.say_why(tr(FAILED))
        self._look_again()

    def say_why(self, sentence: str) -> None:
        """Say why the surface is not what the map shows; nothing if it is."""

    def _show(self, picture: SurfacePicture) -> None:
        self._is_asked = False
        if not self.isVisible():
            return
        self.say_why("")
        if self.picture is None and not self._is_of_now(picture.sight.view):
            self.look()  # it was begun before all had its place: nothing is better than that
            return
        old, self.picture = self.sight, picture
        self.update()
        if old is None or old.view.key != picture.sight.view.key:
            self.read_again()
        self._look_again()

    def _is_of_now(self, view: View) -> bool:
        """Whether the map still shows the same part, in the same room."""
        now = self._view()
        wanted = now and (now.box, now.sides, now.size)
        return wanted == (view.box, view.sides, view.size)

    def _look_again(self) -> None:
        """Have computed what has changed meanwhile."""
        if self._is_late:
            self._is_late = False
            self.look()

    def paintEvent(self, event: QPaintEvent) -> None:
        start = time.thread_time()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.theme.background))
        if self.picture is not None:
            over = SurfacePainter(painter, self.picture.sight, self.theme, self.inner)
            over.base(self.picture.axes)
            painter.drawImage(self.inner, self.picture.image)
            over.paint(self.picture.axes)
            if self._pointer is not None:
                over.pointer(self.picture.sight.pixel(*self._pointer.toTuple()))
            if self._clicked is not None:
                over.start_to_be(self.picture.sight.pixel(*self._clicked.toTuple()))
        painter.end()
        self.cost = time.thread_time() - start

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.look()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._map.mirror(True)
        self.look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._map.mirror(False)
        self.picture = None  # it would be old when it is shown again


def _colours(theme: Theme) -> Colours:
    """The colours of the landscape, the same as on the map, and of the walls of the block."""
    is_dark = theme.name == DARK.name
    wall = "#10161E" if is_dark else "#C3CCD8"
    low, high, side, ink = (rgba(c)[:3] for c in (theme.valley, theme.peak, wall, theme.text))
    return Colours(low, high, side, ink, 0.14 if is_dark else 0.16)
