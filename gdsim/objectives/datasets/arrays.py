"""Samples from arrays in memory, checked."""

from __future__ import annotations

import dataclasses
import numbers
from collections.abc import Container
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.base.errors import SettingError, SettingTypeError, shown
from gdsim.base.given_numbers import is_list
from gdsim.base.words import counted
from gdsim.objectives.datasets import labels, missing
from gdsim.objectives.datasets.making import Samples

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Given:
    """An array from a user, the mask of its missing values, and its name in errors."""

    values: NDArray[Any]
    gaps: NDArray[np.bool_]
    name: str

    @classmethod
    def of(cls, values: ArrayLike, name: str, classes: Container[str] = ()) -> Given:
        """From an array or nested lists; masked values are missing. `classes`: names of classes."""
        array, gaps = _array(values, name)
        if array.dtype.kind in "USO":
            flags = [missing.is_missing(each, classes) for each in array.ravel().tolist()]
            gaps = gaps | np.array(flags, bool).reshape(array.shape)
        elif array.dtype.kind == "f":
            gaps = gaps | np.isnan(array)
        return cls(array, gaps, name)

    @property
    def are_numbers(self) -> bool:
        """Whether all values that are not missing are numbers, and none is True or False."""
        if self.values.dtype.kind != "O":
            return self.values.dtype.kind in "iuf"
        values = self.values[~self.gaps].tolist()
        return all(isinstance(v, numbers.Real) and not isinstance(v, bool) for v in values)

    def rows(self) -> Given:
        """With one row per sample; an array of one number per sample gets a second dimension."""
        values, gaps = self.values, self.gaps
        if values.ndim == 1:
            values, gaps = values[:, None], gaps[:, None]
        if values.ndim != 2:
            problem = f"{self.name} must have one row per sample, got shape {values.shape}"
            raise SettingError(problem)
        if values.size == 0:
            raise SettingError(f"{self.name} is empty: its shape is {self.values.shape}")
        return dataclasses.replace(self, values=values, gaps=gaps)

    def place(self, *index: int) -> str:
        """The place of a value, for an error."""
        return f"{self.name}[{', '.join(map(str, index))}]"

    def words(self, sample: int) -> str:
        """The message about the missing value of a sample."""
        index = (sample, *np.argwhere(self.gaps[sample])[0].tolist())
        value = self.values[index]
        seen = shown(value) if isinstance(value, str | bytes) else str(value)
        seen = seen if missing.is_missing(value) else "masked"
        return f"{self.place(*index)} is {seen}: a missing value"

    def numbers(self, samples: NDArray[np.int64]) -> Array:
        """The rows of some samples without missing values, as a finite float64 copy."""
        chosen = self.values[samples]
        if chosen.dtype.kind not in "biuf":
            self._refuse_text(chosen, samples)
        array = np.array(chosen, np.float64, order="C")
        bad = np.argwhere(~np.isfinite(array))
        if len(bad):
            row, column = bad[0].tolist()
            place = self.place(int(samples[row]), column)
            raise SettingError(f"{place} must be a finite number, got {array[row, column]}")
        return array

    def _refuse_text(self, chosen: NDArray[Any], samples: NDArray[np.int64]) -> None:
        """Raise at the first cell that is not a number."""
        for (row, column), cell in np.ndenumerate(chosen):
            place = self.place(int(samples[row]), column)
            try:
                float(cell)
            except OverflowError:
                raise SettingError(f"{place} must be a finite number, got {shown(cell)}") from None
            except (TypeError, ValueError):
                seen = shown(str(cell) if isinstance(cell, str) else cell)
                raise SettingTypeError(f"{place} must be a number, got {seen}") from None


