"""The table of key derivatives: small plots side by side, with one point that moves over all."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gdsim.app.calculus.curve_plots import with_gaps
from gdsim.app.calculus.subject import Subject
from gdsim.app.calculus.worked import with_numbers
from gdsim.app.controls.buttons import WordButton
from gdsim.app.controls.fields import NumberField
from gdsim.app.controls.section import label
from gdsim.app.look.figures import figures
from gdsim.app.look.formula import FormulaLabel, Formulas
from gdsim.app.look.theme import GRID, LIGHT, Theme, tabular
from gdsim.app.look.type_size import fix, px, thick
from gdsim.app.look.words import Sentence, wrapped
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.app.worker.background import Background, IsWanted
from gdsim.base.ranges import Hyper, Range
from gdsim.learn.derivatives.key_derivatives import WINDOW, key_slices
from gdsim.learn.derivatives.slice import Slice, SliceCurve

CARD = 264  # px of a card's width at least
PLOT = 98  # px of its plot's height at least
HIGH = 3.0  # of the values that are seen; lower ones down to its negative
STEP, LARGE = 0.1, 1.0  # of the arrow keys; with Shift
WAYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
X = Hyper(1.0, Range(*WINDOW), summary=QT_TR_NOOP("Where all values and slopes are read."))


class KeyView(QWidget):
    """Shows each key function with its derivative; `opened` has one to look at closely, and x."""

    opened = Signal(object, float)
    moved = Signal(object)
    refused = Signal(str)

    def __init__(self, formulas: Formulas, background: Background) -> None:
        super().__init__()
        self._formulas, self._background, self._theme = formulas, background, LIGHT
        self.at = 1.0
        self.cards: list[KeyCard] = []
        self.view = self
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Key derivatives"))
        self.field = NumberField(self._set_x, X, within=WINDOW)
        self.field.setAccessibleName(tr("Point of all functions"))
        self.field.set_value(self.at)
        fix(self.field, 140)
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setHorizontalSpacing(3 * GRID)
        self._grid.setVerticalSpacing(GRID)
        self._grid.setContentsMargins(2 * GRID, 0, 2 * GRID, GRID)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        top = QHBoxLayout()
        top.setSpacing(GRID)
        top.setContentsMargins(2 * GRID, GRID // 2, 2 * GRID, GRID // 2)
        top.addWidget(label(tr("at x =")))
        top.addWidget(self.field)
        top.addWidget(label(tr("Drag over any of them: the point moves over all.")))
        top.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(scroll, 1)
        background.follow("keys", _curves, lambda made: self._add(*made))

    def show_subject(self, subject: Subject) -> None:
        """Nothing: the table has functions of its own."""

    def move_to(self, x: float) -> None:
        """Read all functions at another point of the window."""
        low, high = WINDOW
        self.at = round(min(max(x, low), high), 2)
        self.field.set_value(self.at)
        for card in self.cards:
            card.read(self.at)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        for card in self.cards:
            card.plot.recolour(theme)
        self._place()  # type may be larger, too

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move the point."""
        way = WAYS.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
            return
        size = LARGE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
        self.move_to((round(self.at / STEP) * STEP) + way * size)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _set_x(self, value: object) -> str | None:
        if not isinstance(value, int | float) or value not in X.range:
            return tr("x must be a number from −3 to 3.")
        self.move_to(float(value))
        return None

    def _add(self, made: Slice, use: str, curve: SliceCurve) -> None:
        card = KeyCard(self._formulas, made, use, curve)
        card.plot.pointed.connect(self.move_to)
        card.open.clicked.connect(lambda: self.opened.emit(made.place.function, self.at))
        card.plot.recolour(self._theme)
        card.read(self.at)
        self.cards.append(card)
        self._place()

    def _place(self) -> None:
        """As many columns as have room."""
        columns = max((self.width() - GRID) // (px(CARD) + 3 * GRID), 1)
        for number, card in enumerate(self.cards):
            row, column = divmod(number, columns)
            self._grid.addWidget(card, row, column)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, int(column < columns))


