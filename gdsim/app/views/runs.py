"""The runs that views of an objective draw one by one, and the pens that draw them."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPen

from gdsim.app.look.strokes import paler, stroke
from gdsim.app.look.theme import Theme
from gdsim.app.views.nearest_run import nearest_run

FEW = 8_000  # points in all, up to which curves are 2 px wide: wide pens are slower
CLOUD = 0.4  # opacity of the lines of many runs
AHEAD = 0.6, 0.12  # opacity of what has not been played yet, of one run and, at least, of many
LIT = 1.6  # times that of the optimizer under the mouse
FADED = 0.25  # share of the opacity of all optimizers but the one under the mouse


class Runs(NamedTuple):
    """The paths (o, d, s, 2) of runs and their heads (o, d, 2), on two axes.

    lit: the colour number of the optimizer that stands out. lost: (o, d) the runs that diverged.
    ahead: the complete paths, (o, d, t, 2), which are drawn pale under what has been played.
    numbers: (d,) those of the runs among all of an optimizer.
    """

    colours: tuple[int, ...]
    hidden: frozenset[int]
    lit: int | None
    paths: np.ndarray
    heads: np.ndarray
    lost: np.ndarray
    theme: Theme
    ahead: np.ndarray | None
    numbers: np.ndarray

    @property
    def shown(self) -> list[int]:
        """The places of the optimizers that are not hidden."""
        return [i for i, colour in enumerate(self.colours) if colour not in self.hidden]

    @property
    def whole(self) -> np.ndarray:
        """The complete paths if they are known, else what has been played."""
        return self.paths if self.ahead is None else self.ahead

    def path(self, run: tuple[int, int] | None) -> np.ndarray:
        """(s, 2): the path of a run, by its colour and number, if it is one of several drawn."""
        if run is not None and run[0] in self.colours and run[0] not in self.hidden:
            drawn = np.flatnonzero(self.numbers == run[1])
            if len(self.numbers) > 1 and drawn.size:
                path: np.ndarray = self.whole[self.colours.index(run[0]), drawn[0]]
                return path
        return np.empty((0, 2))

    def near(self, place: QPointF, pixel: np.ndarray) -> tuple[int, int] | None:
        """The colour and number of the run at a place, where there are several."""
        shown = self.shown
        if len(self.numbers) < 2 or not shown:
            return None
        near = nearest_run((place.x(), place.y()), self.heads[shown], self.whole[shown], pixel)
        return None if near is None else (self.colours[shown[near[0]]], int(self.numbers[near[1]]))

    def strength(self, colour: int) -> float:
        """The opacity of an optimizer: the others fade where one is lit."""
        return FADED if self.lit not in (None, colour) else 1.0

    def played(self, colour: int, is_wide: bool) -> QPen:
        """The pen of what an optimizer has played."""
        width = (2.6 if self.lit == colour else 1.8) if is_wide else 1.0
        many = self.paths.shape[1] > 1 and self.lit is None  # below which the map is to be seen
        opacity = (CLOUD if many else 1.0) * self.strength(colour)
        return pen(colour, self.theme, width, True, opacity)

    def unplayed(self, colour: int) -> QPen:
        """The pen of the complete path of an optimizer."""
        opacity = max(AHEAD[0] / math.sqrt(self.paths.shape[1]), AHEAD[1])
        opacity = min(opacity * (LIT if self.lit == colour else 1.0), 1.0)
        return pen(colour, self.theme, 1.0, False, opacity * self.strength(colour))


@lru_cache(256)
def pen(colour: int, theme: Theme, width: float, dashed: bool, opacity: float) -> QPen:
    """The pen of an optimizer, see-through. It is shared: a copy of it may be changed."""
    return paler(stroke(colour, theme, width, dashed), opacity)


def faded(pen: QPen, dim: bool) -> QPen:
    """The pen, pale if `dim`."""
    return paler(pen, FADED) if dim else pen
