"""The gradients of samples and batches as points, about the full gradient as an arrow."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPen

from gdsim.app.look.figures import figures
from gdsim.app.look.strokes import with_opacity
from gdsim.app.look.theme import Theme, series_colour
from gdsim.app.look.type_size import thick
from gdsim.app.network.batches_work import Picture
from gdsim.app.translation import grouped, tr
from gdsim.app.views.arrows import Arrows
from gdsim.app.views.plot import Plot
from gdsim.app.views.polyline import Polyline
from gdsim.app.views.spots import Spots

NEAR = 8.0  # px to the point that is read
MARGIN = 0.08  # of what is seen, round all that is drawn
LEAST = 0.4  # of what is seen that it takes up, else the view comes nearer
FAR = 0.25  # share of samples on each side that may be out of sight where there are batches


class BatchesPlot(Plot):
    """Draws gradients; equal lengths are equal in both directions, unless they are two weights."""

    def __init__(self) -> None:
        super().__init__()
        self.picture: Picture | None = None
        self.has_samples = True
        self._colour, self._is_zoomed, self._is_wide = 0, False, False
        self._singles, self._batches, self._present = Spots(), Spots(), Spots()
        self._ellipse = Polyline()
        self._zero = [pg.InfiniteLine(0.0, angle=angle) for angle in (0, 90)]
        for item in self._zero:
            self.add_item(item, 1)
        items = (self._singles, self._batches, self._ellipse, self._present)
        for depth, item in enumerate(items, start=10):
            self.add_item(item, depth)
        self.arrow = Arrows(self, 30, 2.4)
        self.box.disableAutoRange()
        self.box.sigRangeChangedManually.connect(lambda *_: self._zoomed())
        self.box.sigRangeChanged.connect(lambda *_: self._place_arrow())
        self.box.sigResized.connect(lambda *_: self._place_arrow())

    def show_picture(self, picture: Picture, colour: int, names: tuple[str, str]) -> None:
        """Draw a picture of a run of a colour; names: of the two directions."""
        old, self.picture, self._colour = self.picture, picture, colour
        if names != (self.names["bottom"], self.names["left"]):
            self.name_axes(*names)
        if old is None or old.job.pair != picture.job.pair:
            self._is_zoomed = self._is_wide = False
            self.box.setAspectLocked(picture.job.pair is None)
        self._draw()
        self.read_again()

    def show_samples(self, wanted: bool) -> None:
        """Draw the gradients of single samples, or leave them out."""
        self.has_samples = wanted
        self._draw()

    def fit(self) -> None:
        """Show all of it, the samples too that are far from all batches."""
        self._is_zoomed, self._is_wide = False, True
        self._draw(closely=True)

    def clear(self) -> None:
        """Draw nothing."""
        self.picture = None
        for spots in (self._singles, self._batches, self._present):
            spots.clear()
        self._ellipse.set_points(np.empty(0), np.empty(0))
        self.arrow.clear()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        for line in self._zero:
            line.setPen(pg.mkPen(theme.line, width=thick(1)))
        self._draw()

    def read(self, x: float, y: float) -> str:
        """The batch or the sample under the mouse."""
        picture = self.picture
        if picture is None:
            return ""
        at = self._nearest(picture.batches, x, y)
        if at is not None:
            step, angle = int(picture.cloud.steps[at]), figures(picture.cloud.angles[at], 3)
            words = [tr("batch of step {step}", step=grouped(step))]
            words.append(tr("{angle}° from the full gradient", angle=angle))
            return "   ".join(words)
        at = self._nearest(picture.singles, x, y) if self.has_samples else None
        if at is None:
            return ""
        length = figures(float(np.linalg.norm(picture.cloud.singles[at])), 3)
        number = grouped(int(picture.cloud.samples[at]))
        return tr("sample {number}   length {length}", number=number, length=length)

    def _nearest(self, places: np.ndarray, x: float, y: float) -> int | None:
        away = np.linalg.norm((places - (x, y)) / self.pixel, axis=1)
        away = np.where(np.isfinite(away), away, np.inf)
        at = int(away.argmin()) if len(away) else -1
        return at if at >= 0 and away[at] <= NEAR else None

    def _zoomed(self) -> None:
        self._is_zoomed = True

    def _draw(self, closely: bool = False) -> None:
        picture = self.picture
        if picture is None:
            return
        if not self._is_zoomed:
            self._show_all(picture, closely)
        theme = self.theme
        colour = QColor(series_colour(self._colour, theme))
        look = theme.name, colour.name(), thick(1)
        singles = picture.singles if self.has_samples else np.empty((0, 2))
        pale = pg.mkBrush(with_opacity(QColor(theme.muted), 0.55))
        self._singles.show(singles, look, size=thick(4), symbol="o", brush=pale, pen=None)
        batches = picture.batches if picture.is_noisy else np.empty((0, 2))
        edge = pg.mkPen(theme.background, width=thick(1))
        self._batches.show(
            batches, look, size=thick(9), symbol="o", brush=pg.mkBrush(colour), pen=edge
        )
        present = batches[[picture.cloud.present]] if len(batches) else batches
        ring = pg.mkPen(theme.text, width=thick(2))
        self._present.show(present, look, size=thick(15), symbol="o", brush=None, pen=ring)
        ellipse = picture.ellipse if picture.is_noisy else np.empty((0, 2))
        self._ellipse.setPen(QPen(colour, thick(1.6)))
        self._ellipse.set_points(ellipse[:, 0], ellipse[:, 1])
        self._place_arrow()

    def _place_arrow(self) -> None:
        if self.picture is None or not np.isfinite(self.picture.full).all():
            return
        lengths = self.picture.full / self.pixel
        self.arrow.show_arrows(np.zeros((1, 2)), lengths[None], QColor(self.theme.text))

    def _show_all(self, picture: Picture, closely: bool) -> None:
        """Show all that is drawn; the view stays while that is in it and not too small."""
        parts = [np.zeros((1, 2)), picture.full[None], picture.batches]
        if picture.is_noisy:
            parts.append(picture.ellipse)
        if self.has_samples:
            known = picture.singles[np.isfinite(picture.singles).all(axis=1)]
            far = FAR if picture.is_noisy and not self._is_wide else 0.0
            parts.append(np.quantile(known, (far, 1 - far), axis=0) if len(known) else known)
        places = np.concatenate(parts)
        places = places[np.isfinite(places).all(axis=1)]
        low, high = places.min(axis=0), places.max(axis=0)
        ends = np.array(self.box.viewRange()).T
        share = ((high - low) / np.ptp(ends, axis=0)).max()
        is_inside = bool((low >= ends[0]).all() and (high <= ends[1]).all())
        if is_inside and share > LEAST and not closely:
            return
        size = np.maximum(high - low, max(1e-9 * float(np.abs(places).max()), 1e-300))
        size = np.maximum(size, 1e-3 * size.max())
        room = MARGIN * size
        self.box.setRange(QRectF(*(low - room), *(high - low + 2 * room)), padding=0)
