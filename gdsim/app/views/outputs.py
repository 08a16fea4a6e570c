"""A network of two inputs from above: its samples, and its outputs everywhere between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor

from gdsim.app.look.figures import figures
from gdsim.app.look.strokes import with_opacity
from gdsim.app.look.theme import (
    Theme,
    class_colour,
    pale_colours,
    rgb,
)
from gdsim.app.look.type_size import thick
from gdsim.app.translation import tr
from gdsim.app.views import surface as pictures
from gdsim.app.views.plot import draw_picture
from gdsim.app.views.run_view import Job
from gdsim.app.views.sample_plane import SamplePlane
from gdsim.app.views.surface import Surface
from gdsim.app.worker.background import Background
from gdsim.objectives.datasets import Data


class OutputsView(SamplePlane):
    """Draws one run of a network of two raw inputs."""

    def __init__(self, background: Background) -> None:
        super().__init__(background)
        self.surface: Surface | None = None
        self._picture = pg.ImageItem(axisOrder="row-major")
        self._border = pg.PlotCurveItem(antialias=True)
        for depth, item in enumerate((self._picture, self._border, self._test, self._train)):
            self.add_item(item, depth)
        self.raise_axes()
        self.box.sigRangeChanged.connect(lambda *_: self._redraw.start())

    def ask_for(self, job: Job) -> None:
        """Have the outputs over the visible box computed in the background."""
        paint = self._painter(job.network.data)

        def work() -> tuple[Surface, np.ndarray]:
            surface = pictures.surface(job.own, job.focus.params, job.box, job.dtype)
            if job.over_seeds and len(job.focus.seeds) and job.network.data.classes:
                mean = pictures.mean_shares(job.own, job.focus.seeds, job.box, job.dtype)
                surface = replace(surface, mean=mean)
            return surface, paint(surface)

        self._helper.ask("surface", work, lambda pair: self._show(job, *pair))

    def clear_outputs(self) -> None:
        """Draw no outputs."""
        self.surface = None
        self._picture.clear()
        self._border.setData([], [])

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        if self.surface is not None and self._network is not None:
            picture = self._painter(self._network.data)(self.surface)
            self._draw_surface(self.surface, picture)
        self._asked = None  # what is asked for would come in the old colours
        self.compute()

    def read(self, x: float, y: float) -> str:
        """The inputs, and the output of the network for them."""
        if self._network is None:
            return ""
        data = self._network.data
        first, second = data.raw_names
        place = f"{first} {figures(x, 3)}   {second} {figures(y, 3)}"
        return place if self.surface is None else place + _output_at(self.surface, data, x, y)

    def _show(self, job: Job, surface: Surface, picture: np.ndarray) -> None:
        if self.accepts(job):
            self.surface = surface
            self._draw_surface(surface, picture)
            self.read_again()

    def _painter(self, data: Data) -> Callable[[Surface], np.ndarray]:
        """A function from a surface to its picture in the theme's colours, for any thread."""
        if data.classes:
            colours, ground = self._class_colours(len(data.classes))
            return lambda surface: pictures.blended(
                surface.outputs if surface.mean is None else surface.mean, colours, ground
            )
        ends, table = pictures.ends_of(data), pale_colours(self.theme)
        return lambda surface: pictures.coloured(surface.outputs[..., 0], ends, table)

    def _draw_surface(self, surface: Surface, picture: np.ndarray) -> None:
        draw_picture(self._picture, picture, surface.box)
        ink = with_opacity(QColor(self.theme.text), 0.55)
        self._border.setPen(pg.mkPen(ink, width=thick(1.2)))
        self._border.setData(surface.border[:, 0], surface.border[:, 1], connect="finite")

    def _class_colours(self, count: int) -> tuple[np.ndarray, np.ndarray]:
        colours = [rgb(class_colour(index, self.theme)) for index in range(count)]
        return np.array(colours), rgb(self.theme.background)


def _output_at(surface: Surface, data: Data, x: float, y: float) -> str:
    """The output at the nearest point of a surface, in words."""
    left, right, bottom, top = surface.box
    rows, columns = surface.outputs.shape[0] - 1, surface.outputs.shape[1] - 1
    column = int(np.clip((x - left) / (right - left) * columns + 0.5, 0, columns))
    row = int(np.clip((y - bottom) / (top - bottom) * rows + 0.5, 0, rows))
    outputs = surface.outputs[row, column]
    if not data.classes:
        return "   " + tr("output {numbers}", numbers=figures(float(outputs[0]), 3))
    if not np.isfinite(outputs).all():
        return "   " + tr("output undefined")
    best = int(np.argmax(outputs))
    words = f"   {data.classes[best]} {outputs[best]:.0%}"
    if surface.mean is None:
        return words
    share = f"{surface.mean[row, column, best]:.0%}"
    return words + "   " + tr("mean of the seeds {share}", share=share)
