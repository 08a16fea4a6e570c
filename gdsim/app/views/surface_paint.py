"""How a landscape that is seen from the side is painted: runs, marks and axes over its block."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QApplication

from gdsim.app.look.strokes import stroke
from gdsim.app.look.theme import LIGHT, Theme, series_colour, tabular
from gdsim.app.look.type_size import px, thick
from gdsim.app.views.block_axes import Axes
from gdsim.app.views.sight import Seen, Sight
from gdsim.app.views.trails import AHEAD, CLOUD, FADED, FEW, Runs, with_opacity
from gdsim.engine.verdict import Verdict

BEHIND = 0.22  # share of the opacity that is left of what the block hides


class SurfacePainter:
    """Paints what is over the block of a sight into a widget, whose block fills `inner`."""

    def __init__(self, painter: QPainter, sight: Sight, theme: Theme, inner: QRectF) -> None:
        self._painter, self._sight, self._theme, self._inner = painter, sight, theme, inner
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def paint(self, axes: Axes) -> None:
        """Paint all of it."""
        self.axes(axes)
        runs, marks = self._sight.content.runs, self._sight.marks
        self._stars(marks["minima"])
        self._diamonds(marks["saddles"])
        if runs is not None:
            self._runs(runs)
            self._heads(runs)
        self._crosses(marks["lost"])
        self._starts(marks["starts"])

    def axes(self, axes: Axes) -> None:
        """The lines, numbers and names of the axes."""
        painter, theme = self._painter, self._theme
        painter.setPen(QPen(QColor(theme.muted), thick(1)))
        for start, end in self._pixels(axes.lines):
            painter.drawLine(QPointF(*start), QPointF(*end))
        font = tabular(QFont(QApplication.font()))
        font.setPixelSize(px(11))
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        for text in axes.texts:
            column, row = self._pixels(text.pixel).tolist()
            width, height = metrics.horizontalAdvance(text.text) + 2, metrics.height()
            left = column - (width if text.is_left else width / 2)
            box = QRectF(left, row - height / 2, width, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text.text)

    def start_to_be(self, place: QPointF) -> None:
        """A ring at a pixel of the widget, where the start is going to be."""
        self._painter.setPen(QPen(QColor(self._theme.accent), thick(1.6)))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawEllipse(place, thick(6.5), thick(6.5))

    def _pixels(self, points: np.ndarray) -> np.ndarray:
        """Points of a sight as pixels of the widget."""
        inner = self._inner
        return np.stack([inner.left() + points[..., 0], inner.bottom() - points[..., 1]], axis=-1)

    def _runs(self, runs: Runs) -> None:
        single = runs.paths.shape[1] == 1
        wide = single and sum(len(line.shown) for line in self._sight.lines) <= FEW
        shown = [i for i, colour in enumerate(runs.colours) if colour not in runs.hidden]
        for index in sorted(shown, key=lambda i: runs.colours[i] == runs.lit):
            colour = runs.colours[index]
            dim = FADED if runs.lit not in (None, colour) else 1.0
            if self._sight.ahead:
                opacity = AHEAD[not single] * (1.6 if runs.lit == colour else 1.0)
                pen = stroke(colour, self._theme, 1.2, dashed=False)
                self._line(self._sight.ahead[index], pen, min(opacity, 1.0) * dim)
            width = (2.6 if runs.lit == colour else 1.8) if wide else 1.0
            opacity = 1.0 if single or runs.lit is not None else CLOUD
            self._line(self._sight.lines[index], stroke(colour, self._theme, width), opacity * dim)

    def _line(self, line: Seen, pen: QPen, opacity: float) -> None:
        for points, share in ((line.hidden, BEHIND), (line.shown, 1.0)):
            known = np.flatnonzero(np.isfinite(points[:, 0]))
            if not known.size:
                continue
            pixels = self._pixels(points[known[0] : known[-1] + 1])
            pen.setColor(with_opacity(pen.color(), opacity * share))
            self._painter.setPen(pen)
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
            self._painter.drawPath(pg.arrayToQPath(pixels[:, 0], pixels[:, 1], connect="finite"))

    def _heads(self, runs: Runs) -> None:
        single = runs.heads.shape[1] == 1
        radius = thick(5.5 if single else 3)
        edge = QPen(QColor(self._theme.background), 1.5 if single else 0.8)
        for index, colour in enumerate(runs.colours):
            if colour not in runs.hidden:
                fill = series_colour(colour, self._theme)
                fill.setAlphaF(FADED if runs.lit not in (None, colour) else 1.0)
                for place, share in self._each(self._sight.heads[index]):
                    self._with(edge, fill, share)
                    self._painter.drawEllipse(place, radius, radius)
        self._painter.setOpacity(1.0)

    def _stars(self, seen: Seen) -> None:
        light = self._theme.name == LIGHT.name
        pen = QPen(QColor(self._theme.text if light else "#FFD75E"), thick(1.4))
        fill = with_opacity(QColor("#FFF4C2" if light else "#FFD75E"), 0.6)
        for place, share in self._each(seen):
            self._with(pen, fill, share)
            self._painter.drawPath(_star(place, thick(9)))
        self._painter.setOpacity(1.0)

    def _diamonds(self, seen: Seen) -> None:
        pen = QPen(QColor(self._theme.text), thick(1.3))
        fill = with_opacity(QColor(self._theme.background), 0.6)
        size = thick(5.5)
        for place, share in self._each(seen):
            self._with(pen, fill, share)
            across, up = QPointF(size, 0), QPointF(0, size)
            self._painter.drawPolygon([place + across, place + up, place - across, place - up])
        self._painter.setOpacity(1.0)

    def _crosses(self, seen: Seen) -> None:
        colour = QColor(self._theme.verdict(Verdict.DIVERGED))
        size = thick(4)
        for place, share in self._each(seen):
            self._with(QPen(colour, thick(2.4)), QColor(Qt.GlobalColor.transparent), share)
            for side in (QPointF(size, size), QPointF(size, -size)):
                self._painter.drawLine(place - side, place + side)
        self._painter.setOpacity(1.0)

    def _starts(self, seen: Seen) -> None:
        single = len(seen.shown) == 1
        ink = QColor(self._theme.text)
        for place, share in self._each(seen):
            if single:
                self._with(QPen(ink, thick(1.6)), QColor(Qt.GlobalColor.transparent), share)
                self._painter.drawEllipse(place, thick(6.5), thick(6.5))
            else:
                self._with(QPen(Qt.PenStyle.NoPen), with_opacity(ink, 0.45), share)
                self._painter.drawEllipse(place, thick(1.5), thick(1.5))
        self._painter.setOpacity(1.0)

    def _each(self, seen: Seen) -> list[tuple[QPointF, float]]:
        """The pixel of each mark and the share of its opacity, hidden ones first."""
        return [
            (QPointF(*place), share)
            for points, share in ((seen.hidden, BEHIND), (seen.shown, 1.0))
            for place in self._pixels(points[np.isfinite(points[:, 0])]).tolist()
        ]

    def _with(self, pen: QPen, fill: QColor, opacity: float) -> None:
        self._painter.setPen(pen)
        self._painter.setBrush(fill)
        self._painter.setOpacity(opacity)


def _star(middle: QPointF, size: float) -> QPainterPath:
    """A star of five points, as on the map."""
    angles = np.pi / 2 + np.arange(10) * np.pi / 5
    reach = size * np.where(np.arange(10) % 2 == 0, 1.0, 0.382)
    corners = np.stack([reach * np.cos(angles), -reach * np.sin(angles)], axis=-1).tolist()
    path = QPainterPath(middle + QPointF(*corners[-1]))
    for corner in corners:
        path.lineTo(middle + QPointF(*corner))
    path.closeSubpath()
    return path
