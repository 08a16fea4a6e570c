"""How high the values of a quantity are drawn: logarithms above a floor, or as they are."""

from __future__ import annotations

from typing import Any

import numpy as np

from gdsim.app.translation import tr
from gdsim.app.views.quantities import Quantities, Quantity
from gdsim.app.views.scales import extent, floor, linear_extent, logarithms
from gdsim.app.worker.curves import Curves
from gdsim.app.worker.scene import Scene
from gdsim.engine.verdict import Verdict


class Heights:
    """The heights of values on the axis that `choice` has, whose floor is that of the last scene.

    What is computed of complete curves is kept, so that it is the same array for the same curves.
    """

    def __init__(self, choice: Quantities) -> None:
        self._choice = choice
        self._floor = 0.0
        self._floors: tuple[Scene, tuple[float, str]] | None = None  # of the last complete curves
        self._complete: tuple[tuple[Any, ...], np.ndarray] | None = None  # and their heights

    def take_floor(self, whole: Scene, quantity: Quantity) -> str:
        """Subtract from losses what suits the complete curves; return the name of the axis."""
        self._floor, name = self._floor_of(whole, quantity)
        return name

    def of(self, values: np.ndarray, quantity: Quantity) -> np.ndarray:
        """The heights of values; NaN for what is not drawn."""
        if quantity.is_share:
            return values
        if self._choice.is_log:
            return logarithms(values, self._floor)
        return np.where(np.isfinite(values), values, np.nan)

    def of_bands(self, bands: np.ndarray, quantity: Quantity, many: bool) -> np.ndarray:
        """The heights of bands, (o, 3, s), which of single runs are one line three times."""
        if many:
            return self.of(bands, quantity)
        return np.broadcast_to(self.of(bands[:, :1], quantity), bands.shape)

    def of_complete(self, every: Curves, quantity: Quantity, many: bool) -> np.ndarray:
        """The heights of the complete curves: the same array as long as they are the same."""
        asked = every.bands, quantity, self._choice.is_log
        known = self._complete
        if known is None or any(a is not b for a, b in zip(known[0], asked, strict=True)):
            known = self._complete = asked, self.of_bands(every.bands, quantity, many)
        return known[1]

    def ends(
        self, scene: Scene, heights: np.ndarray, shown: list[int], quantity: Quantity
    ) -> tuple[float, float] | None:
        """The heights between which curves are seen; None if there is nothing to see."""
        if quantity.is_share:
            finite = heights[shown][np.isfinite(heights[shown])]
            return (max(float(finite.min()) - 0.05, 0.0), 1.0) if finite.size else None
        diverged = (scene.verdict == Verdict.DIVERGED).any(axis=1)
        calm = heights[[index for index in shown if not diverged[index]]]
        if self._choice.is_log:
            ends = extent(heights[shown], calm, not quantity.is_derived)
        else:
            ends = linear_extent(heights[shown], calm)
        if ends is None or quantity.edge is None:
            return ends
        edge = float(np.log10(quantity.edge)) if self._choice.is_log else quantity.edge
        return min(ends[0], edge), max(ends[1], edge)

    def _floor_of(self, whole: Scene, quantity: Quantity) -> tuple[float, str]:
        if quantity.is_derived or whole.finals:
            return 0.0, quantity.axis_of(whole)
        if not self._choice.is_log:
            return 0.0, tr(quantity.axis)
        known = self._floors
        if known is None or known[0] is not whole:
            known = self._floors = whole, floor(whole)
        return known[1]
