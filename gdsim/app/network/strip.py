"""A strip of colours: a quantity of each layer over the steps of a run."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QWheelEvent

from gdsim.app.look.figures import figures
from gdsim.app.look.theme import Theme, value_colours
from gdsim.app.translation import grouped, tr
from gdsim.app.views.axis import Axis
from gdsim.app.views.pixels import IndexAxis
from gdsim.app.views.plot import Plot

WIDE = 320  # pixels of a strip, whatever steps were measured


class Strip(Plot):
    """Draws values (layers, s) at steps (s,): layers from the bottom, colours on a scale.

    A plot below it names the steps. ends: of the scale, from 0 to 1 for shares; else it is
    logarithmic, and they are base-10 logarithms.
    """

    def __init__(self, name: str, is_share: bool = False) -> None:
        super().__init__("", name, axes={"bottom": Axis("bottom"), "left": IndexAxis("left")})
        self._is_share = is_share
        self.ends = (0.0, 1.0)
        self._steps, self._values = np.empty(0), np.empty((0, 0))
        self._picture = pg.ImageItem(axisOrder="row-major")
        self.add_item(self._picture, 0)
        self.raise_axes()
        self.item.getAxis("bottom").counts = True
        self.box.disableAutoRange()
        self.box.setMouseEnabled(x=False, y=False)

    def show_values(self, steps: np.ndarray, values: np.ndarray, last: int) -> None:
        """Draw values up to a step, over an axis that ends at the last one."""
        self._steps, self._values = steps, values
        self.ends = (0.0, 1.0) if self._is_share else scale_of(values)
        self.item.getAxis("left").named = [(i + 0.5, str(i + 1)) for i in range(len(values))]
        self.item.getAxis("left").picture = None
        self.box.setRange(QRectF(0, 0, max(last, 1), max(len(values), 1)), padding=0)
        self._paint()
        self.read_again()

    def clear(self) -> None:
        """Draw nothing."""
        self._steps, self._values = np.empty(0), np.empty((0, 0))
        self._picture.clear()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # what it stands in is scrolled

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        self._paint()

    def read(self, x: float, y: float) -> str:
        """The layer, the step, and the value there."""
        at, layer = int(np.searchsorted(self._steps, x, side="right")) - 1, int(np.floor(y))
        if at < 0 or not 0 <= layer < len(self._values):
            return ""
        value = float(self._values[layer, at])
        words = f"{value:.0%}" if self._is_share else figures(value, 3)
        return "   ".join(
            [
                tr("layer {number}", number=layer + 1),
                tr("step {step}", step=grouped(int(self._steps[at]))),
                words,
            ]
        )

    def _paint(self) -> None:
        if not self._values.size:
            return
        last = float(self._steps[-1])
        columns = np.searchsorted(self._steps, np.linspace(0, last, WIDE), side="right") - 1
        values = self._values[:, np.maximum(columns, 0)]
        with np.errstate(all="ignore"):
            scaled = values if self._is_share else np.log10(values)
        low, high = self.ends
        scaled = np.where(np.isposinf(scaled), high, np.where(np.isneginf(scaled), low, scaled))
        ranks = np.clip((scaled - low) / (high - low) * 255, 0, 255)
        picture = value_colours()[np.nan_to_num(ranks).astype(np.uint8)].copy()
        picture[np.isnan(scaled), 3] = 0
        self._picture.setImage(picture, levels=None, autoLevels=False)
        self._picture.setRect(QRectF(0, 0, max(last, 1e-9), len(values)))


def scale_of(values: np.ndarray) -> tuple[float, float]:
    """The base-10 logarithms of the ends of a scale: at least one power of ten, at most sixteen."""
    known = values[np.isfinite(values) & (values > 0)]
    if not known.size:
        return 0.0, 1.0
    low, high = float(np.log10(known.min())), float(np.log10(known.max()))
    low = max(low, high - 16)
    if high - low < 1:
        low, high = (low + high - 1) / 2, (low + high + 1) / 2
    return low, high
