"""Where the runs were at one step: a hollow dot on each path."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor

from gdsim.app.look.theme import Theme, series_colour
from gdsim.app.look.type_size import thick
from gdsim.app.views.plot import Plot
from gdsim.app.views.spots import Spots

SIZE = 9  # px


class StepMarks:
    """Draws dots on a plot, one for each run that has not stopped before the step."""

    def __init__(self, plot: Plot, depth: float) -> None:
        self.dots = Spots()
        plot.add_item(self.dots, depth)
        self._paths: tuple[tuple[int, ...], np.ndarray, np.ndarray] | None = None
        self._step: int | None = None

    def show_step(self, step: int | None, theme: Theme) -> None:
        """Mark another step, or none."""
        if step != self._step:
            self._step = step
            self._draw(theme)

    def show_paths(
        self, colours: tuple[int, ...], paths: np.ndarray, slots: np.ndarray, theme: Theme
    ) -> None:
        """Mark the step on other paths, (o, d, s, 2), with the steps of their points, (s,)."""
        self._paths = colours, paths, slots
        if self._step is not None:
            self._draw(theme)

    def clear(self) -> None:
        """Mark nothing: there are no paths."""
        self._paths = None
        self.dots.clear()

    @property
    def marked(self) -> list[tuple[int, tuple[float, float]]]:
        """The colour number and the place of each dot."""
        if self._paths is None or self._step is None:
            return []
        colours, paths, slots = self._paths
        slot = int(np.argmin(np.abs(slots - self._step)))
        return [
            (colour, (x, y))
            for colour, points in zip(colours, paths[:, :, slot], strict=True)
            for x, y in points[np.isfinite(points).all(axis=1)].tolist()
        ]

    def _draw(self, theme: Theme) -> None:
        self.dots.setData(
            [
                {"pos": place, "pen": pg.mkPen(series_colour(colour, theme), width=thick(2))}
                for colour, place in self.marked
            ],
            size=thick(SIZE),
            brush=QColor(theme.background),
        )
