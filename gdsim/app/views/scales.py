"""The axes of the loss curves: the origin of a log axis, and the ends of curves and axes."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPolygonF

from gdsim.app.translation import tr
from gdsim.app.worker.scene import Scene

FEWEST_STEPS = 20
DECADES = 16.0  # shown below the highest value; float64 resolves no more
FULL, ROOM = 0.6, 0.1  # the share of an axis that is used at least; what it has beyond at each end
RISE = 6.0  # decades above the losses of the starts at most


def floor(scene: Scene) -> tuple[float, str]:
    """The number subtracted from losses so that a log axis can show them, and the axis's name."""
    minimum = scene.experiment.objective.minimum
    finite = scene.bands[np.isfinite(scene.bands)]
    least = min(float(finite.min()) if finite.size else 0.0, _least(scene.best_loss))
    noise = 1e-5 * (1 + abs(minimum or 0.0))
    if minimum is not None and least >= minimum - noise:
        return float(minimum), tr("loss") if minimum == 0 else tr("loss above the minimum")
    if least > 0:
        return 0.0, tr("loss")
    return least, tr("loss above the best seen")


def logarithms(losses: np.ndarray, floor_: float) -> np.ndarray:
    """log10 of losses above the floor; NaN for a NaN, the least positive one for 0."""
    with np.errstate(all="ignore"):
        above = losses - floor_
        positive = above[np.isfinite(above) & (above > 0)]
        tiny = max(float(positive.min()), 1e-300) if positive.size else 1e-16
        heights = np.log10(np.where(above > 0, above, tiny))
    heights[np.isnan(losses) | np.isinf(losses)] = np.nan
    return heights


def logarithms_above_zero(values: np.ndarray) -> np.ndarray:
    """log10 of values; NaN for those that have none, which leaves a gap in a line."""
    with np.errstate(all="ignore"):
        heights: np.ndarray = np.where(values > 0, np.log10(values), np.nan)
    return heights


def extent(heights: np.ndarray, calm: np.ndarray, is_loss: bool) -> tuple[float, float] | None:
    """The lowest and the highest height in view on a log axis; None if none is finite.

    A run that blows up must not press all others into one line. A loss may rise above the starts;
    other quantities end at the highest of the `calm` heights, those of runs that have not diverged.
    """
    finite = heights[np.isfinite(heights)]
    if not finite.size:
        return None
    top = float(finite.max())
    if is_loss:
        start = heights[..., 0][np.isfinite(heights[..., 0])]
        top = min(top, (float(start.max()) if start.size else 0.0) + RISE)
    elif np.isfinite(calm).any():
        top = float(calm[np.isfinite(calm)].max())
    low = max(min(float(finite.min()), top), top - DECADES)
    return (low, top) if top - low >= 1 else (low - 0.5, top + 0.5)


def fits(ends: tuple[float, float], axis: tuple[float, float]) -> bool:
    """Whether what is between two heights has room on an axis, and fills most of it."""
    (low, top), (bottom, high) = ends, axis
    return bottom <= low and top <= high and top - low >= FULL * (high - bottom)


def with_room(ends: tuple[float, float]) -> tuple[float, float]:
    """Two heights further apart, for what grows."""
    low, top = ends
    return low - ROOM * (top - low), top + ROOM * (top - low)


def linear_extent(heights: np.ndarray, calm: np.ndarray) -> tuple[float, float] | None:
    """The same on a linear axis, which ends at the highest of the calm heights."""
    finite, settled = heights[np.isfinite(heights)], calm[np.isfinite(calm)]
    if not finite.size:
        return None
    top = float((settled if settled.size else finite).max())
    low = min(float(finite.min()), top)
    return (low, top) if top > low else (low - 0.5, top + 0.5)


def last_heights(heights: np.ndarray) -> np.ndarray:
    """(n,): the last finite height of each curve, (n, s); NaN without one."""
    known = [curve[np.isfinite(curve)] for curve in heights]
    return np.array([curve[-1] if curve.size else np.nan for curve in known], float)


def nice_end(step: int, steps: int) -> float:
    """The end of the step axis: 1, 2 or 5 times a power of ten past the step, at most `steps`."""
    wanted = max(step * 1.02, min(FEWEST_STEPS, steps))
    size = 10.0 ** np.floor(np.log10(wanted))
    end = next(size * digit for digit in (1, 2, 5, 10) if size * digit >= wanted)
    return float(min(end, max(steps, 1)))


def outline(
    slots: np.ndarray, low: np.ndarray, high: np.ndarray, view: tuple[float, float]
) -> QPolygonF:
    """The polygon between two curves; infinite heights end above the view."""
    finite = np.isfinite(low)
    xs, low, high = slots[finite], low[finite], high[finite]
    high = np.where(np.isfinite(high), high, view[1] + 1)
    points = [*zip(xs, low, strict=True), *zip(xs[::-1], high[::-1], strict=True)]
    return QPolygonF([QPointF(float(x), float(y)) for x, y in points])


def _least(values: np.ndarray) -> float:
    finite = values[np.isfinite(values)]
    return float(finite.min()) if finite.size else np.inf