class KeyCard(QWidget):
    """One function: its formula, its derivative's, both curves, and their values at the point."""

    def __init__(self, formulas: Formulas, made: Slice, use: str, curve: SliceCurve) -> None:
        super().__init__()
        self.slice = made
        value, slope = made.formulas
        self.function, self.derivative = (FormulaLabel(formulas, 14, 30) for _ in range(2))
        self.function.show_formula(
            ("key", value.latex), lambda: f"f = {value.latex}", value.formula
        )
        self.derivative.show_formula(
            ("key'", slope.latex), lambda: f"f' = {slope.latex}", f"f' = {slope.formula}"
        )
        self.plot = KeyPlot(curve)
        self.plot.setAccessibleName(made.place.text)
        self.values, self.slopes = QLabel(), QLabel()
        self.open = WordButton(tr("Open"))
        self.open.setToolTip(tr("Look at it closely: tangent, secants and slope"))
        self.open.setAccessibleName(tr("Open {function}", function=made.place.text))
        for part in (self.values, self.slopes):
            part.setFont(tabular(part.font()))
        top, below = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.function, 1)
        top.addWidget(self.open)
        below.addWidget(self.values)
        below.addStretch(1)
        below.addWidget(self.slopes)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(self.derivative)
        about = Sentence("muted")
        layout.addWidget(about)
        layout.addWidget(self.plot, 1)
        layout.addLayout(below)
        about.say(use)

    def read(self, x: float) -> None:
        """Show the value and the slope at a point."""
        value, slope = self.slice.value_step(x), self.slice.slope_step(x)
        self.plot.show_point(x, value.value, slope.value)
        self.values.setText(f"f = {figures(value.value)}")
        self.slopes.setText(f"f' = {figures(slope.value)}")
        self.slopes.setToolTip(
            wrapped(" ".join(filter(None, (with_numbers(slope), slope.sentence))))
        )


class KeyPlot(QWidget):
    """A curve and its slope over the window, and a line at the point, which follows the mouse."""

    pointed = Signal(float)

    def __init__(self, curve: SliceCurve) -> None:
        super().__init__()
        self._curve, self._theme = curve, LIGHT
        self._point: tuple[float, float, float] | None = None
        finite = [v[np.isfinite(v)] for v in (curve.values, curve.slopes)]
        low = max(min(float(v.min()) for v in finite), -HIGH)
        high = min(max(float(v.max()) for v in finite), HIGH)
        self._ends = low - 0.1 * (high - low), high + 0.1 * (high - low)
        self._paths: list[QPainterPath] = []  # of the slope and the curve, in pixels
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self._least()

    def show_point(self, x: float, value: float, slope: float) -> None:
        """Mark another point."""
        self._point = x, value, slope
        self.update()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Larger type comes with a larger plot."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._least()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        curve = self._curve
        curves = with_gaps(curve.x, curve.slopes, curve.kinks), curve.values
        self._paths = [self._curve_path(values) for values in curves]

    def sizeHint(self) -> QSize:
        return QSize(px(CARD) - 2 * GRID, px(PLOT))

    def place_of(self, x: float, y: float) -> QPointF:
        """The pixel of a place."""
        low, high = WINDOW
        bottom, top = self._ends
        return QPointF(
            (x - low) / (high - low) * self.width(),
            (top - y) / (top - bottom) * self.height(),
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.mouseMoveEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The point follows the mouse."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            low, high = WINDOW
            self.pointed.emit(low + event.position().x() / self.width() * (high - low))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.line), thick(1)))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        for start, end in (((WINDOW[0], 0), (WINDOW[1], 0)), ((0, -99), (0, 99))):
            painter.drawLine(self.place_of(*start), self.place_of(*end))
        for path, colour in zip(self._paths, (theme.accent, theme.text), strict=False):
            painter.setPen(QPen(QColor(colour), thick(1.8)))
            painter.drawPath(path)
        if self._point is None:
            return
        x, value, slope = self._point
        painter.setPen(QPen(QColor(theme.muted), thick(1), Qt.PenStyle.DashLine))
        painter.drawLine(self.place_of(x, -99), self.place_of(x, 99))
        painter.setPen(Qt.PenStyle.NoPen)
        for y, colour in ((slope, theme.accent), (value, theme.text)):
            if np.isfinite(y):
                painter.setBrush(QColor(colour))
                painter.drawEllipse(self.place_of(x, y), thick(4), thick(4))

    def _curve_path(self, values: np.ndarray) -> QPainterPath:
        """A curve in pixels, as far as it is seen."""
        bottom, top = self._ends
        seen = np.where((values > bottom - 1) & (values < top + 1), values, np.nan)
        low, high = WINDOW
        x = (self._curve.x - low) / (high - low) * self.width()
        y = (top - seen) / (top - bottom) * self.height()
        path: QPainterPath = pg.arrayToQPath(x, y, connect="finite")
        return path

    def _least(self) -> None:
        self.setMinimumHeight(px(PLOT))


def _curves(is_wanted: IsWanted) -> Iterator[tuple[Slice, str, SliceCurve]]:
    """The key functions with their uses and curves, one after the other."""
    for made, use in key_slices():
        made.formulas  # noqa: B018  # written here, off the interface thread
        yield made, use, made.curve(*WINDOW, 120)
