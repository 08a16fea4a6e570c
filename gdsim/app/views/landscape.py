"""The objective as a picture: values on a grid, ranked into colours, and contour lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdsim.app.model.cut import Cut, Pair
from gdsim.objectives import Objective
from gdsim.results.geometry.contours import contours

SIDE = 256  # values along each side of the map
LEVELS = 14  # contour lines
CURVE = 1024  # values along the curve of a function of one variable
WHOLE = Pair(("x", "y"), (0.0, 0.0))  # the plane of a function of two variables

Box = tuple[float, float, float, float]  # left, right, bottom, top


@dataclass(frozen=True, eq=False)
class Scale:
    """Values as heights from 0 to 1: half by rank, half by logarithm above the least.

    Ranks alone would draw a flat plain with the same contrast as a mountain; the logarithm alone
    leaves most of a map in one colour. `logs` and `ranks` are one line: the share of places that
    are lower, at some shares of the logarithm. Where all values are equal there are none.
    """

    least: float
    most: float
    unit: float
    logs: np.ndarray
    ranks: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray) -> Scale:
        """The scale of finite values (n,)."""
        if not values.size or values.max() == values.min():
            least = float(values.max()) if values.size else 0.0
            return cls(least, least, 1.0, np.empty(0), np.empty(0))
        least, most = float(values.min()), float(values.max())
        above = values - least
        unit = max(float(np.quantile(above, 0.1)), 1e-6 * float(above.max()))
        logs = np.log1p(above / unit) / np.log1p(above.max() / unit)
        ordered = np.quantile(logs, np.linspace(0, 1, 257))
        places, first = np.unique(ordered, return_index=True)
        return cls(least, most, unit, places, first / 256)

    def heights(self, values: np.ndarray) -> np.ndarray:
        """Values as heights; NaN stays."""
        if not self.logs.size:
            return np.where(np.isnan(values), np.nan, 0.5)
        logs = np.log1p((values - self.least) / self.unit)
        logs = logs / np.log1p((self.most - self.least) / self.unit)
        scaled: np.ndarray = 0.5 * np.interp(logs, self.logs, self.ranks) + 0.5 * logs
        return scaled


@dataclass(frozen=True)
class Landscape:
    """The picture that the map draws below the runs.

    Shapes: `ranks` (SIDE, SIDE) bytes, row 0 at the bottom, 0 low to 255 high, with `finite` False
    where the value is not; `heights` the same from 0 to 1, NaN where not finite; `lines` (n, 2)
    points with NaN rows between contour lines.
    """

    box: Box
    ranks: np.ndarray
    finite: np.ndarray
    heights: np.ndarray
    scale: Scale
    lines: np.ndarray


@dataclass(frozen=True)
class Field:
    """Gradients of an objective on a grid of a plane: (n, 2) places and slopes in it."""

    places: np.ndarray
    slopes: np.ndarray


@dataclass(frozen=True)
class Curve:
    """A function of one variable: (n,) places and values, NaN where not finite."""

    box: tuple[float, float]
    x: np.ndarray
    y: np.ndarray


def landscape(objective: Objective, box: Box, cut: Cut = WHOLE) -> Landscape:
    """The map of an objective over a box of a plane."""
    left, right, bottom, top = box
    xs, ys = np.linspace(left, right, SIDE), np.linspace(bottom, top, SIDE)
    points = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    values = np.asarray(objective.settled().evaluate(cut.points(points))).reshape(SIDE, SIDE)
    finite = np.isfinite(values)
    scale = Scale.of(values[finite])
    heights = scale.heights(np.where(finite, values, np.nan))
    ranks = np.clip(np.nan_to_num(heights) * 255, 0, 255).astype(np.uint8)
    lines = contours_of(xs, ys, heights)
    return Landscape(box, ranks, finite, heights.astype(np.float32), scale, lines)


def field(objective: Objective, box: Box, columns: int, rows: int, cut: Cut = WHOLE) -> Field:
    """The gradients of an objective along a plane, in the middle of each cell of a grid."""
    left, right, bottom, top = box
    xs = left + (np.arange(columns) + 0.5) * (right - left) / columns
    ys = bottom + (np.arange(rows) + 0.5) * (top - bottom) / rows
    places = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    slopes = np.asarray(objective.settled().gradient(cut.points(places)))
    return Field(places, cut.along(slopes))


def curve(objective: Objective, box: tuple[float, float]) -> Curve:
    """The curve of an objective of one variable over an interval."""
    xs = np.linspace(*box, CURVE)
    values = np.asarray(objective.settled().evaluate(xs[:, None]))
    return Curve(box, xs, np.where(np.isfinite(values), values, np.nan))


def contours_of(xs: np.ndarray, ys: np.ndarray, scaled: np.ndarray) -> np.ndarray:
    """Contour lines at even steps of the scaled height, as one list of points with NaN gaps."""
    finite = scaled[np.isfinite(scaled)]
    if not finite.size or finite.max() == finite.min():
        return np.empty((0, 2))
    levels = np.linspace(finite.min(), finite.max(), LEVELS + 2)[1:-1]
    return contours(xs, ys, scaled, levels)
