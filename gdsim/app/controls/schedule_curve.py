"""The curve of a schedule over the steps, whose points are dragged for its numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from shiboken6 import isValid

from gdsim.app.look.figures import figures
from gdsim.app.look.theme import LIGHT, Theme
from gdsim.app.look.type_size import px, thick
from gdsim.app.look.words import wrapped
from gdsim.app.model.schedule_points import Point, points
from gdsim.app.translation import QT_TR_NOOP, grouped, tr
from gdsim.app.worker.background import Background
from gdsim.base.evenly import evenly
from gdsim.catalogue.choices import Choice
from gdsim.experiment.rates import factors

HEIGHT = 104  # px, with the line of words above and the steps below
LEFT, ABOVE, BELOW, RIGHT = 44, 22, 20, 8  # px round the curve
MOST = 321  # steps that are drawn, at most: about one for each pixel
GRIP, RADIUS = 16, 4.5  # px of a point: what the mouse can take, and what is seen
STAYS = 2  # px that the mouse may go sideways while it moves a point up, and the other way round
# What a drag does with a point that moves sideways, up and down, or both.
WAYS = {
    (True, False): QT_TR_NOOP(
        "{settings}: drag the point sideways. A double click brings back the default."
    ),
    (False, True): QT_TR_NOOP(
        "{settings}: drag the point up and down. A double click brings back the default."
    ),
    (True, True): QT_TR_NOOP(
        "{settings}: drag the point sideways or up and down. "
        "A double click brings back the default."
    ),
}
FACTOR, RATE = QT_TR_NOOP("factor of the learning rate"), QT_TR_NOOP("learning rate")


@dataclass(frozen=True, eq=False)
class Drawn:
    """A curve: its steps and factors, (n,) each, and its points."""

    schedule: Choice
    steps: int
    at: np.ndarray
    factors: np.ndarray
    points: tuple[Point, ...]

    @classmethod
    def of(cls, schedule: Choice, steps: int) -> Drawn:
        """The curve of a schedule over the steps of a run."""
        at = evenly(steps, MOST)
        return cls(schedule, steps, at, factors(schedule, steps, at), points(schedule, steps))

    @cached_property
    def top(self) -> float:
        """The largest factor, at least 1."""
        finite = self.factors[np.isfinite(self.factors)]
        return max(float(finite.max(initial=1.0)), 1.0)

    def factor_at(self, step: int) -> float:
        """The factor at a step, which need not be one of those that are drawn."""
        return float(factors(self.schedule, self.steps, [step])[0])


class Grip(QWidget):
    """A point of the curve that the mouse takes."""

    moved = Signal(QPointF)  # to a place in the curve's widget
    let_go = Signal()
    reset = Signal()  # a double click: back to the defaults

    def __init__(self, point: Point, curve: QWidget) -> None:
        super().__init__(curve)
        self.point = point
        self.is_held = False
        self.place = QPointF()  # of its middle, in the curve's widget
        self._begun = self._shift = QPointF()  # where it was taken, and from the mouse to there
        words, *others = [name.replace("_", " ") for name in point.names]
        if others:
            words = tr("{setting} and {other}", setting=words, other=others[0])
        self.setAccessibleName(tr("Point of the curve for {settings}", settings=words))
        name = f"{words[:1].upper()}{words[1:]}"
        self.setToolTip(
            wrapped(tr(WAYS[point.along is not None, point.up is not None], settings=name))
        )
        along, up = Qt.CursorShape.SizeHorCursor, Qt.CursorShape.SizeVerCursor
        both = Qt.CursorShape.SizeAllCursor
        self.setCursor(both if point.along and point.up else along if point.along else up)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.show()

    def put(self, place: QPointF) -> None:
        """Stand at a place of the curve's widget."""
        self.place = place
        size = px(GRIP)
        self.setFixedSize(size, size)
        self.move(round(place.x() - size / 2), round(place.y() - size / 2))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take it, above others in its place, so that it can be taken there again."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.is_held = True
            self.raise_()
            self._begun = self.place
            self._shift = self.place - QPointF(self.mapToParent(event.position()))
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """It is to follow the mouse; along a side that the mouse hardly moves it stays."""
        if self.is_held:
            way = QPointF(self.mapToParent(event.position())) + self._shift - self._begun
            along = way.x() if abs(way.x()) > STAYS else 0.0
            up = way.y() if abs(way.y()) > STAYS else 0.0
            self.moved.emit(self._begun + QPointF(along, up))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let it go."""
        if self.is_held:
            self.is_held = False
            self.let_go.emit()
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Back to the defaults."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.reset.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette = QPainter(self), self.palette()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.is_held or self.underMouse()
        painter.setPen(QPen(palette.accent().color(), thick(1.5)))
        painter.setBrush(palette.accent() if lit else palette.base())
        painter.drawEllipse(QRectF(self.rect()).center(), thick(RADIUS), thick(RADIUS))


class ScheduleCurve(QWidget):
    """Draws a schedule, and asks for other numbers where a point of it is dragged.

    The curve is computed in the background, once it is seen.
    """

    dragged = Signal(object, int, float, float)  # the point, its step and factor, what is not seen
    reset = Signal(object)  # the point

    def __init__(self, background: Background) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Curve of the learning rate over the steps"))
        self.drawn: Drawn | None = None
        self.grips: list[Grip] = []
        self._background, self._topic = background, object()
        self._wanted: tuple[Choice, int] | None = None
        self._asked: tuple[Choice, int] | None = None
        self._rate: float | None = None
        self._held_top = 1.0
        self._line: tuple[object, list[QPointF]] = None, []  # what it was made of, and the curve
        self._step: int | None = None  # the present one
        self._pointed: int | None = None  # the step under the mouse
        self._theme = LIGHT

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(HEIGHT))

    def show_schedule(self, schedule: Choice, steps: int, rate: float | None) -> None:
        """Draw a schedule over the steps of a run; `rate`: what its factors are multiplied with."""
        if rate != self._rate:
            self._rate = rate
            self.update()
        self._wanted = schedule, steps
        self._ask()

    def show_step(self, step: int | None) -> None:
        """Mark the present step of the runs; None: there are none."""
        if step != self._step:
            before, self._step = self._strip(), step
            if self._strip() != before:
                self.update(before)
                self.update(self._strip())

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.updateGeometry()
        self._put_grips()
        self.update()

    def place_of(self, step: int, factor: float) -> QPointF:
        """Where a factor at a step is drawn."""
        return self._places(np.array([step]), np.array([factor]))[0]

    def showEvent(self, event: QShowEvent) -> None:
        """What was asked for while it was hidden is computed now."""
        super().showEvent(event)
        self._ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._put_grips()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the curve under the mouse."""
        self._point(event.position().x())

    def leaveEvent(self, event: QEvent) -> None:
        """Read it no longer."""
        self._pointed = None
        self.update()

    @property
    def words(self) -> str:
        """What the line above the curve says: the number under the mouse, or what is drawn."""
        if self.drawn is None or self._pointed is None:
            return tr(FACTOR) if self._rate is None else tr(RATE)
        value = figures(self.drawn.factor_at(self._pointed) * (self._rate or 1.0))
        step = grouped(self._pointed)
        if self._rate is None:
            return tr("factor {factor} at step {step}", factor=value, step=step)
        return tr("rate {rate} at step {step}", rate=value, step=step)

    @property
    def _box(self) -> QRectF:
        margins = -px(RIGHT), -px(BELOW)
        return QRectF(self.rect()).adjusted(px(LEFT), px(ABOVE), *margins)

    @property
    def _top(self) -> float:
        """The factor at the upper edge, which stays while a point is held."""
        assert self.drawn is not None
        if not any(grip.is_held for grip in self.grips):
            self._held_top = self.drawn.top
        return self._held_top

    def _ask(self) -> None:
        if self.isVisible() and self._wanted is not None and self._wanted != self._asked:
            self._asked = self._wanted

            def deliver(drawn: Drawn) -> None:
                if isValid(self):  # its row may have been removed meanwhile
                    self._take(drawn)

            self._background.ask(self._topic, partial(Drawn.of, *self._wanted), deliver)

    def _take(self, drawn: Drawn) -> None:
        self.drawn = drawn
        if self._pointed is not None:  # the runs may have fewer steps now
            self._pointed = min(self._pointed, drawn.steps - 1)
        wanted = {point.names: point for point in drawn.points}
        for grip in self.grips:
            point = wanted.pop(grip.point.names, None)
            is_its = set(grip.point.names) <= set(drawn.schedule.method.hyper)
            if grip.is_held and is_its and (point is None or point.along is None):
                # It stays at its step: it only goes up and down, or moves nothing there.
                step = min(grip.point.step, drawn.steps - 1)
                point = replace(grip.point, step=step, factor=drawn.factor_at(step))
            if point is None:
                grip.hide()
                grip.deleteLater()
            else:
                grip.point = point
        self.grips = [grip for grip in self.grips if not grip.isHidden()]
        self.grips += [self._grip(point) for point in wanted.values()]
        self._put_grips()
        self.update()

    def _grip(self, point: Point) -> Grip:
        grip = Grip(point, self)
        grip.moved.connect(lambda place: self._drag(grip, place))
        grip.let_go.connect(self._let_go)
        grip.reset.connect(lambda: self.reset.emit(grip.point))
        return grip

    def _put_grips(self) -> None:
        if self.drawn is not None:
            for grip in self.grips:
                grip.put(self.place_of(grip.point.step, grip.point.factor))

    def _drag(self, grip: Grip, place: QPointF) -> None:
        box, step = self._box, self._step_at(place.x())
        up = min(max((box.bottom() - place.y()) / box.height(), 0.0), 1.0)
        self._pointed = step if grip.point.along is not None else grip.point.step
        near = self._top / box.height() / 2
        self.dragged.emit(grip.point, step, up * self._top, near)

    def _let_go(self) -> None:
        self._pointed = None
        self._put_grips()
        self.update()

    def _point(self, x: float) -> None:
        if self.drawn is not None:
            self._pointed = self._step_at(x)
            self.update()

    def _step_at(self, x: float) -> int:
        """The step that is drawn at x of the widget, or the nearest one."""
        box, drawn = self._box, self.drawn
        assert drawn is not None
        along = min(max((x - box.left()) / box.width(), 0.0), 1.0)
        return round(along * (drawn.steps - 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box, theme = QPainter(self), self._box, self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.drawLine(box.topLeft(), box.topRight())
        painter.setPen(QColor(theme.muted))
        font = self.font()
        font.setPixelSize(px(11))
        painter.setFont(font)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        middle = int(right | Qt.AlignmentFlag.AlignVCenter)
        above = QRectF(box.left(), 0, box.width(), px(15))
        painter.drawText(above, int(left), self.words)
        if self.drawn is None:
            return
        numbers = QRectF(0, -px(8), px(LEFT - 8), px(16))
        painter.drawText(
            numbers.translated(0, box.top()), middle, figures(self._top * (self._rate or 1.0), 3)
        )
        painter.drawText(numbers.translated(0, box.bottom()), middle, "0")
        below = QRectF(box.left(), box.bottom() + px(4), box.width(), px(15))
        painter.drawText(below, int(left), "0")
        painter.drawText(below, int(right), tr("{count} step", "{count} steps", self.drawn.steps))
        self._draw_marks(painter, box)
        painter.setPen(QPen(QColor(theme.accent), thick(1.6)))
        painter.drawPolyline(self.line)
        if self._step is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.text))
            painter.drawEllipse(self._present, thick(2.5), thick(2.5))

    @property
    def line(self) -> list[QPointF]:
        """The curve as it is drawn; it is drawn often while runs play."""
        drawn = self.drawn
        assert drawn is not None
        key = drawn, self._box, self._top
        if key != self._line[0]:
            self._line = key, self._places(drawn.at, drawn.factors)
        return self._line[1]

    def _places(self, steps: np.ndarray, factors: np.ndarray) -> list[QPointF]:
        box, drawn = self._box, self.drawn
        assert drawn is not None
        xs = box.left() + steps / max(drawn.steps - 1, 1) * box.width()
        ups = np.clip(np.nan_to_num(factors) / self._top, 0.0, 1.0)
        ys = box.bottom() - ups * box.height()
        return [QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]

    def _strip(self) -> QRect:
        """The part of the widget in which the present step is marked, in whole pixels."""
        if self.drawn is None or self._step is None:
            return QRect()
        reach = 2 * px(RADIUS)
        return QRect(round(self._present.x()) - reach // 2, 0, reach, self.height())

    @property
    def _present(self) -> QPointF:
        """Where the curve is at the present step."""
        assert self.drawn is not None and self._step is not None
        step = min(self._step, self.drawn.steps - 1)
        return self.place_of(step, self.drawn.factor_at(step))

    def _draw_marks(self, painter: QPainter, box: QRectF) -> None:
        """The present step, and the one under the mouse."""
        for step, colour in ((self._step, self._theme.muted), (self._pointed, self._theme.line)):
            if step is not None and self.drawn is not None:
                x = self.place_of(min(step, self.drawn.steps - 1), 0.0).x()
                painter.setPen(QPen(QColor(colour), 1))
                painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
