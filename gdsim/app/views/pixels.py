"""A map of runs as numbers: values and runs over two dimensions, and the names along its axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gdsim.app.look.figures import figures
from gdsim.app.translation import QT_TR_NOOP
from gdsim.app.views.axis import Axis, Ticks
from gdsim.app.views.legend import ticks
from gdsim.app.worker.scene import Scene
from gdsim.base.axes import Logspace, Spaced
from gdsim.engine.verdict import Verdict
from gdsim.experiment import Experiment

OPTIMIZER = "optimizer"
LOSSES = {  # of functions
    "loss": QT_TR_NOOP("loss"), "best_loss": QT_TR_NOOP("best loss"),
    "steps_taken": QT_TR_NOOP("steps taken"),
}  # fmt: skip
SHARE = 0.01  # of the pixels at either end, which have the colours of the ends
FENCE = 5  # times the middle half of the values: what is further out has the colours of the ends
ALIKE = 1e-6  # of the values: what is nearer together differs by rounding in float32


@dataclass(frozen=True)
class Pixels:
    """A map: rows from the bottom, columns from the left.

    `values` (rows, columns), NaN where most runs diverged (`gone`) or the value is not finite;
    `runs` (rows, columns, 2): the optimizer and run of a pixel.
    """

    values: np.ndarray
    gone: np.ndarray
    runs: np.ndarray


def several(experiment: Experiment) -> list[str]:
    """The dimensions with more than one value, the optimizer's first."""
    pairs = zip(experiment.dims, experiment.shape, strict=True)
    return [name for name, size in pairs if size > 1]


def pixels(scene: Scene, quantity: str, x: str, y: str, optimizer: int) -> Pixels:
    """The map of a quantity over two dimensions; over the others it is the median.

    Unless one of the two is the optimizer, it is the map of one optimizer.
    """
    experiment = scene.experiment
    dims, shape = list(experiment.dims), experiment.shape
    values = np.asarray(of_quantity(scene, quantity), float).reshape(shape)
    verdict = scene.verdict.reshape(shape)
    numbers = np.arange(scene.runs).reshape(shape[1:])
    numbers = np.broadcast_to(numbers, shape)
    if OPTIMIZER not in (x, y):
        values, verdict, numbers = (array[[optimizer]] for array in (values, verdict, numbers))
    owners = np.arange(shape[0]) if OPTIMIZER in (x, y) else np.array([optimizer])
    owners = np.broadcast_to(owners.reshape(-1, *[1] * (len(shape) - 1)), values.shape)
    axes = [dims.index(y), dims.index(x)]

    def stacked(array: np.ndarray) -> np.ndarray:
        moved = np.moveaxis(array, axes, (0, 1))
        return moved.reshape(*moved.shape[:2], -1)

    values, verdict, numbers, owners = map(stacked, (values, verdict, numbers, owners))
    gone = (verdict == Verdict.DIVERGED).mean(axis=2) > 0.5
    order = np.argsort(np.where(np.isnan(values), np.inf, values), axis=2, kind="stable")
    middle = order[:, :, [order.shape[2] // 2]]

    def chosen(array: np.ndarray) -> np.ndarray:
        medians: np.ndarray = np.take_along_axis(array, middle, axis=2)[:, :, 0]
        return medians

    shown_values = np.where(gone | ~np.isfinite(chosen(values)), np.nan, chosen(values))
    return Pixels(shown_values, gone, np.stack([chosen(owners), chosen(numbers)], axis=-1))


def of_quantity(scene: Scene, name: str) -> np.ndarray:
    """(o, r): a quantity of all runs at this step."""
    values: np.ndarray = scene.finals[name] if name in scene.finals else getattr(scene, name)
    return values


def scale_of(values: np.ndarray, robust: bool) -> tuple[tuple[float, float], bool]:
    """The ends of the colours, and whether they are logarithms.

    robust: few values far out leave the scale to the others, and have the colours of the ends.
    """
    finite = values[np.isfinite(values)]
    if not finite.size:
        return (0.0, 1.0), False
    ends = np.quantile(finite, (SHARE, 1 - SHARE)) if robust else (finite.min(), finite.max())
    low, high = float(ends[0]), float(ends[1])
    log = high > 10 * low > 0
    if log:
        low, high = float(np.log10(low)), float(np.log10(high))
    elif robust:
        first, third = (float(each) for each in np.quantile(finite, (0.25, 0.75)))
        reach = FENCE * (third - first)
        if reach > ALIKE * max(abs(first), abs(third)):
            low, high = max(low, first - reach), min(high, third + reach)
    if high - low < ALIKE * max(abs(low), abs(high), 1e-12):
        low, high = low - 0.5, high + 0.5
    return (low, high), log


class IndexAxis(Axis):
    """An axis whose numbers are indices along a dimension and whose names are its values."""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self.named: list[tuple[float, str]] = []

    def tickValues(self, low: float, high: float, size: float) -> Ticks:
        return [(1.0, [place for place, _ in self.named if low <= place <= high])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        names = dict(self.named)
        return [names.get(value, "") for value in values]


def named_places(
    experiment: Experiment, labels: Sequence[str], name: str, most: int
) -> list[tuple[float, str]]:
    """The indices of a dimension that are named on its axis, about `most` of them at most.

    labels: the names of the optimizers.
    """
    if name == OPTIMIZER:
        return [(float(i), label) for i, label in enumerate(labels)]
    values = experiment.axes.get(name)
    size = experiment.shape[list(experiment.dims).index(name)]
    if values is None:  # several schedules
        return [(float(i), label) for i, label in enumerate(experiment.schedule_labels)]
    axis = next(d.axis for d in experiment.layout.dimensions if d.name == name)
    if isinstance(axis, Spaced) and size > most:
        log = isinstance(axis, Logspace)
        scale = np.log10(values) if log else values
        low, high = float(scale[0]), float(scale[-1])
        width = (high - low) / (size - 1)
        return [((place - low) / width, text) for place, text in ticks(low, high, log)]
    every = max(1, -(-size // most))
    return [(float(i), figures(values[i], 3)) for i in range(0, size, every)]
