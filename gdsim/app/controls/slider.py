"""A thin slider along the lower edge of a number field."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gdsim.base.scale import Scale

HEIGHT = 12  # px
MARGIN = 7  # px at either end, for half of the handle
HANDLE = 4.0  # px, its radius
NEAR = 8  # px from the handle, where a press takes it and does not move it


class Slider(QWidget):
    """Shows a number on a scale, or the part of it that several numbers span.

    A press beside the handle brings it there; a drag moves it, and past an end of a logarithmic
    scale the number goes on with the mouse. The focus goes to its field, which has the keys and the
    wheel.
    """

    slid = Signal(float)
    let_go = Signal()
    reset = Signal()  # a double click: back to the default

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self.field = field
        self.scale: Scale | None = None
        self._span: tuple[float, float] | None = None  # both ends are the same for one number
        self._shift: float | None = None  # from the mouse to the handle, while it is dragged
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @property
    def is_held(self) -> bool:
        """Whether the handle is being dragged."""
        return self._shift is not None

    def show_span(self, scale: Scale, span: tuple[float, float] | None) -> None:
        """Show from where to where numbers go on a scale; None: there is no number."""
        if (scale, span) != (self.scale, self._span):
            self.scale, self._span = scale, span
            self.update()

    def place_of(self, value: float) -> float:
        """The x of a number, in px."""
        assert self.scale is not None
        return MARGIN + self.scale.place(value) * (self.width() - 2 * MARGIN)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the handle, or bring it here."""
        if event.button() != Qt.MouseButton.LeftButton or self.scale is None:
            event.ignore()
            return
        self._shift = 0.0  # held, before the field has the focus
        self.field.setFocus(Qt.FocusReason.MouseFocusReason)
        if self._span is not None and self._span[0] == self._span[1]:
            off = self.place_of(self._span[0]) - event.position().x()
            if abs(off) <= NEAR:
                self._shift = off
                self.update()
                return
        self._slide(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The handle follows the mouse."""
        if self._shift is not None:
            self._slide(event.position().x() + self._shift)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the handle go."""
        if self._shift is not None:
            self._shift = None
            self.let_go.emit()
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Back to the default."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.reset.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.scale is None:
            return
        painter, palette = QPainter(self), self.palette()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2 - 1
        lit = self._shift is not None or self.underMouse()
        line = palette.mid().color() if lit else palette.midlight().color()
        self._stroke(painter, line, MARGIN, self.width() - MARGIN, middle)
        if self._span is None:
            return
        first, last = (self.place_of(end) for end in self._span)
        is_one = self._span[0] == self._span[1]
        self._stroke(painter, palette.accent().color(), MARGIN if is_one else first, last, middle)
        if is_one:
            painter.setPen(QPen(palette.accent().color(), 1.5))
            painter.setBrush(palette.accent() if lit else palette.base())
            painter.drawEllipse(QPointF(last, middle), HANDLE, HANDLE)

    @staticmethod
    def _stroke(painter: QPainter, colour: QColor, left: float, right: float, y: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(left, y - 1, max(right - left, 2), 2), 1, 1)

    def _slide(self, x: float) -> None:
        assert self.scale is not None
        place = (x - MARGIN) / max(self.width() - 2 * MARGIN, 1)
        self.slid.emit(self.scale.value(place))
