"""The direction wheel: an arrow that is turned by hand, and the slope in each direction."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdsim.app.look.figures import figures
from gdsim.app.look.theme import LIGHT, Theme, usual_colour
from gdsim.app.look.type_size import px, thick
from gdsim.app.translation import tr
from gdsim.app.views.arrows import add_arrow

SIDE = 256  # px
EDGE = 22  # px from the wheel's rim to the widget's edge
LARGE = 15  # degrees of a key with Shift; 1 without
DIRECTION = 1  # the number of the colour
KEYS = {
    Qt.Key.Key_Left: 1, Qt.Key.Key_Up: 1, Qt.Key.Key_Right: -1, Qt.Key.Key_Down: -1,
}  # fmt: skip


class Wheel(QWidget):
    """Slopes as a polar curve: as far from the middle as they are steep, up or down by colour.

    Only directions that the arrow has been turned to are drawn, until all are revealed.
    """

    turned = Signal(float)  # degrees, from the first variable towards the second

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self.degrees = 0.0
        self._slopes = np.empty(0)
        self.seen = np.zeros(0, bool)  # of the directions
        self._is_revealed = False
        self._names = ("x", "y")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("Direction"))
        self.setToolTip(tr("Drag the arrow round; the left and right keys turn it by one degree"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(px(SIDE), px(SIDE))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(180), px(220))

    def show_slopes(self, slopes: np.ndarray, names: tuple[str, str], afresh: bool) -> None:
        """Show the slopes in evenly spaced directions, (n,); afresh: none has been turned to."""
        self._slopes, self._names = slopes, names
        if afresh or len(self.seen) != len(slopes):
            self.seen = np.zeros(len(slopes), bool)
        self._see(self.degrees)
        self.update()

    def reveal(self, is_revealed: bool) -> None:
        """Draw all directions, or those that were turned to alone."""
        self._is_revealed = is_revealed
        self.update()

    def turn(self, degrees: float) -> None:
        """Turn the arrow the shorter way round; all directions on it are seen."""
        way = (degrees - self.degrees + 180) % 360 - 180
        for share in np.linspace(0, 1, int(abs(way)) + 2):
            self._see(self.degrees + share * way)
        self.degrees = degrees % 360
        self.setAccessibleDescription(tr("{degrees} degrees", degrees=f"{self.degrees:.0f}"))
        self.update()
        self.turned.emit(self.degrees)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def tip(self) -> QPointF:
        """Where the arrow ends, in px of the widget."""
        angle = math.radians(self.degrees)
        away = QPointF(math.cos(angle), -math.sin(angle)) * self._radius
        return self._middle + away

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._follow(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._follow(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys turn the arrow."""
        way = KEYS.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
            return
        size = LARGE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        self.turn((round(self.degrees / size) + way) * size)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_rim(painter)
        self._paint_slopes(painter)
        self._paint_legend(painter)
        self._paint_arrow(painter)

    @property
    def _middle(self) -> QPointF:
        return QPointF(self.width() / 2, self.height() / 2)

    @property
    def _radius(self) -> float:
        return max(min(self.width(), self.height()) / 2 - px(EDGE), 10.0)

    def _follow(self, place: QPointF) -> None:
        away = place - self._middle
        if abs(away.x()) + abs(away.y()) > 2:
            self.turn(round(math.degrees(math.atan2(-away.y(), away.x()))))

    def _place(self, degrees: float) -> int:
        """The number of the nearest of the directions."""
        return round(degrees * len(self._slopes) / 360) % len(self._slopes)

    def _see(self, degrees: float) -> None:
        if len(self.seen):
            self.seen[self._place(degrees)] = True

    def _paint_rim(self, painter: QPainter) -> None:
        theme, radius, middle = self._theme, self._radius, self._middle
        painter.setPen(QPen(QColor(theme.line), thick(1)))
        painter.drawEllipse(middle, radius, radius)
        for end in (QPointF(radius, 0), QPointF(0, radius)):
            painter.drawLine(middle - end, middle + end)
        painter.setPen(QColor(theme.muted))
        size = px(EDGE)
        for name, x, y in (
            (self._names[0], radius + size / 2, 0), (self._names[1], 0, -radius - size / 2),
        ):  # fmt: skip
            box = QRectF(middle.x() + x - 2 * size, middle.y() + y - size, 4 * size, 2 * size)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), name)

    def _paint_slopes(self, painter: QPainter) -> None:
        finite = self._slopes[np.isfinite(self._slopes)]
        largest = float(np.abs(finite).max()) if finite.size else 0.0
        if not largest:
            return
        radii = np.abs(self._slopes) / largest * self._radius
        angles = np.arange(len(radii)) * 2 * math.pi / len(radii)
        x, y = self._middle.x() + radii * np.cos(angles), self._middle.y() - radii * np.sin(angles)
        drawn = np.isfinite(radii) & (self.seen | self._is_revealed)
        for is_up, colour in ((True, self._theme.accent), (False, self._theme.diverged)):
            painter.setPen(QPen(QColor(colour), thick(2.2)))
            for part in _stretches(drawn & ((self._slopes >= 0) == is_up)):
                points = [QPointF(x[i % len(x)], y[i % len(x)]) for i in part]
                if len(points) == 1:
                    painter.drawPoint(points[0])
                painter.drawPolyline(QPolygonF(points))
        if self._is_revealed:
            self._paint_partials(painter, x, y)

    def _paint_partials(self, painter: QPainter, x: np.ndarray, y: np.ndarray) -> None:
        """The partial derivatives: the slopes along both axes, among the others once revealed."""
        painter.setBrush(QColor(self._theme.text))
        for name, degrees in zip(self._names, (0, 90), strict=True):
            place = self._place(degrees)
            if not np.isfinite(x[place]):
                continue
            dot = QPointF(x[place], y[place])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(dot, thick(4), thick(4))
            painter.setPen(QColor(self._theme.text))
            painter.drawText(dot + QPointF(px(8), -px(6)), f"∂/∂{name}")

    def _paint_legend(self, painter: QPainter) -> None:
        """What the two colours mean."""
        right, bottom = float(self.width()), float(self.height())
        for place, (words, colour) in enumerate(
            ((tr("falls"), self._theme.diverged), (tr("rises"), self._theme.accent))
        ):
            painter.setPen(QColor(colour))
            box = QRectF(right - px(90), bottom - px(22) - place * px(18), px(90), px(20))
            painter.drawText(
                box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), words
            )

    def _paint_arrow(self, painter: QPainter) -> None:
        colour, tip = usual_colour(DIRECTION, self._theme), self.tip()
        path, away = QPainterPath(), tip - self._middle
        add_arrow(path, self._middle, away.x(), -away.y())
        painter.setPen(QPen(colour, thick(2.2)))
        painter.drawPath(path)
        painter.setBrush(colour if self.hasFocus() else QColor(self._theme.background))
        painter.drawEllipse(tip, thick(6), thick(6))
        if len(self._slopes):
            slope = float(self._slopes[self._place(self.degrees)])
            painter.setPen(QColor(self._theme.text))
            box = QRectF(0, self.height() - px(22), self.width(), px(20))
            painter.drawText(
                box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
                tr("{degrees}°: slope {slope}", degrees=f"{self.degrees:.0f}",
                   slope=figures(slope)),
            )  # fmt: skip


def _stretches(are_in: np.ndarray) -> list[range]:
    """The directions that are in, as runs of neighbours; one may go over the last to the first."""
    count = len(are_in)
    if are_in.all():
        return [range(count + 1)]
    starts = [i for i in range(count) if are_in[i] and not are_in[i - 1]]
    parts = []
    for start in starts:
        end = start
        while are_in[end % count]:
            end += 1
        parts.append(range(start, end))
    return parts
