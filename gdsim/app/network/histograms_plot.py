"""Histograms of the activations of each hidden layer, one above the other."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsPolygonItem

from gdsim.app.look.figures import figures
from gdsim.app.look.strokes import with_opacity
from gdsim.app.look.theme import Theme, series_colour
from gdsim.app.look.type_size import thick
from gdsim.app.translation import tr
from gdsim.app.views.axis import Axis
from gdsim.app.views.pixels import IndexAxis
from gdsim.app.views.plot import Plot

TALL = 0.86  # of the room of a layer that its largest bin takes
Histogram = tuple[np.ndarray, np.ndarray]  # edges, (bins + 1,), and shares, (bins,)


class HistogramsPlot(Plot):
    """Draws a histogram per hidden layer, the first at the bottom, over one axis of activations.

    Heights are roots of shares, or the zeros of a relu would leave nothing of the rest; each is as
    high as its room: forms are compared, not counts.
    """

    def __init__(self) -> None:
        axes = {"bottom": Axis("bottom"), "left": IndexAxis("left")}
        super().__init__(tr("activation"), tr("hidden layer"), axes=axes)
        self._histograms: tuple[Histogram, ...] = ()
        self._items: list[QGraphicsPolygonItem] = []
        self._colour = 0
        self.box.disableAutoRange()
        self.box.setMouseEnabled(x=False, y=False)

    def show_histograms(self, histograms: tuple[Histogram, ...], colour: int) -> None:
        """Draw the histograms of a run of a colour."""
        self._histograms, self._colour = histograms, colour
        for item in self._items:
            self.box.removeItem(item)
        self._items = [QGraphicsPolygonItem(outline(each, place))
                       for place, each in enumerate(histograms)]  # fmt: skip
        for item in self._items:
            self.add_item(item, 10)
        self._set_pens()
        axis = self.item.getAxis("left")
        axis.named = [(i + 0.5, str(i + 1)) for i in range(len(histograms))]
        axis.picture = None
        if histograms:
            low = min(float(edges[0]) for edges, _ in histograms)
            high = max(float(edges[-1]) for edges, _ in histograms)
            room = 0.03 * (high - low)
            shown = QRectF(low - room, 0, high - low + 2 * room, len(histograms))
            self.box.setRange(shown, padding=0)
        self.read_again()

    def clear(self) -> None:
        """Draw nothing."""
        self.show_histograms((), self._colour)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        self._set_pens()

    def read(self, x: float, y: float) -> str:
        """The layer, the bin, and its share of the activations."""
        layer = int(np.floor(y))
        if not 0 <= layer < len(self._histograms):
            return ""
        edges, shares = self._histograms[layer]
        words = [tr("layer {number}", number=layer + 1)]
        at = int(np.searchsorted(edges, x, side="right")) - 1
        if 0 <= at < len(shares):
            low, high = (figures(float(edge), 3) for edge in edges[at : at + 2])
            words += [tr("{low} to {high}", low=low, high=high), f"{shares[at]:.1%}"]
        return "   ".join(words)

    def _set_pens(self) -> None:
        colour = QColor(series_colour(self._colour, self.theme))
        pen = QPen(colour, thick(1.2))
        pen.setCosmetic(True)
        for item in self._items:
            item.setPen(pen)
            item.setBrush(QBrush(with_opacity(colour, 0.35)))


def outline(histogram: Histogram, place: int) -> QPolygonF:
    """The steps of a histogram that stands at the height `place`."""
    edges, shares = histogram
    largest = float(shares.max())
    tops = place + TALL * np.sqrt(shares / (largest if largest > 0 else 1.0))
    xs = np.repeat(edges, 2)
    ys = np.concatenate([[place], np.repeat(tops, 2), [place]])
    return QPolygonF([QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)])
