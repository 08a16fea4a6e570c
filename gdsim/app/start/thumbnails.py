"""Thumbnails of experiments, computed beside the window, one after the other."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap

from gdsim.app.look.picture import image_of
from gdsim.app.look.strokes import with_opacity
from gdsim.app.look.theme import (
    Theme,
    class_colour,
    map_colours,
    pale_colours,
    rgb,
    series_colour,
    value_colours,
)
from gdsim.app.start.network_sketch import BESIDE, NONE
from gdsim.app.start.sketch import Sketch, sketch
from gdsim.app.views.surface import blended, finer
from gdsim.app.worker.background import Background, IsWanted
from gdsim.app.worker.compiling import compiled
from gdsim.experiment import Experiment
from gdsim.experiment.programs import outlines

EDGE = 8.0  # px around curves
HEAD = 3.5  # px, the radius of where a path ends
SPOT = 2.4  # px, that of a sample
UNIT = 0.29  # of the way from one unit of a layer to the next: that of a unit
UNITS, FEWEST = 6, 3  # of a layer are shown; and these have the largest radius
GAP = 0.06  # of the width, between layers and losses


class Thumbnails(QObject):
    """Computes sketches of files, those that are kept first; `stop` gives the rest up."""

    made = Signal(object, object)  # a path, and its `Sketch`

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._background = Background(self)

    def ask(self, paths: Sequence[Path]) -> None:
        """Make the sketches of these files, in their order."""

        def work(is_wanted: IsWanted) -> Iterator[tuple[Path, Sketch]]:
            kept = {path: Sketch.load(path) for path in paths}
            yield from ((path, each) for path, each in kept.items() if each is not None)
            for path in (path for path, each in kept.items() if each is None):
                try:
                    experiment = Experiment.load(path)
                    if not compiled(outlines(experiment)[:1], is_wanted):
                        return
                    made = sketch(experiment)
                except (ValueError, TypeError, MemoryError, OSError):
                    continue  # its card stays grey
                made.save(path)
                yield path, made

        self._background.follow("sketches", work, lambda pair: self.made.emit(*pair))

    def stop(self) -> None:
        """Give up what is being computed."""
        self._background.drop("sketches")

    def close(self) -> None:
        """End the thread."""
        self._background.close()


def drawn(made: Sketch | None, theme: Theme, size: QSize, ratio: float) -> QPixmap:
    """A sketch as a picture in the colours of a theme; a grey one where there is none yet."""
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(theme.hover if made is None else theme.background))
    if made is None:
        return picture
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    room = QRectF(0, 0, size.width(), size.height())
    picture_below = _picture_below(made, theme)
    if picture_below is not None:
        painter.drawImage(room, picture_below)
    else:
        room = room.adjusted(EDGE, EDGE, -EDGE, -EDGE)
    if made.layers.size:
        _draw_layers(painter, made.layers.tolist(), room, theme)
    ink = QColor(theme.text)
    ink.setAlphaF(0.22 if made.heights.size else 0.5)
    painter.setPen(QPen(ink, 0.8 if made.heights.size else 1.2))
    painter.drawPath(_path(made.ground, room))
    _draw_spots(painter, made, room, theme)
    is_graph = bool(made.ground.size and picture_below is None)
    for number, line in enumerate(made.lines):
        pen = QPen(series_colour(number, theme), 3.0 if is_graph else 1.6)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        if is_graph:  # along which no run moves between two steps
            painter.drawPoints(pg.functions.arrayToQPolygonF(*_placed(line, room)))
        else:
            painter.drawPath(_path(line, room))
    has_heads = made.heights.size or is_graph  # else lines are losses over steps, or outputs
    painter.setPen(QPen(QColor(theme.background), 1))
    for number, line in enumerate(made.lines):
        painter.setBrush(series_colour(number, theme))
        if has_heads or len(line) == 1:
            for x, y in zip(*_placed(line[-1:], room), strict=True):
                painter.drawEllipse(QPointF(x, y), HEAD, HEAD)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.line), 1))
    painter.drawRect(QRectF(0.5, 0.5, size.width() - 1, size.height() - 1))
    painter.end()
    return picture


def _picture_below(made: Sketch, theme: Theme) -> QImage | None:
    """What is below all: the heights of a landscape, or the outputs of a network; or None."""
    if made.heights.size:
        return image_of(map_colours(theme)[made.heights[::-1]])
    if not made.outputs.size:
        return None
    if made.outputs.shape[2] == 1:
        return image_of(pale_colours(theme)[made.outputs[::-1, :, 0]])
    colours = np.array([rgb(class_colour(n, theme)) for n in range(made.outputs.shape[2])])
    shares = finer(made.outputs[::-1] / 255)
    return image_of(blended(shares, colours, rgb(theme.background)))


def _draw_spots(painter: QPainter, made: Sketch, room: QRectF, theme: Theme) -> None:
    """Samples in the colours of their classes or values."""
    edge = QPen(with_opacity(QColor(theme.background), 0.85), 0.8)
    values = value_colours()
    for x, y, mark in zip(*_placed(made.spots, room), made.marks.tolist(), strict=True):
        if mark == NONE:
            colour = QColor(theme.muted)
        elif made.outputs.shape[2] == 1:
            colour = QColor(*values[mark].tolist())
        else:
            colour = class_colour(mark, theme)
        painter.setPen(edge)
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(x, y), SPOT, SPOT)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _draw_layers(painter: QPainter, sizes: list[int], room: QRectF, theme: Theme) -> None:
    """A network in the left half: its units, dots for most of a large layer, and the edges."""
    most = min(max(sizes), UNITS)
    gap = room.height() / max(most, FEWEST)
    radius = gap * UNIT
    left, right = room.left() + radius, room.left() + (BESIDE - GAP) * room.width() - radius
    columns, dots = list[list[QPointF]](), list[QPointF]()
    for x, size in zip(np.linspace(left, right, len(sizes)).tolist(), sizes, strict=True):
        shown = min(size, UNITS)
        ys = room.center().y() + gap * (np.arange(shown) - (shown - 1) / 2)
        places = [QPointF(x, y) for y in ys.tolist()]
        if size > UNITS:
            middle = places.pop(-2)
            dots += [middle + QPointF(0, shift * gap / 4) for shift in (-1, 0, 1)]
        columns.append(places)
    painter.setPen(QPen(with_opacity(QColor(theme.text), 0.25), 0.8))
    for starts, ends in itertools.pairwise(columns):
        for start, end in itertools.product(starts, ends):
            painter.drawLine(start, end)
    painter.setPen(QPen(QColor(theme.muted), 1.2))
    painter.setBrush(QColor(theme.background))
    for place in itertools.chain(*columns):
        painter.drawEllipse(place, radius, radius)
    painter.setBrush(QColor(theme.muted))
    for place in dots:
        painter.drawEllipse(place, 0.5, 0.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _path(line: np.ndarray, room: QRectF) -> QPainterPath:
    """A line, with gaps where it is NaN."""
    path: QPainterPath = pg.arrayToQPath(*_placed(line, room), connect="finite")
    return path


def _placed(line: np.ndarray, room: QRectF) -> tuple[np.ndarray, np.ndarray]:
    """Shares of a picture (n, 2) as places in it."""
    x, y = line.astype(float).T
    return room.x() + x * room.width(), room.bottom() - y * room.height()
