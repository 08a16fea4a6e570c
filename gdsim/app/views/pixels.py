"""A map of runs as numbers: values and runs over two dimensions, and the names along its axes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gdsim.app.views.legend import ticks
from gdsim.app.views.plot import Axis, figures
from gdsim.app.worker.frame import Frame
from gdsim.engine.verdict import Verdict

OPTIMIZER = "optimizer"
LOSSES = {"loss": "loss", "best_loss": "best loss", "taken": "steps taken"}  # of functions
SHARE = 0.01  # of the pixels at either end that take no colours of their own


@dataclass(frozen=True)
class Pixels:
    """A map: rows from the bottom, columns from the left.

    `values` (rows, columns), NaN where most runs diverged (`gone`) or there is no number; `runs`
    (rows, columns, 2): the optimizer and run that a pixel stands for.
    """

    values: np.ndarray
    gone: np.ndarray
    runs: np.ndarray


def several(experiment: Any) -> list[str]:
    """The dimensions that have more than one value, the optimizer's first."""
    pairs = zip(experiment.dims, experiment.shape, strict=True)
    return [name for name, size in pairs if size > 1]


def pixels(frame: Frame, quantity: str, x: str, y: str, optimizer: int) -> Pixels:
    """The map of a quantity over two dimensions; over the others it is the median.

    Without the optimizer among the two it is a map of one optimizer.
    """
    experiment = frame.experiment
    dims, shape = list(experiment.dims), experiment.shape
    values = np.asarray(of_quantity(frame, quantity), float).reshape(shape)
    verdict = frame.verdict.reshape(shape)
    numbers = np.arange(frame.runs).reshape(shape[1:])
    numbers = np.broadcast_to(numbers, shape)
    if OPTIMIZER not in (x, y):
        values, verdict, numbers = (each[[optimizer]] for each in (values, verdict, numbers))
    owners = np.arange(shape[0]) if OPTIMIZER in (x, y) else np.array([optimizer])
    owners = np.broadcast_to(owners.reshape(-1, *[1] * (len(shape) - 1)), values.shape)
    places = [dims.index(y), dims.index(x)]

    def stacked(array: np.ndarray) -> np.ndarray:
        moved = np.moveaxis(array, places, (0, 1))
        return moved.reshape(*moved.shape[:2], -1)

    values, verdict, numbers, owners = map(stacked, (values, verdict, numbers, owners))
    gone = (verdict == Verdict.DIVERGED).mean(axis=2) > 0.5
    order = np.argsort(np.where(np.isnan(values), np.inf, values), axis=2)
    middle = order[:, :, [order.shape[2] // 2]]

    def chosen(array: np.ndarray) -> np.ndarray:
        return np.take_along_axis(array, middle, axis=2)[:, :, 0]

    shown_values = np.where(gone | ~np.isfinite(chosen(values)), np.nan, chosen(values))
    return Pixels(shown_values, gone, np.stack([chosen(owners), chosen(numbers)], axis=-1))


def of_quantity(frame: Frame, name: str) -> np.ndarray:
    """(o, r): a quantity of all runs now."""
    return frame.finals[name] if name in frame.finals else getattr(frame, name)


def scale_of(values: np.ndarray, robust: bool) -> tuple[tuple[float, float], bool]:
    """The ends of the colours, and whether they are logarithms."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return (0.0, 1.0), False
    ends = np.quantile(finite, (SHARE, 1 - SHARE)) if robust else (finite.min(), finite.max())
    low, high = float(ends[0]), float(ends[1])
    log = high > 10 * low > 0
    if log:
        low, high = float(np.log10(low)), float(np.log10(high))
    if high - low < 1e-9 * max(abs(low), abs(high), 1e-12):
        low, high = low - 0.5, high + 0.5
    return (low, high), log


class IndexAxis(Axis):
    """An axis whose numbers are places along a dimension and whose names are its values."""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self.named: list[tuple[float, str]] = []

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        return [(1.0, [place for place, _ in self.named if low <= place <= high])]

    def tickStrings(self, values: Any, scale: float, spacing: float) -> list[str]:
        names = dict(self.named)
        return [names.get(value, "") for value in values]


def named_places(experiment: Any, name: str, most: int) -> list[tuple[float, str]]:
    """Places along a dimension that are named on its axis, at most about so many."""
    if name == OPTIMIZER:
        return [(float(i), label) for i, label in enumerate(experiment.labels)]
    values = experiment.axes.get(name)
    size = experiment.shape[list(experiment.dims).index(name)]
    if values is None:  # several schedules
        return [(float(i), each.method.title) for i, each in enumerate(experiment.schedules)]
    axis = next(d.axis for d in experiment.layout.dimensions if d.name == name)
    kind = type(axis).__name__
    if kind in ("Logspace", "Linspace") and size > most:
        log = kind == "Logspace"
        scale = np.log10(values) if log else values
        low, high = float(scale[0]), float(scale[-1])
        width = (high - low) / (size - 1)
        return [((place - low) / width, text) for place, text in ticks(low, high, log)]
    every = max(1, -(-size // most))
    return [(float(i), figures(values[i], 3)) for i in range(0, size, every)]
