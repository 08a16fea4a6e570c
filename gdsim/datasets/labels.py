"""Class labels as class numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.errors import SettingError, SettingTypeError

Place = Callable[[int], str]  # where label i stands, for an error: "targets[3]"
Labels = tuple[NDArray[np.int64], tuple[str, ...]]


def checked(classes: Any) -> tuple[str, ...] | bool | None:
    """`classes` as a person gives it: names, True for whatever labels there are, or None."""
    if classes is None or isinstance(classes, bool):
        return classes
    if isinstance(classes, str) or not isinstance(classes, Sequence | np.ndarray):
        problem = f"classes must be the names of the classes or True, got {classes!r}"
        raise SettingTypeError(problem, "classes")
    names = tuple(_name(each) for each in classes)
    if len(names) < 2 or len(set(names)) < len(names):
        problem = f"classes must be at least two different names, got {list(names)}"
        raise SettingError(problem, "classes")
    return names


def numbered(labels: Sequence[Any], classes: tuple[str, ...] | bool | None, place: Place) -> Labels:
    """Class numbers of labels, and the names of the classes.

    Without names, each different label is a class, in ascending order. With names, labels are
    among them, or are the numbers 0, 1, … of the classes.
    """
    names = [_name(label) for label in labels]
    if not isinstance(classes, tuple):
        classes = tuple(_name(label) for label in _ascending(set(labels), place, labels))
        classes = tuple(dict.fromkeys(classes))
    index = {name: i for i, name in enumerate(classes)}
    if not all(name in index for name in names) and any(name.isdecimal() for name in names):
        index = {str(i): i for i in range(len(classes))}
    for i, name in enumerate(names):
        if name not in index:
            known = ", ".join(index) if len(index) < 9 else f"0 to {len(index) - 1}"
            problem = f"{place(i)} is {labels[i]!r}, but the labels are {known}"
            raise SettingError(problem, "classes")
    return np.array([index[name] for name in names], np.int64), classes


def _name(label: Any) -> str:
    """A label as text: 2.0 is "2"."""
    if isinstance(label, float | np.floating) and float(label).is_integer():
        return str(int(label))
    return str(label)


def _ascending(different: set[Any], place: Place, labels: Sequence[Any]) -> list[Any]:
    for i, label in enumerate(labels):
        if isinstance(label, float | np.floating) and not float(label).is_integer():
            raise SettingError(f"{place(i)} is {label!r}, which is no label of a class", "classes")
    numeric = {label: _whole(label) for label in different}
    if all(number is not None for number in numeric.values()):
        return sorted(different, key=lambda label: numeric[label] or 0)
    return sorted(different, key=str)


def _whole(label: Any) -> int | None:
    try:
        return int(label)
    except ValueError:
        return None
