"""Training and test samples of a network."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.base.errors import SettingError, SettingTypeError, shown
from gdsim.base.words import counted
from gdsim.objectives.datasets.features import compute

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Preparation:
    """The way from raw numbers to network inputs: features, then a shift and a scale.

    names: of the raw numbers. means and deviations: of the training samples, one per feature; if
    empty, nothing is standardised. A feature whose deviation is 0 becomes 0. exponents: of the
    powers of two that multiply means and deviations, for numbers too large or small to square; if
    empty, 0.
    """

    names: tuple[str, ...]
    features: tuple[str, ...]
    means: tuple[float, ...] = ()
    deviations: tuple[float, ...] = ()
    exponents: tuple[int, ...] = ()

    def __call__(self, raw: Array) -> Array:
        """Network inputs, float64 (n, len(features)), of raw numbers (n, len(names))."""
        with np.errstate(over="ignore"):  # the makers of data refuse infinite features
            columns = compute(self.features, self.names, raw)
            if not self.means:
                return columns
            if self.exponents:
                columns = np.ldexp(columns, np.negative(self.exponents))
            deviations = np.array(self.deviations)
            scaled: Array = np.zeros_like(columns)
            np.divide(columns - np.array(self.means), deviations, scaled, where=deviations > 0)
        return scaled


@dataclass(frozen=True, eq=False, repr=False)
class Data:
    """Training and test samples; equal if all numbers and names are equal. Arrays are read-only.

    inputs: float64 (n, d), the network's inputs; raw_inputs: (n, r), before features and
    standardisation. targets: class numbers, int64 (n,), if `classes` names the classes, or values,
    float64 (n, k). test_inputs, raw_test_inputs, test_targets: the same of m test samples; m may be
    0. recipe: the arguments that make it again (`gdsim.datasets.from_recipe`), or None.
    """

    inputs: Array
    targets: NDArray[Any]
    test_inputs: Array
    test_targets: NDArray[Any]
    raw_inputs: Array
    raw_test_inputs: Array
    classes: tuple[str, ...]
    preparation: Preparation
    recipe: Mapping[str, Any] | None = field(default=None)

    def __post_init__(self) -> None:
        for array in self._arrays:
            array.flags.writeable = False

    @property
    def _arrays(self) -> tuple[NDArray[Any], ...]:
        parts = (self.inputs, self.targets, self.test_inputs, self.test_targets)
        return (*parts, self.raw_inputs, self.raw_test_inputs)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the inputs: the features."""
        return self.preparation.features

    @property
    def raw_names(self) -> tuple[str, ...]:
        """The names of the raw numbers of a sample."""
        return self.preparation.names

    @property
    def outputs(self) -> int:
        """The number of values per sample, or 1 for a class number."""
        return 1 if self.classes else int(self.targets.shape[1])

    @cached_property
    def image_side(self) -> int | None:
        """The side of the square images that the samples are, row by row; None: they are others.

        Images have at least 16 numbers, none of them negative, whose names count them (p00, p01, …
        or x1, x2, …).
        """
        side = math.isqrt(len(self.raw_names))
        stems = {name.rstrip("0123456789") for name in self.raw_names}
        if side < 4 or side * side != len(self.raw_names) or len(stems) > 1:
            return None
        return side if self.raw_inputs.min() >= 0 else None

    def features_of(self, points: ArrayLike) -> Array:
        """The network inputs at raw points (m, r), such as a grid's, for decision boundaries."""
        try:
            with np.errstate(over="ignore"):  # of a longer type
                raw = np.array(points, np.float64, ndmin=2)
        except Exception:  # a value of any type, whose conversion may raise anything
            raise SettingTypeError(f"points must be numbers, got {shown(points)}") from None
        if raw.ndim != 2 or raw.shape[1] != len(self.raw_names):
            numbers = f"{counted(len(self.raw_names), 'number')} ({', '.join(self.raw_names)})"
            raise SettingError(f"points must be rows of {numbers}, got shape {np.shape(points)}")
        return self.preparation(raw)

    @cached_property
    def hash(self) -> str:
        """A hash of all numbers and names, 16 hexadecimal digits."""
        digest = hashlib.sha256(repr((self.classes, self.names, self.raw_names)).encode())
        for array in self._arrays:
            digest.update(f"{array.shape}{array.dtype.kind}".encode())
            digest.update(array.astype(array.dtype.newbyteorder("<")).tobytes())
        return digest.hexdigest()[:16]

    def __eq__(self, other: object) -> bool:
        return self.hash == other.hash if isinstance(other, Data) else NotImplemented

    def __hash__(self) -> int:
        return int(self.hash, 16)

    def __repr__(self) -> str:
        given = dict(self.recipe or {})
        source = next((key for key in ("file", "formula") if key in given), "arrays")
        name = given.pop("name", f"from_{source}")
        first = [repr(given.pop(source))] if source in given else []
        made = ", ".join([*first, *(f"{key}={value!r}" for key, value in given.items())])
        about = made or f"{len(self.inputs)} samples, {len(self.test_inputs)} to test"
        return f"datasets.{name}({about})"
