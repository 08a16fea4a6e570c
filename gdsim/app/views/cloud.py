"""A cloud of runs as density: how many are where, in the hue of their optimizer."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QObject, Signal

from gdsim.app.look.theme import Theme, rgb, series_colour
from gdsim.app.model.cut import Cut
from gdsim.app.views.landscape import WHOLE, Box
from gdsim.app.views.plot import Plot
from gdsim.app.worker.background import Background
from gdsim.app.worker.scene import Scene
from gdsim.engine.places import counts, shaded

CELL = 3  # px of a cell in which runs are counted
FAINTEST, STRONGEST = 0.06, 0.85  # opacity of one run in a cell and of the most


class Cloud(QObject):
    """Draws where the runs of a scene are, counted in the background for what is seen."""

    counted = Signal()  # a picture is there, or none is to be

    def __init__(self, plot: Plot, background: Background, depth: float) -> None:
        super().__init__(plot)
        self._plot, self._helper = plot, background
        self.picture = pg.ImageItem(axisOrder="row-major")
        plot.add_item(self.picture, depth)
        self._places = np.empty((0, 0, 2), np.float32)
        self._hues = np.empty((0, 3))
        self._is_asked = self._is_late = False  # for a picture; it shows what has changed since
        self._cut: Cut = WHOLE

    def show(self, scene: Scene, hidden: frozenset[int], theme: Theme, cut: Cut) -> None:
        """Draw the cloud of a scene, which may have none, in a plane."""
        self._cut = cut
        if not scene.cloud.size:
            self.clear()
            return
        shown = [i for i, colour in enumerate(scene.colours) if colour not in hidden]
        hues = [rgb(series_colour(scene.colours[i], theme)) for i in shown]
        is_whole = len(shown) == len(scene.colours)  # and then not copied
        self._places = scene.cloud if is_whole else scene.cloud[shown]
        self._hues = np.array(hues).reshape(-1, 3)
        self.compute()

    @property
    def is_counting(self) -> bool:
        """Whether a picture is asked for, and not there yet."""
        return self._is_asked

    def clear(self) -> None:
        """Draw none."""
        self._places = np.empty((0, 0, 2), np.float32)
        self._is_asked = self._is_late = False
        self._clear_picture()

    def compute(self) -> None:
        """Have the runs counted in the cells that are seen, when the last picture is there.

        Frames may come faster than pictures can be made.
        """
        if not self._places.size:
            self._clear_picture()
            return
        if self._is_asked:
            self._is_late = True
            return
        self._is_asked = True
        (left, right), (bottom, top) = self._plot.box.viewRange()
        size = self._plot.box.boundingRect()
        shape = max(1, int(size.height() / CELL)), max(1, int(size.width() / CELL))
        box, places, hues = (left, right, bottom, top), self._places, self._hues
        cut = self._cut
        self._helper.ask(
            "cloud",
            lambda: painted(counts(cut.project(places), box, shape), hues),
            lambda colours: self._draw(colours, box),
            lambda _: self._go_on(),
        )

    def _clear_picture(self) -> None:
        if self.picture.image is not None:
            self.picture.clear()

    def _draw(self, colours: np.ndarray, box: Box) -> None:
        if not self._places.size:
            self._is_asked = False
            self.counted.emit()
            return
        left, right, bottom, top = box
        self.picture.setImage(colours, levels=None, autoLevels=False)
        self.picture.setRect(left, bottom, right - left, top - bottom)
        self._go_on()

    def _go_on(self) -> None:
        """The last picture is there, or could not be made: the next one may be."""
        self._is_asked = False
        if self._is_late:
            self._is_late = False
            self.compute()
        self.counted.emit()


def painted(counted: np.ndarray, hues: np.ndarray) -> np.ndarray:
    """(rows, columns, 4): counts as opacity by their logarithm, each optimizer in its hue."""
    return shaded(counted, hues, FAINTEST, STRONGEST)
