"""Samples of a network in the plane of two of their inputs."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from gdsim.app.look.strokes import with_opacity
from gdsim.app.look.theme import class_colour, class_mark, value_colours
from gdsim.app.look.type_size import thick
from gdsim.app.views import surface as pictures
from gdsim.app.views.run_view import RunView
from gdsim.app.views.spots import shared
from gdsim.app.worker.background import Background
from gdsim.objectives.datasets import Data

ALIKE = 4.0  # sides with at most this ratio have the same scale


class SamplePlane(RunView):
    """Draws samples over two of their inputs, in the colours and marks of their targets."""

    LIKE_UNITS = True  # whether both inputs are measured alike

    def __init__(self, background: Background) -> None:
        super().__init__("x1", "x2", background)
        self.columns = 0, 1  # the inputs along x and y

    def axis_names(self, data: Data) -> tuple[str, str]:
        """The names of the two inputs."""
        across, upwards = (data.raw_names[column].replace("_", " ") for column in self.columns)
        return across, upwards

    def fit(self) -> None:
        """Show all samples."""
        if self._network is not None:
            left, right, bottom, top = pictures.box_of(self._network.data, self.columns)
            ratio = (right - left) / (top - bottom)
            self.box.setAspectLocked(self.LIKE_UNITS and 1 / ALIKE <= ratio <= ALIKE)
            self.box.setRange(QRectF(left, bottom, right - left, top - bottom), padding=0)

    def draw_samples(self, data: Data) -> None:
        """Draw the samples in the colours of their targets, those of the test hollow."""
        for item, test in ((self._train, False), (self._test, True)):
            part = pictures.samples(data, test)
            colours = self._colours_of(data, part.marks)
            symbols = [class_mark(int(mark)) for mark in part.marks] if data.classes else "o"
            ground = QColor(self.theme.background)
            look: dict[str, Any]
            if test:  # hollow, with a veil so that they stand out on the surface
                veil = pg.mkBrush(with_opacity(ground, 0.6)) if data.classes else None
                look = {"pen": shared(partial(pg.mkPen, width=1.6), colours), "brush": veil}
            else:
                edge = pg.mkPen(with_opacity(ground, 0.85))
                look = {"pen": edge, "brush": shared(pg.mkBrush, colours)}
            xs, ys = part.points[:, list(self.columns)].T
            item.setData(xs, ys, size=thick(6.5 if test else 8), symbol=symbols, **look)

    def _colours_of(self, data: Data, marks: np.ndarray) -> list[QColor]:
        if data.classes:
            colours = [class_colour(index, self.theme) for index in range(len(data.classes))]
            return [colours[int(mark)] for mark in marks]
        ends = pictures.ends_of(data)
        table = pictures.coloured(marks[:, 0], ends, value_colours())
        return [QColor(red, green, blue, alpha) for red, green, blue, alpha in table.tolist()]
