"""Data from arrays in memory, checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.datasets import labels
from gdsim.datasets.making import Samples
from gdsim.errors import SettingError, SettingTypeError

Array = NDArray[np.float64]


def samples(inputs: ArrayLike, targets: ArrayLike, classes: Any, names: Any, what: str) -> Samples:
    """Raw samples of arrays; `what` stands before their names in errors."""
    rows = table(inputs, f"{what}inputs")
    given = _array(targets, f"{what}targets")
    if given.ndim and len(given) != len(rows):
        raise SettingError(f"{what}inputs has {len(rows)} rows, but targets has {len(given)}")
    chosen = names_of(names, rows.shape[1])
    kinds = labels.checked(classes)
    if not kinds and given.dtype.kind not in "USOb":
        return Samples(rows, table(given, f"{what}targets"), chosen)
    if given.ndim != 1:
        problem = f"{what}targets must be a list of labels, one a sample, got shape {given.shape}"
        raise SettingError(problem, "targets")
    found, known = labels.numbered(given.tolist(), kinds, lambda i: f"{what}targets[{i}]")
    return Samples(rows, found, chosen, known)


def names_of(names: Any, count: int) -> tuple[str, ...]:
    """Names of the inputs; x, or x1, x2, …, if none are given."""
    if names is None:
        return ("x",) if count == 1 else tuple(f"x{i + 1}" for i in range(count))
    if isinstance(names, str) or not isinstance(names, Sequence | np.ndarray):
        raise SettingTypeError(f"names must be a list of names, got {names!r}", "names")
    chosen = tuple(str(name) for name in names)
    if len(chosen) != count or len(set(chosen)) != count or "" in chosen:
        problem = f"names must be {count} different names, one an input, got {list(chosen)}"
        raise SettingError(problem, "names")
    return chosen


def table(values: ArrayLike, what: str) -> Array:
    """Finite numbers, float64 (n, d), a copy; one number a sample may stand without its row."""
    array = _array(values, what)
    if array.ndim == 1:
        array = array[:, None]
    if array.ndim != 2:
        raise SettingError(f"{what} must have a row a sample, got shape {array.shape}")
    if array.size == 0:
        raise SettingError(f"{what} is empty: its shape is {np.shape(values)}")
    if array.dtype.kind not in "biuf":
        _refuse_text(array, what)
    found = np.array(array, np.float64, order="C")
    bad = np.argwhere(~np.isfinite(found))
    if len(bad):
        row, column = bad[0]
        value = found[row, column]
        meaning = "a missing value" if np.isnan(value) else "no finite number"
        raise SettingError(f"{what}[{row}, {column}] is {value}: {meaning}")
    return found


def _array(values: ArrayLike, what: str) -> NDArray[Any]:
    try:
        array = np.asarray(values)
    except ValueError:
        raise SettingError(f"{what} must have rows of one length") from None
    if array.dtype.kind not in "biufUSO":
        raise SettingTypeError(f"{what} must be numbers, got an array of {array.dtype}")
    return array


def _refuse_text(array: NDArray[Any], what: str) -> None:
    """Raise at the first cell that does not read as a number; NumPy made text of those beside."""
    for (row, column), cell in np.ndenumerate(array):
        place = f"{what}[{row}, {column}]"
        if cell is None:
            raise SettingError(f"{place} is None: a missing value")
        try:
            float(cell)
        except (TypeError, ValueError):
            shown = str(cell) if isinstance(cell, str) else cell
            raise SettingTypeError(f"{place} is {shown!r}, where a number belongs") from None
