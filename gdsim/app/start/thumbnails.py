"""Thumbnails of experiments, computed beside the window, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from gdsim.app.look.picture import image_of
from gdsim.app.look.theme import Theme, map_colours, series_colour
from gdsim.app.start.sketch import Sketch, sketch
from gdsim.app.worker.background import Background, IsWanted
from gdsim.app.worker.compiling import compiled
from gdsim.experiment import Experiment
from gdsim.experiment.programs import outlines

EDGE = 8.0  # px around curves
HEAD = 3.5  # px, the radius of where a path ends


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
    if made.heights.size:
        colours = map_colours(theme)[made.heights[::-1]]
        painter.drawImage(room, image_of(colours))
    else:
        room = room.adjusted(EDGE, EDGE, -EDGE, -EDGE)
    ink = QColor(theme.text)
    ink.setAlphaF(0.22 if made.heights.size else 0.5)
    painter.setPen(QPen(ink, 0.8 if made.heights.size else 1.2))
    painter.drawPath(_path(made.ground, room))
    is_graph = bool(made.ground.size and not made.heights.size)
    for number, line in enumerate(made.lines):
        pen = QPen(series_colour(number, theme), 3.0 if is_graph else 1.6)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        if is_graph:  # along which no run moves between two steps
            painter.drawPoints(pg.functions.arrayToQPolygonF(*_placed(line, room)))
        else:
            painter.drawPath(_path(line, room))
    has_heads = made.heights.size or made.ground.size  # else lines are losses over steps
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


def _path(line: np.ndarray, room: QRectF) -> QPainterPath:
    """A line, with gaps where it is NaN."""
    path: QPainterPath = pg.arrayToQPath(*_placed(line, room), connect="finite")
    return path


def _placed(line: np.ndarray, room: QRectF) -> tuple[np.ndarray, np.ndarray]:
    """Shares of a picture (n, 2) as places in it."""
    x, y = line.astype(float).T
    return room.x() + x * room.width(), room.bottom() - y * room.height()