def samples(
    inputs: ArrayLike,
    targets: ArrayLike,
    classes: Any,
    names: Any,
    what: str,
    gaps: str = "refuse",
    by_number: bool = True,
) -> Samples:
    """Raw samples from arrays; errors put `what` before the arrays' names.

    gaps: "refuse" or "drop" samples with a missing value. by_number: see `labels.numbered`.
    """
    gaps, kinds = missing.checked(gaps), labels.checked(classes)
    rows = Given.of(inputs, f"{what}inputs").rows()
    named = kinds if isinstance(kinds, tuple) else ()
    wanted = Given.of(targets, f"{what}targets", named)
    if wanted.values.ndim and len(wanted.values) != len(rows.values):
        has = f"{what}targets has {len(wanted.values)}"
        counts = f"{counted(len(rows.values), 'row')}, but {has}"
        raise SettingError(f"{what}inputs has {counts}")
    chosen = names_of(names, rows.values.shape[1])
    are_labels = kinds or (kinds is None and not wanted.are_numbers)
    if not are_labels:
        wanted = wanted.rows()
    elif wanted.values.ndim != 1:
        shape = wanted.values.shape
        problem = f"{what}targets must be a list with one label per sample, got shape {shape}"
        raise SettingError(problem, "targets")
    missed: NDArray[np.bool_] = np.any(rows.gaps, axis=1)
    count = len(missed)
    used = missing.complete(
        missed | np.any(wanted.gaps.reshape(count, -1), axis=1),
        gaps,
        lambda i: (rows if missed[i] else wanted).words(i),
        f"{what}inputs and targets",
    )
    columns = rows.numbers(used)
    if not are_labels:
        return Samples(columns, wanted.numbers(used), chosen)
    codes, known = labels.numbered(
        wanted.values[used].tolist(), kinds, lambda i: wanted.place(int(used[i])), by_number
    )
    return Samples(columns, codes, chosen, known)


def tested(
    own: Samples, inputs: Any, targets: Any, classes: Any, what: str, gaps: str
) -> Samples | None:
    """Given test samples, with the names and classes of the `own` ones; None if there are none.

    classes: as given for the own samples. Only if they name classes may labels be numbers of these.
    """
    if inputs is None and targets is None:
        return None
    if inputs is None or targets is None:
        given, other = ("inputs", "targets") if targets is None else ("targets", "inputs")
        raise SettingError(f"{what}test_{given} needs test_{other} as well", f"test_{given}")
    rows = Given.of(inputs, f"{what}test_inputs").rows()
    count = len(own.names)
    if rows.values.shape[1] != count:
        got = f"as inputs has, got {rows.values.shape[1]}"
        problem = f"{what}test_inputs must have {counted(count, 'column')}, {got}"
        raise SettingError(problem, "test_inputs")
    by_number = isinstance(labels.checked(classes), tuple)
    kinds = own.classes or False
    return samples(inputs, targets, kinds, own.names, f"{what}test_", gaps, by_number)


def names_of(names: Any, count: int, each: str = "input") -> tuple[str, ...]:
    """Names of the inputs, or of what `each` names; x, or x1, x2, …, if none are given."""
    if names is None:
        return ("x",) if count == 1 else tuple(f"x{i + 1}" for i in range(count))
    if not is_list(names):
        raise SettingTypeError(f"names must be a list of names, got {shown(names)}", "names")
    few = names[: count + 1]  # a range may have any number
    chosen = tuple(labels.name_of(name, lambda i: f"names[{i}]", i) for i, name in enumerate(few))
    if len(chosen) != count or len(set(chosen)) != count or "" in chosen:
        words = f"{counted(count, 'different name')}, one per {each}"
        raise SettingError(f"names must be {words}, got {shown(list(chosen))}", "names")
    return chosen


def _array(values: ArrayLike, name: str) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """An array, and the mask of its masked values."""
    mask = np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else None
    try:
        array = np.asarray(_unmasked(values) if mask is None else values)
    except ValueError:
        raise SettingError(f"{name} must have rows of one length") from None
    if array.dtype.kind not in "biufUSOT":
        raise SettingTypeError(f"{name} must be numbers, got an array of {array.dtype}")
    if array.dtype.kind == "T":  # NumPy's text of any length
        array = array.astype(object)
    return array, np.zeros(array.shape, bool) if mask is None else mask


def _unmasked(values: Any, depth: int = 0) -> Any:
    """Lists with None instead of masked values, which NumPy would unmask."""
    if isinstance(values, np.ma.MaskedArray):
        return values.tolist()
    if isinstance(values, list | tuple) and depth < 64:  # no array has more dimensions
        return [_unmasked(each, depth + 1) for each in values]
    return values
