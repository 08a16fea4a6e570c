"""Data to train networks on: generated, real, or a user's own.

Every data set of the catalogue (one file each in `sets`, found by discovery) is a function here:
`gdsim.datasets.spiral(samples=500, noise=0.1, seed=0, test=0.5)`.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from numpy.typing import ArrayLike

from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion, unknown
from gdsim.catalogue.definitions import DataSet
from gdsim.catalogue.discovery import discover
from gdsim.objectives.datasets import arrays, files, making
from gdsim.objectives.datasets.data import Data
from gdsim.objectives.datasets.makers import Maker

__all__ = ["Data", "Maker", "catalogue", "from_arrays", "from_file", "from_recipe", "maker"]

_NOT_IN_RECIPES = ("path", "folder")


def catalogue() -> Mapping[str, DataSet]:
    """Every data set by its name, in alphabetical order."""
    return discover("data set")


def maker(name: str) -> Maker:
    """The data set called `name`; SettingError with the nearest names if none has it."""
    if name not in catalogue():
        raise SettingError(unknown("data set", name, catalogue()), "name")
    return Maker(name)


def from_arrays(
    inputs: ArrayLike,
    targets: ArrayLike,
    classes: Sequence[str] | bool | None = None,
    *,
    names: Sequence[str] | None = None,
    test: float = 0.0,
    split_seed: int = 0,
    features: Sequence[str] | None = None,
    standardize: bool = False,
    missing: str = "refuse",
    test_inputs: ArrayLike | None = None,
    test_targets: ArrayLike | None = None,
) -> Data:
    """Data from arrays in memory, which are copied.

    inputs: numbers (n, d), or (n,) for one per sample. targets: numbers (n,) or (n, k), or labels
    (n,): text, or any values if `classes` is given, which is True or the names of the classes in
    the order of their numbers. names: of the inputs; x1, x2, … if not given. missing: "refuse" or
    "drop" samples with a missing value (NaN, None, pandas' NA, text such as "?", or a masked
    value). test_inputs, test_targets: the samples to test with, of the same columns and classes,
    instead of a share `test` of the others. The remaining arguments are those of
    `making.Treatment`. Errors: SettingError, and SettingTypeError for wrong types.
    """
    samples = arrays.samples(inputs, targets, classes, names, "", missing)
    tested = arrays.tested(samples, test_inputs, test_targets, classes, "", missing)
    treatment = making.Treatment(test, split_seed, features, standardize)
    return making.make(samples, treatment, None, tested)


def from_file(
    path: str | os.PathLike[str],
    target: str | Sequence[str] | None = None,
    classes: Sequence[str] | bool | None = None,
    *,
    names: Sequence[str] | None = None,
    test: float = 0.0,
    split_seed: int = 0,
    features: Sequence[str] | None = None,
    standardize: bool = False,
    header: bool | None = None,
    missing: str = "refuse",
    test_file: str | os.PathLike[str] | None = None,
    folder: str | os.PathLike[str] | None = None,
) -> Data:
    """Data from a file.

    CSV (also compressed by gzip, and with semicolons, tabs, | or blanks for commas): names of
    columns in the first line, then numbers, with semicolons also with decimal commas; `target`
    names the column to predict (by default the last), or several columns of numbers. A target
    column of text has classes; another column of text is left out where none of `features` is of
    it. A first column without a name, such as pandas writes for its index, is left out. ARFF: the
    same, with dense rows; a nominal target has the classes that it states. LIBSVM (or SVMlight): a
    target, then index:value for each input that is not 0; the target is a number unless `classes`
    is given. NPZ: arrays `inputs` and `targets` (or X and y), as for `from_arrays`, and perhaps
    `test_inputs` and `test_targets` (or X_test and y_test). NPY: one array, with columns as in a
    CSV file.

    test_file: the samples to test with, a file of the same format with the same columns (in any
    order) and classes, instead of a share `test` of the first file's.

    The arguments of `from_arrays` mean the same; an empty cell is also missing, text that `classes`
    names is not. header: whether the first line of a CSV file names the columns; if not given, a
    first line that looks like a sample is refused. names: of the inputs in an NPZ or LIBSVM file,
    or of all columns of a file without names; x1, x2, … if not given. folder: the start of
    relative paths; the recipe keeps the given ones.
    Errors: SettingError, and SettingTypeError for wrong types, with the line and the column.
    """
    for key, each in (("file", path), ("test_file", "" if test_file is None else test_file)):
        if not isinstance(each, str | os.PathLike):
            raise SettingTypeError(f"{key} must be a path, got {shown(each)}", key)
    full = Path(folder or ".") / path
    samples = files.samples(full, target, classes, names, header, missing, None, features)
    tested = files.tested_within(full, samples, classes, missing)
    if test_file is not None:
        second = Path(folder or ".") / test_file
        tested = files.samples(second, target, classes, names, header, missing, samples, features)
    treatment = making.Treatment(test, split_seed, features, standardize)
    given = {"target": target, "classes": classes, "names": names, "header": header}
    plain = {
        name: value if isinstance(value, str | bool) else list(value)
        for name, value in given.items()
        if value is not None
    }
    if missing != "refuse":
        plain["missing"] = missing
    if test_file is not None:
        plain["test_file"] = os.fspath(test_file)
    return making.make(samples, treatment, {"file": os.fspath(path), **plain}, tested)


def from_recipe(recipe: Mapping[str, Any], folder: str | os.PathLike[str] | None = None) -> Data:
    """Data from a recipe: a "name" and the settings of a data set, or a "file" and its settings.

    `Data.recipe` is a recipe. folder: the start of a relative path.
    """
    if not isinstance(recipe, Mapping):
        raise SettingTypeError(f"data must be a table with a name or a file, got {shown(recipe)}")
    given = dict(recipe)
    if ("name" in given) == ("file" in given):
        raise SettingError('data needs either a "name", as in { name = "spiral" }, or a "file"')
    if "name" in given:
        name = given.pop("name")
        if not isinstance(name, str):
            raise SettingTypeError(f"name must be that of a data set, got {shown(name)}", "name")
        return maker(name)(**given)
    known = [
        each for each in inspect.signature(from_file).parameters if each not in _NOT_IN_RECIPES
    ]
    file = given.pop("file")
    for name in given:
        if name not in known:
            raise SettingError(
                f"a file has no setting {shown(name)}; {suggestion(name, known)}", name
            )
    return from_file(file, **given, folder=folder)


def __getattr__(name: str) -> Maker:
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name not in catalogue():
        raise AttributeError(f"unknown data set {name!r}; {suggestion(name, catalogue())}")
    return Maker(name)


def __dir__() -> list[str]:
    return sorted([*__all__, *catalogue()])
