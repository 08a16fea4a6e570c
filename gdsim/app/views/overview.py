"""The whole first view of a map, small in a corner while the map is zoomed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gdsim.app.look.picture import image_of
from gdsim.app.look.theme import GRID, Theme
from gdsim.app.look.type_size import px
from gdsim.app.model.plane import Area
from gdsim.app.translation import tr
from gdsim.app.views.plane_colours import Look
from gdsim.app.views.plane_layer import area_of
from gdsim.app.views.plane_map import PlaneMap
from gdsim.app.worker.background import Background
from gdsim.app.worker.survey import Picture, Strips, survey

LONGEST = 132  # px of its longer side
PIXELS = 48  # runs along each side where the first view has not been seen before
ZOOMED = 0.9  # share of the first view along a side that is seen at most when it is zoomed
FADED = 0.2  # opacity under the mouse: the map below is read
SMALLEST = 7  # px of the rectangle


class Overview(QWidget):
    """Shows where on the first view the map is; a click or a drag moves the map there.

    Under the mouse it fades, and the map below it is read.
    """

    def __init__(self, view: PlaneMap) -> None:
        super().__init__(view.viewport())
        self.setAccessibleName(tr("Overview"))
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._view, self._theme, self._is_on = view, view.theme, False
        self._whole: Picture | None = None  # of the first view, or of the plane before
        self._image, self._look = QImage(), view.layer.look
        self._painted: Picture | None = None  # which the image shows, in that look
        self._strips, self._background = Strips(), Background(self)
        self._is_under_mouse = self._is_held = False
        self.hide()
        view.box.sigRangeChanged.connect(lambda *_: self._follow())
        view.box.sigResized.connect(lambda *_: self._follow())
        view.layer.drawn.connect(lambda _: self._note())
        view.sight_changed.connect(lambda is_seen: self._note() if is_seen else self._rest())

    def switch(self, on: bool) -> None:
        """Show it while the map is zoomed, or never."""
        self._is_on = on
        self._follow()
        self._note()

    @property
    def rectangle(self) -> QRectF:
        """What is seen of the map, in pixels."""
        home, seen = self._home, area_of(self._view)
        assert home is not None  # the map is zoomed
        x, y = self.width() / home.x.width, self.height() / home.y.width
        left, top = (seen.x.low - home.x.low) * x, (home.y.high - seen.y.high) * y
        whole = QRectF(left, top, seen.x.width * x, seen.y.width * y)
        more = max(SMALLEST - whole.width(), 0) / 2, max(SMALLEST - whole.height(), 0) / 2
        return whole.adjusted(-more[0], -more[1], *more)

    @property
    def opacity(self) -> float:
        """How much of it covers the map."""
        return FADED if self._is_under_mouse and not self._is_held else 1.0

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self._paint()
        self.update()

    def close_down(self) -> None:
        """Give up what is being computed."""
        self._background.close()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setOpacity(self.opacity)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.fillRect(frame, QColor(self._theme.surface))
        painter.drawImage(frame, self._image)
        painter.setOpacity(1.0)
        painter.setPen(QPen(QColor(self._theme.background), 3))
        painter.drawRect(frame)
        painter.setPen(QPen(QColor(self._theme.muted), 1))
        painter.drawRect(frame)
        for colour, width in ((self._theme.background, 4), (self._theme.accent, 2)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawRect(self.rectangle)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._is_under_mouse = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._is_under_mouse = False
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The map moves to where the button goes down, and follows it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._is_held = True
            self._go_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Without a button the map below is read."""
        if self._is_held:
            self._go_to(event.position())
        else:
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._is_held = False
        self.update()

    def _go_to(self, place: QPointF) -> None:
        home = self._home
        if home is not None:
            x = home.x.low + place.x() / self.width() * home.x.width
            y = home.y.high - place.y() / self.height() * home.y.width
            self._view.centre_on(x, y)

    @property
    def _home(self) -> Area | None:
        plane = self._view.layer.plane
        return None if plane is None else plane.home

    @property
    def _is_zoomed(self) -> bool:
        home, seen = self._home, area_of(self._view)
        return home is not None and (
            seen.x.width < ZOOMED * home.x.width or seen.y.width < ZOOMED * home.y.width
        )

    def _follow(self) -> None:
        """Stand in the corner at the right and below, as large as there is room for."""
        room = self._view.box.sceneBoundingRect()
        longest = min(px(LONGEST), 0.4 * min(room.width(), room.height()))
        scale = longest / max(room.width(), room.height(), 1)
        size = round(room.width() * scale), round(room.height() * scale)
        corner = round(room.right()) - size[0] - GRID, round(room.bottom()) - size[1] - GRID
        self.setGeometry(*corner, *size)
        is_wanted = self._is_on and self._is_zoomed
        self.setVisible(is_wanted)
        if not is_wanted:
            self._rest()
        self.update()

    def _rest(self) -> None:
        """Compute nothing that is not seen."""
        self._background.drop("whole")

    def _note(self) -> None:
        """A picture is drawn: while the first view is seen it is the one to be shown later."""
        picture = self._view.layer.picture
        if picture is not None and not self._is_zoomed:
            self._whole = picture
        if picture is not None and picture.complete:  # which is more urgent
            self._compute()
        self._paint()

    def _compute(self) -> None:
        """Have the first view computed coarsely if it has not been seen as it is now."""
        plane, whole, look = self._view.layer.plane, self._whole, self._view.layer.look
        if plane is None or not (self._is_on and self._is_zoomed):
            return
        if whole is not None and whole.plane == plane:
            return
        strips, size = self._strips, self._pixels

        def work(is_wanted: Callable[[], bool]) -> Iterator[tuple[Picture, QImage]]:
            for picture in survey(plane, plane.home, None, strips, is_wanted, PIXELS):
                yield picture, _small(picture, look, size)

        def take(result: tuple[Picture, QImage]) -> None:
            if plane == self._view.layer.plane:
                self._whole = self._painted = result[0]
                self._look = look
                self._show(result[1])

        self._background.follow("whole", work, take)

    def _paint(self) -> None:
        """Have the first view painted as the map is."""
        picture, look = self._whole, self._view.layer.look
        is_painted = picture is self._painted and look == self._look
        if picture is None or is_painted or not self._is_zoomed or not look.suits(picture):
            return
        self._painted, self._look = picture, look
        size = self._pixels
        self._background.ask("image", lambda: _small(picture, look, size), self._show)

    @property
    def _pixels(self) -> QSize:
        return self.size() * self.devicePixelRatioF()

    def _show(self, image: QImage) -> None:
        self._image = image
        self.update()


def _small(picture: Picture, look: Look, size: QSize) -> QImage:
    ways = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image_of(look.paint(picture).colours[::-1]).scaled(size, *ways)
