"""Class labels as class numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError, SettingTypeError, shown
from gdsim.base.given_numbers import is_list

Place = Callable[[int], str]  # the place of label i, for an error: "targets[3]"
Labels = tuple[NDArray[np.int64], tuple[str, ...]]
_MOST = 2**20  # classes, which a range may name without a list of them
_INTEGER = re.compile(r"[+-]?[0-9]{1,4000}(\.0*)?")
_PADDED = re.compile(r"0[0-9]+")  # a code, such as a postal one, rather than a number


def checked(classes: Any) -> tuple[str, ...] | bool | None:
    """Checked `classes`: names, True for all labels that occur, or None."""
    if classes is None or isinstance(classes, bool):
        return classes
    if not is_list(classes):
        problem = f"classes must be the names of the classes or True, got {shown(classes)}"
        raise SettingTypeError(problem, "classes")
    if len(classes) > _MOST:
        raise SettingError(f"classes must be at most {_MOST:,}, got {len(classes):,}", "classes")
    names = tuple(name_of(each, lambda i: f"classes[{i}]", i) for i, each in enumerate(classes))
    if len(names) < 2 or len(set(names)) < len(names):
        problem = f"classes must be at least two different names, got {shown(list(names))}"
        raise SettingError(problem, "classes")
    return names


def numbered(
    labels: Sequence[Any],
    classes: tuple[str, ...] | bool | None,
    place: Place,
    by_number: bool = True,
) -> Labels:
    """Class numbers of labels, and the names of the classes.

    Without names, each different label is a class, in ascending order; if all labels are whole
    numbers, of any type or as text, they are compared as numbers. With names, each label must be
    one of them, or (with `by_number`) the number 0, 1, … of a class.
    """
    names = [name_of(label, place, i) for i, label in enumerate(labels)]
    if not isinstance(classes, tuple):
        spelled = _spellings(names, labels, place)
        classes = tuple(dict.fromkeys(spelled.values()))
        names = [spelled[name] for name in names]
    index = {name: i for i, name in enumerate(classes)}
    if not all(name in index for name in names):
        whole = {name: whole_number(name) for name in set(names)}
        names = [n if n in index or whole[n] is None else str(whole[n]) for n in names]
    unknown = not all(name in index for name in names)
    if by_number and unknown and any(name.isdecimal() for name in names):
        index = {str(i): i for i in range(len(classes))}
    for i, name in enumerate(names):
        if name not in index:
            known = ", ".join(index) if len(index) < 9 else f"0 to {len(index) - 1}"
            problem = f"{place(i)} is {shown(labels[i])}, but the labels are {known}"
            raise SettingError(problem, "classes")
    return np.array([index[name] for name in names], np.int64), classes


def name_of(label: Any, place: Place, number: int) -> str:
    """A label or a name as text: 2.0 is "2"."""
    if isinstance(label, bytes):
        try:
            return label.decode()
        except UnicodeDecodeError:
            problem = f"{place(number)} is {shown(label)}, which is not text in UTF-8"
            raise SettingError(problem, "classes") from None
    if isinstance(label, float | np.floating) and float(label).is_integer():
        return str(int(label))
    try:
        return str(label)
    except Exception:  # a user's class may raise anything
        raise SettingTypeError(f"{place(number)} is {shown(label)}, which has no name") from None


def _spellings(names: list[str], labels: Sequence[Any], place: Place) -> dict[str, str]:
    """The name of the class that each different label belongs to, in ascending order of classes.

    Errors: SettingError for numbers that are not whole, unless they are text among other text.
    """
    different = set(names)
    are_numbers = all(_is_number(name) for name in different)
    for i, (label, name) in enumerate(zip(labels, names, strict=True)):
        is_number = are_numbers or isinstance(label, float | np.floating)
        if is_number and whole_number(name) is None:
            problem = f"{place(i)} is {shown(label)}, which is not a label of a class"
            raise SettingError(problem, "classes")
    if not are_numbers:
        return {name: name for name in sorted(different)}
    values: dict[int, set[str]] = {}
    for name in different:
        values.setdefault(whole_number(name) or 0, set()).add(name)
    matches: dict[str, str] = {}
    for value, spelled in sorted(values.items()):
        is_code = len(spelled) == 1 and _PADDED.fullmatch(next(iter(spelled)))
        matches |= {name: name if is_code else str(value) for name in spelled}
    return matches


def _is_number(text: str) -> bool:
    try:
        return "_" not in text and not math.isnan(float(text))
    except ValueError:
        return False


def whole_number(text: str) -> int | None:
    """The whole number in a text, or None."""
    if _INTEGER.fullmatch(text):
        return int(text.partition(".")[0])
    if not _is_number(text) or not float(text).is_integer():
        return None
    return int(float(text))
