"""Samples drawn by hand in the plane of two inputs: each edit returns the data anew."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from gdsim.app.model.network_edits import with_data
from gdsim.app.translation import grouped, tr
from gdsim.base.errors import SettingError
from gdsim.objectives import Network
from gdsim.objectives.datasets import Data, from_arrays

Points = NDArray[np.float64]
MOST = 4  # classes that can be drawn, each of a hue of its own
REACH = 3.0  # inputs from -REACH to REACH are seen of a new drawing
LARGEST = 5000  # samples that can be drawn


def is_drawable(data: Data) -> bool:
    """Whether points can be added to data: of two inputs, in few classes."""
    return len(data.raw_names) == 2 and 2 <= len(data.classes) <= MOST


def first() -> Data:
    """A new drawing, with a point of each of two classes, which data need at least."""
    points = np.array([[-REACH / 2, 0.0], [REACH / 2, 0.0]])
    return from_arrays(points, ["1", "2"], ["1", "2"], names=["x", "y"])


def begun(network: Network) -> Network:
    """The network with a new drawing, on whose points it trains all at once."""
    return with_data(network.replace(batch_size=None, replacement=False), first())


def added(data: Data, points: Points, mark: int) -> Data:
    """With more points (n, 2) of a class, which may be the one after the last.

    Errors: SettingError for too many points.
    """
    if len(data.inputs) + len(points) > LARGEST:
        raise SettingError(tr("A drawing has at most {most} points.", most=grouped(LARGEST)))
    names = data.classes
    while mark >= len(names):
        number = len(names) + 1
        names = *names, next(str(n) for n in range(number, 2 * number + 1) if str(n) not in names)
    inputs = np.vstack([data.raw_inputs, points])
    marks = np.append(data.targets, np.full(len(points), mark))
    return _made(data, inputs, marks, names)


def moved(data: Data, index: int, point: tuple[float, float]) -> Data:
    """With another place of one point."""
    inputs = data.raw_inputs.copy()
    inputs[index] = point
    return _made(data, inputs, data.targets, data.classes)


def removed(data: Data, indices: Collection[int]) -> Data:
    """Without some of the points. Errors: SettingError if only one class were left."""
    kept = np.delete(np.arange(len(data.targets)), list(indices))
    if len(np.unique(data.targets[kept])) < 2:
        raise SettingError(tr("Points of two classes have to stay; add others first."))
    return _made(data, data.raw_inputs[kept], data.targets[kept], data.classes)


def cloud(centre: tuple[float, float], radius: float, count: int, seed: int) -> Points:
    """Points (count, 2) spread evenly over a disc, to as many digits as are seen."""
    chance = np.random.default_rng(seed)
    away = radius * np.sqrt(chance.random(count))
    turn = 2 * np.pi * chance.random(count)
    points: Points = np.stack([away * np.cos(turn), away * np.sin(turn)], axis=-1) + centre
    return points


def _made(old: Data, inputs: Points, marks: NDArray[np.int64], names: tuple[str, ...]) -> Data:
    """Data with other points for training; those to test with, and the features, stay."""
    tests = len(old.test_inputs) > 0
    return from_arrays(
        inputs,
        [names[mark] for mark in marks],
        names,
        names=old.raw_names,
        features=old.names,
        standardize=bool(old.preparation.means),
        test_inputs=old.raw_test_inputs if tests else None,
        test_targets=[names[mark] for mark in old.test_targets] if tests else None,
    )
