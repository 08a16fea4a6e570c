"""How a landscape that is seen from the side is painted: runs, marks and axes over its block."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QApplication

from gdsim.app.look import marks
from gdsim.app.look.picture import image_of
from gdsim.app.look.strokes import paler, with_opacity
from gdsim.app.look.theme import Theme, series_colour, tabular
from gdsim.app.look.type_size import px, thick
from gdsim.app.views.arrows import add_arrow
from gdsim.app.views.bands import path_round
from gdsim.app.views.beside import boxes_beside
from gdsim.app.views.block_axes import Axes, axes_of
from gdsim.app.views.handle import BOLD, RING, THIN
from gdsim.app.views.labels import draw_names
from gdsim.app.views.runs import FEW, Runs
from gdsim.app.views.sight import Content, Line, Seen, Sight, Sights, View
from gdsim.app.views.trails import BAND
from gdsim.engine.verdict import Verdict

BEHIND = 0.22  # share of the opacity that is left of what the block hides


@dataclass(frozen=True, eq=False)
class SurfacePicture:
    """A sight with its block and the lines of its runs as an image, and its axes."""

    sight: Sight
    image: QImage
    axes: Axes


class SurfacePictures:
    """Makes pictures in a thread of its own; what has not changed is not painted again."""

    def __init__(self) -> None:
        self._sights = Sights()
        self._ground: tuple[Sight, QImage] | None = None  # the block with the complete paths

    def make(
        self, view: View, content: Content, names: tuple[str, str], ratio: float
    ) -> SurfacePicture:
        """What is seen, on axes with names. ratio: pixels of the image for one of the screen."""
        sight = self._sights.look(view, content)
        if self._ground is None or not _same_ground(self._ground[0], sight):
            block = _with_arrows(_block(sight, ratio), sight)
            self._ground = (
                sight,
                _with_lines(block, sight, sight.ahead, is_played=False),
            )
        image = _with_lines(QImage(self._ground[1]), sight, sight.lines, is_played=True)
        _add_standing_out(image, sight)
        return SurfacePicture(
            sight, image, axes_of(view.camera, view.box, view.landscape.scale, names)
        )


def _same_ground(first: Sight, second: Sight) -> bool:
    """Whether two sights have the same block and complete paths, drawn alike."""
    one, other = first.content.runs, second.content.runs
    for name in ("picture", "ahead", "arrows"):
        if getattr(first, name) is not getattr(second, name):
            return False
    if one is None or other is None:
        return one is other
    return (one.colours, one.hidden, one.lit, one.theme) == (
        other.colours, other.hidden, other.lit, other.theme,
    )  # fmt: skip


def _block(sight: Sight, ratio: float) -> QImage:
    """The block in pixels of the screen."""
    width, height = (round(side * ratio) for side in sight.view.size)
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(0, 0, width, height), image_of(sight.picture[::-1]))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def _with_arrows(image: QImage, sight: Sight) -> QImage:
    """An image with the arrows of the negative gradient over it."""
    if len(sight.arrows):
        path, height = QPainterPath(), sight.view.size[1]
        for (x, y), (to_x, to_y) in sight.arrows.tolist():
            if np.hypot(to_x - x, to_y - y) >= 1.0:
                add_arrow(path, QPointF(x, height - y), to_x - x, to_y - y)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(marks.arrow(QColor(*sight.content.colours.ink)), thick(1.2)))
        painter.drawPath(path)
        painter.end()
    return image


def _with_lines(image: QImage, sight: Sight, lines: list[Line], is_played: bool) -> QImage:
    """An image with lines over it, those of the optimizer that is lit above the others."""
    runs = sight.content.runs
    if runs is None or not lines:
        return image
    wide = runs.paths.shape[1] == 1 and sum(len(line.shown) for line in lines) <= FEW
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for index in sorted(runs.shown, key=lambda i: runs.colours[i] == runs.lit):
        colour = runs.colours[index]
        pen = runs.played(colour, wide) if is_played else runs.unplayed(colour)
        _draw_line(painter, sight, lines[index], pen)
    painter.end()
    return image


def _add_standing_out(image: QImage, sight: Sight) -> None:
    """Draw the path of the run that stands out, if there is one."""
    if sight.standing_out and sight.content.runs is not None:
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(sight.content.runs.theme.text), thick(1.6))
        _draw_line(painter, sight, sight.standing_out[0], pen)
        painter.end()


def _draw_line(painter: QPainter, sight: Sight, line: Line, pen: QPen) -> None:
    """Draw a line, what is pale of it first, over its band if it swings."""
    height = sight.view.size[1]
    if len(line.band):
        band = path_round(line.band * (1, -1) + (0, height))
        painter.fillPath(band, paler(pen, BAND).color())
    for points, share in ((line.pale, BEHIND), (line.shown, 1.0)):
        known = np.flatnonzero(np.isfinite(points[:, 0]))
        if known.size:  # without gaps at its ends a path is made much faster
            x, y = points[known[0] : known[-1] + 1].T
            painter.setPen(paler(pen, share))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(pg.arrayToQPath(x, height - y, connect="finite"))


class SurfacePainter:
    """Paints what is over the block of a sight into a widget, whose block fills `inner`."""

    def __init__(self, painter: QPainter, sight: Sight, theme: Theme, inner: QRectF) -> None:
        self._painter, self._sight, self._theme, self._inner = painter, sight, theme, inner
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def paint(self, axes: Axes) -> None:
        """Paint all of it."""
        self._axes(axes)
        runs, places = self._sight.content.runs, self._sight.marks
        if runs is not None:
            self._heads(runs)
        self._diamonds(places["saddles"])
        self._stars(places["found"], marks.SMALL_STAR, *marks.small_star(self._theme))
        self._stars(places["minima"], marks.STAR, *marks.star(self._theme))
        self._crosses(places["lost"])
        self._starts(places["starts"])
        self._steps(places["steps"])
        self._names(places["labels"])

    def base(self, axes: Axes) -> None:
        """The edges of the base that are behind the block."""
        self._painter.setPen(QPen(QColor(self._theme.line), thick(1)))
        for start, end in self._pixels(axes.back).tolist():
            self._painter.drawLine(QPointF(*start), QPointF(*end))

    def _axes(self, axes: Axes) -> None:
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

    def start_to_be(self, seen: Seen) -> None:
        """A ring where the start is going to be."""
        pen, none = QPen(QColor(self._theme.accent), thick(1.6)), QColor(Qt.GlobalColor.transparent)
        for place, share in self._each(seen):
            self._with(pen, none, share)
            self._painter.drawEllipse(place, thick(6.5), thick(6.5))
        self._painter.setOpacity(1.0)

    def pointer(self, seen: Seen) -> None:
        """A cross at the place that the mouse is on in the map."""
        size = thick(6)
        for place, share in self._each(seen):
            self._painter.setOpacity(share)
            for side in (QPointF(size, 0), QPointF(0, size)):
                self._painter.setPen(QPen(QColor(self._theme.text), thick(1.4)))
                self._painter.drawLine(place - side, place + side)
        self._painter.setOpacity(1.0)

    def _steps(self, seen: Seen) -> None:
        """Hollow dots on the paths."""
        known = np.isfinite(seen.shown[:, 0])
        pixels = self._pixels(np.where(known[:, None], seen.shown, seen.hidden))
        self._painter.setBrush(QColor(self._theme.background))
        for colour, place, is_shown in zip(
            self._sight.content.steps, pixels.tolist(), known.tolist(), strict=True
        ):
            if np.isfinite(place[0]):
                self._painter.setPen(QPen(series_colour(colour, self._theme), thick(2)))
                self._painter.setOpacity(1.0 if is_shown else BEHIND)
                self._painter.drawEllipse(QPointF(*place), thick(4.5), thick(4.5))
        self._painter.setOpacity(1.0)

    def _names(self, seen: Seen) -> None:
        """Names beside the heads that are in sight."""
        labels = self._sight.content.labels
        pixels = self._pixels(seen.shown).tolist()
        heads = {
            label.text: QPointF(*place)
            for label, place in zip(labels, pixels, strict=True)
            if np.isfinite(place[0])
        }
        draw_names(self._painter, labels, boxes_beside(heads, self._inner), self._theme)

    def _pixels(self, points: np.ndarray) -> np.ndarray:
        """Points of a sight as pixels of the widget."""
        inner = self._inner
        return np.stack([inner.left() + points[..., 0], inner.bottom() - points[..., 1]], axis=-1)

    def _heads(self, runs: Runs) -> None:
        single = runs.heads.shape[1] == 1
        radius = thick(5.5 if single else 3)
        edge = QPen(QColor(self._theme.background), 1.5 if single else 0.8)
        for index, colour in enumerate(runs.colours):
            if colour not in runs.hidden:
                fill = series_colour(colour, self._theme)
                fill.setAlphaF(runs.strength(colour))
                for place, share in self._each(self._sight.heads[index]):
                    self._with(edge, fill, share)
                    self._painter.drawEllipse(place, radius, radius)
        self._painter.setOpacity(1.0)

    def _stars(self, seen: Seen, size: float, pen: QPen, fill: QColor) -> None:
        for place, share in self._each(seen):
            self._with(pen, fill, share)
            self._painter.drawPath(_star(place, thick(size) / 2))
        self._painter.setOpacity(1.0)

    def _diamonds(self, seen: Seen) -> None:
        pen, fill = marks.diamond(self._theme)
        size = thick(marks.DIAMOND) / 2
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
        ring = self._sight.content.ring
        ink, none = QColor(self._theme.text), QColor(Qt.GlobalColor.transparent)
        if ring is None:
            for place, share in self._each(seen):
                self._with(QPen(Qt.PenStyle.NoPen), with_opacity(ink, 0.45), share)
                self._painter.drawEllipse(place, thick(1.5), thick(1.5))
        known = np.isfinite(seen.shown[:, 0])
        places = self._pixels(np.where(known[:, None], seen.shown, seen.hidden))
        for index, place in enumerate(places.tolist() if ring is not None else ()):
            if np.isfinite(place[0]):
                is_chosen = index == ring and len(places) > 1
                pen = QPen(QColor(self._theme.accent) if is_chosen else ink, thick(THIN))
                pen.setWidthF(thick(BOLD if is_chosen else THIN))
                self._with(pen, none, 1.0 if known[index] else BEHIND)
                self._painter.drawEllipse(QPointF(*place), thick(RING) / 2, thick(RING) / 2)
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
