"""Lines that grow at their ends: what they had before is kept as a picture, not drawn again."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QTimer
from PySide6.QtGui import QPaintEngine, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsItem

from gdsim.app.views.pixmaps import Look, blank, look_of, painter_on, show
from gdsim.app.views.plot import Plot
from gdsim.app.views.polyline import Polyline
from gdsim.app.views.still import Still, draw_items

FEW = 8  # points that are drawn one by one
REST = 3  # paintings after which a line that has not become another one is kept again
SETTLED = 250  # ms after which lines that have not grown lie over each other in their order


@dataclass(slots=True)
class Kept:
    """What of a line is in the picture: the number of its points, and where its dashes go on.

    drawn_with: a copy of the pen, whose dashes begin after the points.
    """

    pen: QPen
    changes: int
    drawn_with: QPen
    is_dashed: bool
    points: int = 0
    along: float = 0.0  # px of the last piece without gaps

    @classmethod
    def nothing_of(cls, line: Polyline) -> Kept:
        """A line of which nothing is drawn yet."""
        pen = QPen(line.pen())
        return cls(pen, line.changes, QPen(pen), bool(pen.dashPattern()))

    def go_on(self, lengths: list[float]) -> None:
        """Lines of so many px follow; one that is not finite is a gap, after which dashes begin."""
        for length in lengths:
            self.along = self.along + length if math.isfinite(length) else 0.0
        self.drawn_with.setDashOffset(self.along / self.pen.widthF())


class Growing(Still):
    """Draws lines from a picture to which only what is new is added.

    The last point of a line may move: the line to it is drawn each time. A line that changes
    otherwise, one that can be seen through, and an item that is no line are drawn as in a `Plot`,
    above the others. While they grow, what is newest lies above; at rest each line lies whole above
    those before it, as where they are drawn at once.
    """

    def __init__(self, plot: Plot, depth: float) -> None:
        super().__init__(plot, depth)
        self._kept: dict[Polyline, Kept] = {}
        # Lines that have changed otherwise: as what they were painted last, and how often.
        self._restless: dict[Polyline, tuple[int, int]] = {}
        self._look: Look | None = None
        self._growth = QTimer(plot, singleShot=True, interval=SETTLED)
        self._growth.timeout.connect(self._settle)

    def paint(self, painter: QPainter, *_: Any) -> None:
        shown = self.shown
        if painter.paintEngine().type() is not QPaintEngine.Type.Raster:
            draw_items(shown, painter)  # to a page, where pixels would show
            return
        look = look_of(self, painter)
        if look != self._look:
            self._look, self._kept, self._restless = look, {}, {}
        calm = self._calm(shown)
        self._keep(calm, look)
        show(self._picture, look, painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line in calm:
            self._draw_end(line, painter)
        draw_items([item for item in shown if item not in self._kept], painter)

    def _calm(self, shown: list[QGraphicsItem]) -> list[Polyline]:
        """The lines that are to be in the picture."""
        for line, kept in self._kept.items():
            if line.changes != kept.changes:
                self._restless[line] = line.changes, 0
        for line, (changes, paintings) in list(self._restless.items()):
            if line.changes == changes and paintings == REST:
                del self._restless[line]
            else:
                again = paintings + 1 if line.changes == changes else 0
                self._restless[line] = line.changes, again
        lines = [item for item in shown if isinstance(item, Polyline)]
        return [line for line in lines if line not in self._restless and is_opaque(line.pen())]

    def _keep(self, calm: list[Polyline], look: Look) -> None:
        """Bring the picture up to date, but for the lines to the last points."""
        kept = self._kept
        if not kept.keys() <= set(calm) or any(kept[line].pen != line.pen() for line in kept):
            kept.clear()
        if not kept:
            self._picture = blank(look) if calm else QPixmap()
        for line in calm:
            if line not in kept:
                kept[line] = Kept.nothing_of(line)
        grown = [line for line in calm if line.count - 1 > kept[line].points]
        if grown:
            if len(kept) > 1 and any(each.points for each in kept.values()):
                self._growth.start()
            painter = painter_on(self._picture, look)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for line in grown:
                self._grow(line, kept[line], painter)
            painter.end()

    def _settle(self) -> None:
        """Draw all lines anew, one after the other."""
        self._kept.clear()
        self.update()

    def _grow(self, line: Polyline, kept: Kept, painter: QPainter) -> None:
        """Add what is new of a line to its picture."""
        first, last = max(kept.points - 1, 0), line.count - 1
        x, y = (values[first:last] for values in line.getData())
        few = list(zip(x.tolist(), y.tolist(), strict=True)) if len(x) <= FEW else []
        painter.setPen(kept.drawn_with)
        if few and math.isfinite(sum(map(sum, few))):  # a path takes longer to make
            painter.drawPolyline([QPointF(*place) for place in few])
        else:
            painter.drawPath(pg.arrayToQPath(x, y, connect="finite"))
        if kept.is_dashed:
            scale = painter.worldTransform()
            steps = np.hypot(np.diff(x) * scale.m11(), np.diff(y) * scale.m22())
            kept.go_on(steps.tolist())
        kept.points = last

    def _draw_end(self, line: Polyline, painter: QPainter) -> None:
        """The line from the last point but one, which is in the picture, to the last."""
        if line.count < 2:
            return
        last = slice(line.count - 2, line.count)
        (x0, x1), (y0, y1) = (values[last].tolist() for values in line.getData())
        if math.isfinite(x0 + x1 + y0 + y1):
            painter.setPen(self._kept[line].drawn_with)
            painter.drawLine(QLineF(x0, y0, x1, y1))


def is_opaque(pen: QPen) -> bool:
    """Whether nothing is seen through what a pen draws: pieces of a line may then overlap."""
    return pen.color().alpha() == 255
