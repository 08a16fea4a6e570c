"""Thumbnails of experiments, computed beside the window, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from gdsim.app.look.picture import image_of
from gdsim.app.look.theme import Theme, map_colours, series_colour
from gdsim.app.start.sketch import Sketch, sketch
from gdsim.app.worker.background import Background, IsWanted
from gdsim.app.worker.compiling import compiled
from gdsim.experiment import Experiment
from gdsim.experiment.programs import outlines

EDGE = 8.0  # px around curves


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
    for number, line in enumerate(made.lines):
        pen = QPen(series_colour(number, theme), 1.6)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        points = [
            QPointF(room.x() + float(x) * room.width(), room.bottom() - float(y) * room.height())
            for x, y in line
        ]
        painter.drawPolyline(QPolygonF(points))
    painter.setPen(QPen(QColor(theme.line), 1))
    painter.drawRect(QRectF(0.5, 0.5, size.width() - 1, size.height() - 1))
    painter.end()
    return picture
