"""Formulas as outlines: matplotlib's mathtext turned into Qt paths, so they take any colour."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from shiboken6 import isValid

from gdsim.app.look.breaking import broken
from gdsim.app.look.type_size import px
from gdsim.app.look.words import wrapped
from gdsim.app.worker.background import Background

KEPT = 500  # outlines, of some 20 kB each: formulas with numbers in them are new at each step
SIZE = 100.0  # px of the outlines, which are drawn smaller
LEADING = 0.45  # of SIZE, between the ink of two lines
FADED = 0.3  # opacity of a formula that is not that of the text
TALLEST = 120  # px, the greatest height of a label
_UNSUPPORTED = (
    (r"\operatorname{", r"\mathrm{"),
    (r"\tfrac", r"\frac"),
    (r"\dfrac", r"\frac"),
    (r"\lvert", "|"),
    (r"\rvert", "|"),
    (r"\le ", r"\leq "),
    (r"\ge ", r"\geq "),
)
_BARS = re.compile(r"\\left(\||\\Vert)([^|]*?)\\right\1")
_TALL = re.compile(r"\\d?frac|\\sqrt|\\sum|\\prod")


def outline(latex: str) -> QPainterPath:
    """The outline of a formula at `SIZE` px, its first baseline at y = 0, growing downwards.

    All its lines but the first are indented. Errors: ValueError for a command that mathtext does
    not know.
    """
    first, *others = latex.split("\n")
    path = _line(first)
    for other in others:
        line = _line(other)
        line.translate(SIZE - line.boundingRect().left(), 0)
        down = path.boundingRect().bottom() + LEADING * SIZE - line.boundingRect().top()
        path.addPath(line.translated(0, down))
    return path


def _line(latex: str) -> QPainterPath:
    from matplotlib.font_manager import FontProperties
    from matplotlib.path import Path
    from matplotlib.textpath import TextPath

    for old, new in _UNSUPPORTED:
        latex = latex.replace(old, new)
    latex = _BARS.sub(_usual_bars, latex)
    latex = re.sub(r"\\mathrm\{(\w+)\}", r"\\mathrm{\1}\\,", latex)
    glyphs = TextPath(
        (0, 0), f"${latex}$", size=SIZE, prop=FontProperties(math_fontfamily="dejavuserif")
    )
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    points = np.asarray(glyphs.vertices) * (1, -1)
    codes = glyphs.codes
    i = 0
    while i < len(codes):
        code = codes[i]
        x, y = points[i]
        if code == Path.MOVETO:
            path.moveTo(x, y)
            i += 1
        elif code == Path.LINETO:
            path.lineTo(x, y)
            i += 1
        elif code == Path.CURVE3:
            path.quadTo(x, y, *points[i + 1])
            i += 2
        elif code == Path.CURVE4:
            path.cubicTo(x, y, *points[i + 1], *points[i + 2])
            i += 3
        else:
            path.closeSubpath()
            i += 1
    return path


def _usual_bars(match: re.Match[str]) -> str:
    """Bars about a formula: mathtext makes them as low as an x, unless they are letters."""
    bar, inside = match.groups()
    return match.group() if _TALL.search(inside) else f"{bar} {inside} {bar}"


class Formulas(QObject):
    """Outlines of formulas, made in the background; those that were wanted last are kept.

    background: the helper thread for pictures as small as these.
    """

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.background = background
        self._known: dict[object, QPainterPath | None] = {}
        self._waiting: dict[object, list[Callable[[], None]]] = {}  # who is told, by formula

    def get(
        self, key: object, latex: Callable[[], str], ready: Callable[[], None]
    ) -> QPainterPath | None:
        """The outline of `latex()`; None until it is made, which calls `ready()`.

        `latex` is called in the background, because it may cost as much as the drawing. A formula
        that cannot be drawn stays None.
        """
        if key in self._known:
            self._known[key] = self._known.pop(key)  # it is the last that was wanted
        elif key not in self._waiting:
            self._waiting[key] = []

            def work() -> QPainterPath | None:
                try:
                    return outline(latex())
                except Exception:  # a command mathtext does not know, or no LaTeX at all
                    return None

            def deliver(path: QPainterPath | None) -> None:
                self._known[key] = path
                if len(self._known) > KEPT:
                    del self._known[next(iter(self._known))]
                for told in self._waiting.pop(key):
                    told()

            self.background.ask(("formula", key), work, deliver)
        if key in self._waiting and ready not in self._waiting[key]:
            self._waiting[key].append(ready)
        return self._known.get(key)

    def begin(self) -> None:
        """Make outlines, if the helper thread was to wait."""
        self.background.begin()

    def close(self) -> None:
        """Draw no more formulas."""
        self.background.close()


def draw(
    painter: QPainter, path: QPainterPath, box: QRectF, size: float, centre: bool = False
) -> None:
    """Fill a path into a box at `size` px, or smaller to make it fit."""
    bounds = path.boundingRect()
    if bounds.isEmpty():
        return
    scale = min(size / SIZE, box.width() / bounds.width(), box.height() / bounds.height())
    left = box.left() + ((box.width() - bounds.width() * scale) / 2 if centre else 0)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(left - bounds.left() * scale, box.center().y() - bounds.center().y() * scale)
    painter.scale(scale, scale)
    painter.fillPath(path, painter.pen().color())
    painter.restore()


class FormulaLabel(QWidget):
    """Shows one formula in the text colour, or plain text until it can be drawn."""

    drawn = Signal()  # the formula is there, which had been plain text
    clicked = Signal()  # of one that leads somewhere

    def __init__(
        self, formulas: Formulas, size: float = 15, height: int = 44, letters: int = 42
    ) -> None:
        super().__init__()
        self._formulas = formulas
        self._size, self._least, self._letters = size, height, letters
        self._path: QPainterPath | None = None
        self._plain = ""
        self._key: object = None
        self._reason = ""  # why it is faded
        self._leads = ""  # to where a click goes
        self.setFixedHeight(px(height))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """The height of its formula."""
        return QSize(200, self.height())

    @property
    def full_width(self) -> int:
        """The width in px at which the formula need not shrink, or its plain text be cut."""
        if self._path is None:
            return self.fontMetrics().horizontalAdvance(self._plain)
        return int(self._path.boundingRect().width() * px(self._size) / SIZE) + 3

    def show_formula(self, key: object, latex: Callable[[], str], plain: str) -> None:
        """Show `latex()`; `plain` is shown until it is ready, and is the tooltip."""
        self._key, self._plain = key, plain
        self._tip()

        def lines() -> str:
            return broken(latex(), self._letters)

        def ready() -> None:
            if isValid(self) and self._key == key:  # its row may have been removed meanwhile
                self._path = self._formulas.get(key, lines, ready)
                self._fit()
                self.drawn.emit()

        self._path = self._formulas.get(key, lines, ready)
        self._fit()

    def lead(self, where: str) -> None:
        """Have it clicked, by the mouse or with Enter; `where`: a sentence that says what for."""
        if where != self._leads:
            self._leads = where
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus if where else Qt.FocusPolicy.NoFocus)
            self.setCursor(
                Qt.CursorShape.PointingHandCursor if where else Qt.CursorShape.ArrowCursor
            )
            self._tip()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click goes where it leads."""
        is_left = event.button() == Qt.MouseButton.LeftButton
        if self._leads and is_left and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()
        else:
            super().mouseReleaseEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """What leads somewhere takes the click from what it lies on."""
        if not self._leads:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is a click."""
        if self._leads and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def fade(self, reason: str) -> None:
        """Draw it pale, as one that is not that of the text, for a reason; "": as usual."""
        if reason != self._reason:
            self._reason = reason
            self._tip()
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Larger type needs more height."""
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the outline, shrunk to the width of the label."""
        painter = QPainter(self)
        painter.setPen(self.palette().text().color())
        painter.setOpacity(FADED if self._reason else 1.0)
        if self.hasFocus():
            painter.setPen(self.palette().accent().color())
        if self._path is not None:
            draw(
                painter,
                self._path,
                QRectF(self.contentsRect()).adjusted(1, 1, -1, -1),
                px(self._size),
            )
        else:
            metrics = painter.fontMetrics()
            text = metrics.elidedText(self._plain, Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(self.contentsRect(), int(Qt.AlignmentFlag.AlignVCenter), text)

    def _tip(self) -> None:
        said = filter(None, (self._reason, self._plain, self._leads))
        self.setToolTip(wrapped("\n".join(said)))
        self.setAccessibleName(self._plain if self._leads else "")

    def _fit(self) -> None:
        """Grow to the height of several lines."""
        height = px(self._least)
        if self._path is not None and not self._path.isEmpty():
            bounds = self._path.boundingRect()
            scale = min(
                px(self._size) / SIZE, max(self.contentsRect().width() - 2, 1) / bounds.width()
            )
            height = min(max(height, int(bounds.height() * scale) + 12), px(TALLEST))
        self.setFixedHeight(height)
        self.update()
