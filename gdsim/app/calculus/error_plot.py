"""How far secants are off the slope, over their widths: both axes are logarithms."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent

from gdsim.app.calculus.draggable import Draggable
from gdsim.app.look.figures import figures
from gdsim.app.look.theme import Theme, usual_colour
from gdsim.app.look.type_size import px, thick
from gdsim.app.translation import tr
from gdsim.app.views.axis import LogAxis
from gdsim.app.views.polyline import Polyline
from gdsim.learn.derivatives.slice import SecantErrors

SECANT = 1  # the number of the colour
LEAST = -17.0  # the decade of an error below which it is drawn as that


class ErrorPlot(Draggable):
    """The errors, the two lines that they follow, and the width that is chosen."""

    width_wanted = Signal(float)

    def __init__(self) -> None:
        axes = {"bottom": LogAxis("bottom"), "left": LogAxis("left")}
        super().__init__(tr("width h"), tr("error of the secant's slope"), axes=axes)
        self.setAccessibleName(tr("Errors of secants"))
        self.errors, self.truncation, self.rounding = Polyline(), Polyline(), Polyline()
        for item, depth in ((self.errors, 10), (self.truncation, 6), (self.rounding, 6)):
            self.add_item(item, depth)
        self.shown: SecantErrors | None = None  # the errors that are drawn
        self.box.setMouseEnabled(False, False)
        self.box.setRange(xRange=(-15, 0), yRange=(-12, 1), padding=0.03)
        self.moved.connect(lambda x, _: self.width_wanted.emit(_width(x)))

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(190))

    def show_errors(self, errors: SecantErrors) -> None:
        """Draw other errors."""
        self.shown = errors
        h = np.log10(errors.h)
        logs = _logs(errors.errors)
        self.errors.set_points(h, logs)
        self.truncation.set_points(h, _logs(_above_zero(errors.truncation)))
        self.rounding.set_points(h, _logs(_above_zero(errors.rounding)))
        drawn = logs[np.isfinite(logs)]
        if drawn.size:
            low, high = np.floor(max(drawn.min(), LEAST)), np.ceil(drawn.max())
            self.box.setYRange(float(low), float(max(high, low + 1)), padding=0.02)

    def show_width(self, h: float, error: float) -> None:
        """Mark the width that is chosen."""
        height = float(_logs(np.array([abs(error)]))[0])
        self.show_place((float(np.log10(h)), height))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right alone: the error follows."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def read(self, x: float, y: float) -> str:
        """The width under the mouse, and its error."""
        if self.shown is None:
            return ""
        nearest = int(np.argmin(np.abs(np.log10(self.shown.h) - x)))
        h, error = float(self.shown.h[nearest]), float(self.shown.errors[nearest])
        return tr("h = {h}: off by {error}", h=figures(h, 2), error=figures(error, 3))

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        self.errors.setPen(pg.mkPen(usual_colour(SECANT, theme), width=thick(1.8)))
        muted = QColor(theme.muted)
        self.truncation.setPen(pg.mkPen(muted, width=thick(1.2), style=Qt.PenStyle.DashLine))
        self.rounding.setPen(pg.mkPen(muted, width=thick(1.2), style=Qt.PenStyle.DotLine))


def _above_zero(values: np.ndarray) -> np.ndarray:
    return np.asarray(np.where(values > 0, values, np.nan))


def _width(log: float) -> float:
    """The width at a place of the axis, in two figures, within the axis."""
    return float(f"{10.0 ** min(max(log, -15.0), 0.0):.2g}")


def _logs(values: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log10(values)
    return np.asarray(np.where(np.isneginf(logs), LEAST, logs))
