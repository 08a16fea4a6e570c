"""The axes of the loss curves: what a log axis starts from, and where curves and axes end."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPolygonF

from gdsim.app.worker.frame import Frame

FEWEST_STEPS = 20


def floor(frame: Frame) -> tuple[float, str]:
    """What is taken off the loss so that a log axis can show it, and the name of the axis."""
    minimum = frame.experiment.objective.minimum
    finite = frame.bands[np.isfinite(frame.bands)]
    least = min(float(finite.min()) if finite.size else 0.0, _least(frame.best_loss))
    noise = 1e-5 * (1 + abs(minimum or 0.0))
    if minimum is not None and least >= minimum - noise:
        return float(minimum), "loss" if minimum == 0 else "loss above the minimum"
    if least > 0:
        return 0.0, "loss"
    return least, "loss above the best seen"


def logarithms(losses: np.ndarray, floor_: float) -> np.ndarray:
    """log10 of losses above the floor; NaN where there is none, the least positive for 0."""
    with np.errstate(all="ignore"):
        above = losses - floor_
        positive = above[np.isfinite(above) & (above > 0)]
        tiny = max(float(positive.min()), 1e-300) if positive.size else 1e-16
        found = np.log10(np.where(above > 0, above, tiny))
    found[np.isnan(losses) | np.isinf(losses)] = np.nan
    return found


def nice_end(step: int, steps: int) -> float:
    """Where the step axis ends: 1, 2 or 5 times a power of ten past the step, at most all steps."""
    wanted = max(step * 1.02, min(FEWEST_STEPS, steps))
    size = 10.0 ** np.floor(np.log10(wanted))
    end = next(size * m for m in (1, 2, 5, 10) if size * m >= wanted)
    return float(min(end, max(steps, 1)))


def outline(
    slots: np.ndarray, low: np.ndarray, high: np.ndarray, view: tuple[float, float]
) -> QPolygonF:
    """The polygon between two curves; what is infinite ends above the view."""
    known = np.isfinite(low)
    xs, low, high = slots[known], low[known], high[known]
    high = np.where(np.isfinite(high), high, view[1] + 1)
    points = [*zip(xs, low, strict=True), *zip(xs[::-1], high[::-1], strict=True)]
    return QPolygonF([QPointF(float(x), float(y)) for x, y in points])


def _least(values: np.ndarray) -> float:
    finite = values[np.isfinite(values)]
    return float(finite.min()) if finite.size else np.inf
