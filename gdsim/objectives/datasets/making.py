"""From raw samples to data: features, a split into training and test samples, standardisation."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError
from gdsim.base.ranges import SEEDS
from gdsim.base.settings import flag, number, whole
from gdsim.base.words import counted
from gdsim.objectives.datasets import features, settings
from gdsim.objectives.datasets.data import Data, Preparation
from gdsim.objectives.datasets.draws import permutation

Array = NDArray[np.float64]
_ORDINARY = 400  # numbers from 2**-400 to 2**400, whose deviations and squares are exact enough


@dataclass(frozen=True)
class Samples:
    """Raw samples: numbers (n, r) and their names, targets, and the names of classes, or ().

    columns: the names of the columns of targets, of samples from a table. first: the index of the
    first input, of samples in LIBSVM's format. is_part: whether columns of a table are left out,
    which only the features say.
    """

    inputs: Array
    targets: NDArray[Any]
    names: tuple[str, ...]
    classes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    first: int | None = None
    is_part: bool = False


@dataclass(frozen=True)
class Treatment:
    """The settings that every maker of data takes in addition to its own.

    test: the share of samples put aside, by a random choice that depends only on split_seed; both
    parts keep the order of the samples. features: names of the network's inputs; None for the raw
    numbers. standardize: inputs are shifted and scaled to mean 0 and standard deviation 1 over the
    training samples; a feature that never varies becomes 0. Targets stay as they are: for values
    far from size 1, divide them by their size.
    """

    test: float = 0.0
    split_seed: int = 0
    features: Sequence[str] | None = None
    standardize: bool = False

    def check(self) -> Treatment:
        """The same settings in plain types; SettingError or SettingTypeError for invalid ones."""
        return Treatment(
            number(self.test, "test", settings.TEST.range),
            whole(self.split_seed, "split_seed", 0, SEEDS.high),
            self.features,
            flag(self.standardize, "standardize"),
        )

    @property
    def recipe(self) -> dict[str, Any]:
        """The treatment's part of a recipe."""
        own = {"test": self.test, "split_seed": self.split_seed, "standardize": self.standardize}
        return own if self.features is None else {**own, "features": list(self.features)}


def make(
    samples: Samples,
    treatment: Treatment,
    recipe: Mapping[str, Any] | None,
    tested: Samples | None = None,
) -> Data:
    """The data; `recipe` is the maker's own part, without the treatment's, or None.

    tested: the test samples, if they are given and not put aside.
    """
    treatment = treatment.check()
    if tested is not None:
        _check_tested(samples, tested, treatment)
    chosen = features.checked(treatment.features, samples.names)
    is_part = samples.is_part or (tested is not None and tested.is_part)
    if chosen == samples.names and not is_part:
        treatment = Treatment(treatment.test, treatment.split_seed, None, treatment.standardize)
    train, test = _parts(len(samples.inputs), treatment.test, treatment.split_seed)
    raw, raw_test = samples.inputs[train], samples.inputs[test]
    test_targets = samples.targets[test]
    if tested is not None:
        raw_test, test_targets = tested.inputs, tested.targets
    _check_classes(samples.targets[train], samples.classes)
    preparation = Preparation(samples.names, chosen)
    inputs, test_inputs = preparation(raw), preparation(raw_test)
    _check_finite(chosen, inputs, test_inputs)
    if treatment.standardize:
        scales = [_scale(column) for column in inputs.T]
        spreads = [_spread(column) for column in np.ldexp(inputs, np.negative(scales)).T]
        means, deviations = zip(*spreads, strict=True)
        exponents = tuple(scales) if any(scales) else ()
        preparation = Preparation(samples.names, chosen, means, deviations, exponents)
        inputs, test_inputs = preparation(raw), preparation(raw_test)
        _check_finite(chosen, inputs, test_inputs)
    return Data(
        inputs,
        samples.targets[train],
        test_inputs,
        test_targets,
        raw,
        raw_test,
        samples.classes,
        preparation,
        None if recipe is None else {**recipe, **treatment.recipe},
    )


def _check_tested(samples: Samples, tested: Samples, treatment: Treatment) -> None:
    """SettingError unless test samples are like those for training, and the only ones."""
    if treatment.test > 0:
        others = f"test={treatment.test:g} would put others aside"
        raise SettingError(f"the data has test samples of its own, but {others}", "test")
    ours, theirs = samples.targets.shape[1:], tested.targets.shape[1:]
    if ours != theirs:
        wanted = counted(ours[0], "column")
        problem = f"test_targets must have {wanted}, as targets has, got {theirs[0]}"
        raise SettingError(problem, "test_targets")


def _parts(n: int, share: float, seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The indices of training and of test samples, both ascending."""
    count = math.floor(share * n + 0.5)
    if share > 0 and not 0 < count < n:
        left = "test" if count == 0 else "train"
        samples = counted(n, "sample")
        raise SettingError(f"test={share:g} of {samples} leaves none to {left} with", "test")
    order = permutation(seed, n) if count else np.arange(n)
    return np.sort(order[count:]), np.sort(order[:count])


def _check_finite(features: Sequence[str], *parts: Array) -> None:
    for part in parts:
        bad = np.argwhere(~np.isfinite(part))
        if len(bad):
            row, column = bad[0].tolist()
            problem = f"the feature {features[column]!r} is {part[row, column]} of some sample"
            raise SettingError(f"{problem}: outside the range of float64", "features")


def _check_classes(targets: NDArray[Any], classes: tuple[str, ...]) -> None:
    if classes and (targets == targets[0]).all():
        only = f"all {len(targets)} training samples are of the class {classes[targets[0]]!r}"
        raise SettingError(f"{only}; at least two classes are needed", "targets")


def _scale(column: Array) -> int:
    """The power of two that a column is divided by, so that its squares stay in range.

    0 for ordinary numbers, whose bits then do not change.
    """
    exponent = int(np.frexp(np.abs(column).max())[1])
    return exponent if abs(exponent) > _ORDINARY else 0


def _spread(column: Array) -> tuple[float, float]:
    """Mean and standard deviation, each from a correctly rounded sum; 0 if nothing varies."""
    if column.min() == column.max():
        return float(column[0]), 0.0
    mean = math.fsum(column.tolist()) / len(column)
    squares = (column - mean) ** 2
    return mean, math.sqrt(math.fsum(squares.tolist()) / len(column))
