"""Samples from files: text (CSV, ARFF, LIBSVM; gzip may compress it), and NumPy's NPZ and NPY."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion
from gdsim.base.files import read_array, read_arrays
from gdsim.base.given_numbers import is_list
from gdsim.base.settings import flag
from gdsim.base.words import counted
from gdsim.objectives.datasets import arff, arrays, labels, libsvm, missing, table
from gdsim.objectives.datasets.features import uses
from gdsim.objectives.datasets.making import Samples
from gdsim.objectives.datasets.table import Table, as_number

_KEYS = (("inputs", "targets"), ("X", "y"))
_TEST_KEYS = (("test_inputs", "test_targets"), ("X_test", "y_test"))
TEST_INPUTS = tuple(inputs for inputs, _ in _TEST_KEYS)


def samples(
    path: Path,
    target: Any,
    classes: Any,
    names: Any,
    header: Any = None,
    gaps: str = "refuse",
    own: Samples | None = None,
    features: Any = None,
) -> Samples:
    """Raw samples of a file, as `gdsim.datasets.from_file` describes them.

    features: see `of_table`. own: for test samples, those for training, whose columns and classes
    they must have.
    """
    if own is None:
        return _samples(path, target, classes, names, header, gaps, features=features)
    # Labels are numbers of classes only where a user has named the classes.
    by_number = isinstance(labels.checked(classes), tuple)
    wanted, kinds = list(own.columns) or target, own.classes or False
    called = names if own.first is None else None
    theirs = _samples(path, wanted, kinds, called, header, gaps, by_number, own.first, features)
    if theirs.first is not None:
        theirs = libsvm.widened(theirs, own.names)
    extra = {*theirs.names} - {*own.names}
    if {*own.names} - {*theirs.names} or (extra and not own.is_part):
        raise SettingError(_different(path.name, own, theirs), "test_file")
    order = [theirs.names.index(name) for name in own.names]
    return dataclasses.replace(
        theirs,
        inputs=theirs.inputs[:, order],
        names=own.names,
        is_part=theirs.is_part or bool(extra),
    )


def _different(name: str, own: Samples, theirs: Samples) -> str:
    """The sentence on test samples with other inputs than those for training."""
    must = f"{name} must have the inputs of those for training"
    if theirs.first is not None:
        ours, other = len(own.names), len(theirs.names)
        last = other - 1 + theirs.first
        way = f"write {last}:0 in a line of the file for training, which then has as many"
        return f"{must}, {counted(ours, 'input')}, it has {other}; {way}"
    parts = []
    for word, some, others in (("lacks", own, theirs), ("has also", theirs, own)):
        only = [shown(each) for each in some.names if each not in others.names]
        more = f" and {len(only) - 9} more" if len(only) > 9 else ""
        parts += [f"{word} {', '.join(only[:9])}{more}"] if only else []
    return f"{must}: it {' and '.join(parts)}"


def _samples(
    path: Path,
    target: Any,
    classes: Any,
    names: Any,
    header: Any,
    gaps: str,
    by_number: bool = True,
    first: int | None = None,
    features: Any = None,
) -> Samples:
    """Raw samples; by_number: see `labels.numbered`, first: see `libsvm.samples`."""
    gaps = missing.checked(gaps)
    suffix = path.suffix.casefold()
    if suffix in (".npz", ".npy") and header is not None:
        raise SettingError("header is for CSV files: arrays have none", "header")
    if suffix == ".npz":
        if target is not None:
            raise SettingError(
                "target is for CSV files: an NPZ file has an array of them", "target"
            )
        return _of_arrays(path, classes, names, gaps, by_number)
    if suffix == ".npy":
        return _of_array(path, target, classes, names, gaps, by_number)
    header = header if header is None else flag(header, "header")
    text = table.text_of(path)
    if libsvm.matches(text):
        _refuse("LIBSVM's format", "a target is the first number of a line", "target", target)
        _refuse("LIBSVM's format", "it names no inputs", "header", header)
        return libsvm.samples(path.name, text, classes, names, gaps, by_number, first)
    if arff.matches(text):
        _refuse("ARFF", "it names its columns", "header", header)
        _refuse("ARFF", "it names its columns", "names", names)
        given = arff.read(path.name, text)
        return of_table(given, target, classes, gaps, by_number, features)
    if names is not None and header is not False:
        raise SettingError(
            "names is for NPZ files, and for CSV files with header=False: others have them in "
            "their first line",
            "names",
        )
    given = table.read(path.name, text, header, names)
    return of_table(given, target, classes, gaps, by_number, features)


def _refuse(kind: str, why: str, name: str, value: Any) -> None:
    if value is not None:
        raise SettingError(f"{name} is not for files in {kind}: {why}", name)


def tested_within(path: Path, own: Samples, classes: Any, gaps: str) -> Samples | None:
    """The test samples that an NPZ file has beside those for training; None if it has none."""
    if path.suffix.casefold() != ".npz":
        return None
    stored = stored_arrays(path)
    for first, second in _TEST_KEYS:
        if first in stored or second in stored:
            both = stored.get(first), stored.get(second)
            return arrays.tested(own, *both, classes, f"{path.name}: ", gaps)
    return None


def of_table(
    given: Table,
    target: Any,
    classes: Any,
    gaps: str,
    by_number: bool = True,
    features: Any = None,
) -> Samples:
    """Raw samples of a table, without columns that none of the `features` is of."""
    chosen, all_others = _columns(given.name, given.header, target)
    of_numbers = [column for column in all_others if given.is_of_numbers(column)]
    others = _used(given, all_others, of_numbers, features)
    is_part = len(others) < len(all_others)
    listed = ", ".join(repr(given.header[column]) for column in of_numbers[:9])
    way = f"; features=[{listed}] leaves the column out" if listed and features is None else ""
    kinds = labels.checked(classes)
    if kinds is None and len(chosen) == 1:
        kinds = given.classes.get(given.header[chosen[0]])
    if kinds and len(chosen) > 1:
        problem = f"classes is for one target, got {len(chosen)}: {shown(list(target))}"
        raise SettingError(problem, "classes")
    named = kinds if isinstance(kinds, tuple) else ()
    used = _complete(given, chosen, others, named, gaps)
    inputs = given.numbers(used, others, way)
    names = tuple(given.header[i] for i in others)
    cells = [given.rows[i][chosen[0]] for i in used]
    is_text = len(chosen) == 1 and kinds is None and as_number(cells[0]) is None
    columns = tuple(given.header[i] for i in chosen)
    if not (kinds or is_text):
        targets = given.numbers(used, chosen)
        return Samples(inputs, targets, names, columns=columns, is_part=is_part)
    codes, known = labels.numbered(
        cells, kinds, lambda i: given.place(int(used[i]), chosen[0]), by_number
    )
    return Samples(inputs, codes, names, known, columns, is_part=is_part)


def _used(given: Table, columns: list[int], of_numbers: list[int], features: Any) -> list[int]:
    """The columns that features are of: others, such as names of samples, may be text or gaps.

    Those of numbers if a feature is of none, for the sentence that says so.
    """
    if not is_list(features):
        return columns
    asked = [each for each in features if isinstance(each, str)]
    names = [given.header[column] for column in columns]
    if not all(any(uses(feature, name) for name in names) for feature in asked):
        return of_numbers or columns
    return [c for c in columns if any(uses(feature, given.header[c]) for feature in asked)]


def _complete(
    given: Table, chosen: list[int], others: list[int], classes: tuple[str, ...], gaps: str
) -> Any:
    """The rows without missing values; SettingError as `missing.complete` raises it."""
    names: dict[int, tuple[str, ...]] = {column: () for column in others}
    names |= dict.fromkeys(chosen, classes)

    def gap(row: list[str]) -> int | None:
        return next((c for c in sorted(names) if missing.is_missing(row[c], names[c])), None)

    missed = [gap(row) for row in given.rows]

    def words(i: int) -> str:
        column = missed[i] or 0
        return f"{given.place(i, column)} has no value ({shown(given.rows[i][column])})"

    flags = np.array([each is not None for each in missed])
    return missing.complete(flags, gaps, words, given.name)


def _columns(name: str, header: Sequence[str], target: Any) -> tuple[list[int], list[int]]:
    """The indices of the target columns (the last, if none is named) and of the other columns."""
    wanted = [target] if isinstance(target, str) else [header[-1]] if target is None else target
    if not isinstance(wanted, Sequence) or not all(isinstance(each, str) for each in wanted):
        problem = f"target must be the name of a column, or several, got {shown(target)}"
        raise SettingTypeError(problem, "target")
    for each in wanted:
        if each not in header:
            hint = suggestion(each, header)
            raise SettingError(f"{name} has no column {shown(each)}; {hint}", "target")
    if not wanted or len(set(wanted)) < len(wanted):
        problem = f"target must be different columns, got {shown(list(wanted))}"
        raise SettingError(problem, "target")
    chosen = [header.index(each) for each in wanted]
    others = [i for i in range(len(header)) if i not in chosen]
    if not others:
        raise SettingError(f"{name} has no column besides the target", "target")
    return chosen, others


def _of_array(
    path: Path, target: Any, classes: Any, names: Any, gaps: str, by_number: bool
) -> Samples:
    """Raw samples of an NPY file, whose columns get the names of a table without names."""
    array = read_array(path, key="file")
    if array.ndim != 2 or array.shape[1] < 2:
        problem = f"{path.name} must have one row per sample and at least two columns, got shape "
        raise SettingError(f"{problem}{array.shape}", "file")
    header = arrays.names_of(names, array.shape[1], "column")
    chosen, others = _columns(path.name, header, target)
    targets = array[:, chosen[0]] if len(chosen) == 1 else array[:, chosen]
    called = [header[i] for i in others]
    read = arrays.samples(
        array[:, others], targets, classes, called, f"{path.name}: ", gaps, by_number
    )
    return dataclasses.replace(read, columns=tuple(header[i] for i in chosen))


def _of_arrays(path: Path, classes: Any, names: Any, gaps: str, by_number: bool) -> Samples:
    inputs, targets = pair_of(stored_arrays(path))
    return arrays.samples(inputs, targets, classes, names, f"{path.name}: ", gaps, by_number)


def pair_of(stored: dict[str, NDArray[Any]]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The inputs and the targets among the arrays of a file."""
    first, second = next(pair for pair in _KEYS if {*pair} <= {*stored})
    return stored[first], stored[second]


def stored_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of an NPZ file; SettingError unless it has samples."""
    stored = read_arrays(path, key="file")
    if not any({*pair} <= {*stored} for pair in _KEYS):
        known = ", ".join(stored) or "none"
        problem = f"{path.name} must have arrays inputs and targets (or X and y), it has {known}"
        raise SettingError(problem, "file")
    return stored
