"""The map of a stored result: a pixel is a run, or several; what is seen of it is drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, QTimer, Signal

from gdsim.app.look.figures import figures
from gdsim.app.look.theme import (
    ENDED_WORDS,
    Theme,
    lost_colours,
    rgba,
    value_colours,
)
from gdsim.app.model.stored import VERDICT, Stored, StoredPicture
from gdsim.app.translation import tr
from gdsim.app.views.numbers import axis_title
from gdsim.app.views.pixels import IndexAxis, named_places
from gdsim.app.views.plane_colours import on_scale, scale
from gdsim.app.views.plot import Plot
from gdsim.app.views.surface import coloured
from gdsim.engine.verdict import Verdict

SETTLE = 40  # ms after the last zoom or pan until what is seen is read
LEAST = 2.0  # pixels that are seen at least along each side
GONE = 128  # of the colours of runs that diverged


class StoredMap(Plot):
    """Draws pictures of a stored result; asks for what is seen, and says which pixel is clicked."""

    moved = Signal()  # other pixels are seen
    picked = Signal(int, int)  # the indices along x and y of a pixel that was clicked

    def __init__(self) -> None:
        super().__init__(axes={"bottom": IndexAxis("bottom"), "left": IndexAxis("left")})
        self.image = pg.ImageItem(axisOrder="row-major")
        self.add_item(self.image, 0)
        self.raise_axes()
        self.stored: Stored | None = None
        self.picture: StoredPicture | None = None
        self.ends: tuple[float, float] | None = None
        self.log = False
        self._settle = QTimer(self, singleShot=True, interval=SETTLE)
        self._settle.timeout.connect(self.moved)
        self.box.disableAutoRange()
        self.box.sigRangeChanged.connect(lambda *_: self._settle.start())
        self.scene().sigMouseClicked.connect(self._mouse_clicked)

    def show_axes(self, stored: Stored, x: str, y: str) -> None:
        """Another result, or other dimensions: everything of it is seen first."""
        self.stored, self.picture = stored, None
        self.image.clear()
        self.name_axes(stored.title(x), stored.title(y))
        for side, name, most in (("bottom", x, 8), ("left", y, 12)):
            axis = self.item.getAxis(side)
            axis.named = named_places(stored.experiment, stored.experiment.labels, name, most)
            axis.picture = None
            axis.update()
        columns, rows = stored.sizes[x], stored.sizes[y]
        self.box.setLimits(
            xMin=-columns, xMax=2.0 * columns, yMin=-rows, yMax=2.0 * rows,
            minXRange=min(LEAST, columns), minYRange=min(LEAST, rows),
        )  # fmt: skip
        self._whole = QRectF(-0.5, -0.5, columns, rows)
        self.fit()

    def fit(self) -> None:
        """Show the whole map."""
        if self.stored is not None:
            self.box.setRange(self._whole, padding=0)

    def seen(self) -> tuple[slice, slice]:
        """The indices that are seen along x and y; some may not exist."""
        (left, right), (bottom, top) = self.box.viewRange()
        return _indices(left, right), _indices(bottom, top)

    def draw(self, picture: StoredPicture) -> None:
        """Draw a picture of the pixels that are seen."""
        self.picture = picture
        x, y = (_edges(numbers) for numbers in (picture.columns, picture.rows))
        self.image.setImage(self._painted(picture), levels=None, autoLevels=False)
        self.image.setRect(QRectF(x[0], y[0], x[1] - x[0], y[1] - y[0]))
        self.read_again()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        if self.picture is not None:
            self.draw(self.picture)

    def read(self, x: float, y: float) -> str:
        """The run there, and what became of it."""
        pixel, picture, stored = self._pixel(x, y), self.picture, self.stored
        if pixel is None or picture is None or stored is None:
            return ""
        row, column = pixel
        wanted = picture.wanted
        places = {wanted.x: int(picture.columns[column]), wanted.y: int(picture.rows[row])}
        words = [self._place(stored, dim, index) for dim, index in places.items()]
        return "   ".join([*words, self._fate(picture, row, column)])

    @staticmethod
    def _place(stored: Stored, dim: str, index: int) -> str:
        value = stored.values[dim][index]
        words = str(value) if isinstance(value, str) else figures(float(value))
        return words if isinstance(value, str) else f"{axis_title(dim)} {words}"

    @staticmethod
    def _fate(picture: StoredPicture, row: int, column: int) -> str:
        if not picture.known[row, column]:
            return tr("not computed yet")
        verdict = tr(ENDED_WORDS[Verdict(int(picture.verdict[row, column]))])
        if picture.wanted.quantity == VERDICT or picture.gone[row, column]:
            return verdict
        return f"{picture.title} {figures(float(picture.values[row, column]))}, {verdict}"

    def _pixel(self, x: float, y: float) -> tuple[int, int] | None:
        """The row and the column of the pixel at a place."""
        picture = self.picture
        if picture is None:
            return None
        sides = ((y, picture.rows), (x, picture.columns))
        spans = [(place, numbers, _edges(numbers)) for place, numbers in sides]
        if not all(low <= place < high for place, _, (low, high) in spans):
            return None
        row, column = (
            int((place - low) / (high - low) * len(numbers))
            for place, numbers, (low, high) in spans
        )
        return row, column

    def _painted(self, picture: StoredPicture) -> np.ndarray:
        """(rows, columns, 4) bytes, transparent where nothing was computed."""
        if picture.wanted.quantity == VERDICT:
            table = np.array([rgba(self.theme.verdict(each)) for each in Verdict], np.uint8)
            colours, self.ends = table[np.maximum(picture.verdict, 0)], None
        else:
            self.ends, self.log = scale(np.where(picture.gone, np.nan, picture.values))
            heights = on_scale(picture.values, self.ends, self.log)
            colours = coloured(heights, self.ends, value_colours())
            colours[picture.gone] = lost_colours()[GONE]
        colours[~picture.known] = 0
        return np.ascontiguousarray(colours)

    def _mouse_clicked(self, event: Any) -> None:
        place, picture = self.click_place(event), self.picture
        pixel = None if place is None else self._pixel(place.x(), place.y())
        if pixel is not None and picture is not None:
            self.picked.emit(int(picture.columns[pixel[1]]), int(picture.rows[pixel[0]]))


def _indices(low: float, high: float) -> slice:
    return slice(int(np.floor(low + 0.5)), int(np.ceil(high + 0.5)))


def _edges(numbers: np.ndarray) -> tuple[float, float]:
    """What the pixels with these indices cover."""
    every = float(numbers[1] - numbers[0]) if len(numbers) > 1 else 1.0
    return float(numbers[0]) - 0.5, float(numbers[-1]) + every - 0.5
